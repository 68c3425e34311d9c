package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// ordinaryVerb makes testrun a program for "go test -exec" that gives up being root.
const ordinaryVerb = "as-ordinary-user"

// testAsRoot runs the tests that root can run.
func testAsRoot(ctx context.Context, h *house) testjson.Result {
	if os.Geteuid() != 0 {
		return skipped("this user is not root")
	}
	return h.raceTests(ctx)
}

// testAsOrdinary runs the tests as a user without privileges: the caller, or nobody.
func testAsOrdinary(ctx context.Context, h *house) testjson.Result {
	if os.Geteuid() != 0 {
		return h.raceTests(ctx)
	}
	wrapper, err := h.ordinaryWrapper()
	if err != nil {
		return failed(err.Error())
	}
	return h.raceTests(ctx, "-short", "-exec", wrapper) // root has run those that take long
}

// testWithBPF runs the tests of the C library, and of what is in it, as "make capi CAPI_TAGS=bpf" builds it.
func testWithBPF(ctx context.Context, h *house) testjson.Result {
	if runtime.GOOS != "linux" {
		return skipped("BPF is of Linux")
	}
	return h.test(ctx, nil, "-count=1", "-tags=bpf", "./iphlpapi", "./capi")
}

// raceTests runs the tests under the race detector where that works, and without it elsewhere.
func (h *house) raceTests(ctx context.Context, args ...string) testjson.Result {
	var result testjson.Result
	args = append([]string{"-count=1"}, args...)
	if _, err := h.buildProbe(ctx, nil, "-race"); err != nil {
		result.Add(skipped("race detector: " + lastLine(err.Error())))
	} else {
		args = append(args, "-race")
	}
	result.Add(h.test(ctx, h.library(ctx), append(args, "./...")...))
	return result
}

// libraryEnv names the folder with the C library for the tests that need it: an ordinary user has no
// build cache, and would have to build the standard library first.
const libraryEnv = "TCPTABLE_LIBRARY"

// library builds the C library where everybody may read it, once, and returns the environment that
// tells where. Where it cannot be built the tests say why.
func (h *house) library(ctx context.Context) []string {
	folder := filepath.Join(h.tmp, "library")
	if _, err := os.Stat(folder); err != nil {
		if h.check(ctx, command{args: []string{"make", "-s", "capi", "DIST=" + folder}}) != nil || os.Chmod(folder, 0o755) != nil {
			return nil
		}
	}
	return []string{libraryEnv + "=" + folder}
}

// buildDLL builds the C library for Windows, so that it stays portable.
func buildDLL(ctx context.Context, h *house) testjson.Result {
	for _, name := range []string{"make", mingw} {
		if _, err := exec.LookPath(name); errors.Is(err, exec.ErrNotFound) {
			return skipped("needs " + name)
		}
	}
	if err := h.check(ctx, command{args: []string{"make", "-s", "capi-windows", "DIST=" + filepath.Join(h.tmp, "dll")}}); err != nil {
		return failed(err.Error())
	}
	return passed()
}

// emulation is a way to run programs of another architecture.
type emulation struct {
	arch     string
	runner   string // empty: the kernel runs them
	packages []string
	flags    []string
}

// emulations leave out what an emulator cannot do: qemu-user knows no NETLINK_SOCK_DIAG, and
// under another byte order /proc/net/tcp is not what such a kernel would write. So only tests
// that never ask this machine's kernel for sockets are worth a run.
var emulations = []emulation{
	{arch: "386", packages: []string{"./..."}},
	{arch: "arm64", runner: "qemu-aarch64", packages: decoders, flags: withoutKernel},
	{arch: "s390x", runner: "qemu-s390x", packages: decoders, flags: withoutKernel}, // the other byte order
}

var (
	decoders      = []string{"./internal/mib", "./internal/procfs", "./internal/sockdiag", "./internal/render", "./iphlpapi"}
	withoutKernel = []string{"-skip=^TestDialAndDump$|^TestLive|^Example"}
)

// testOn runs the tests on another architecture than the machine's.
func testOn(e emulation) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		if runtime.GOOS != "linux" {
			return skipped("the programs of another architecture are run on Linux only")
		}
		env := []string{"GOARCH=" + e.arch, "CGO_ENABLED=0"}
		probe, err := h.buildProbe(ctx, env)
		if err != nil {
			return failed(err.Error())
		}
		run := command{args: []string{probe}}
		args := append([]string{"-count=1"}, e.flags...)
		if e.runner != "" {
			run.args = []string{e.runner, probe}
			args = append(args, "-exec", e.runner)
		}
		switch err := h.check(ctx, run); {
		case errors.Is(err, exec.ErrNotFound):
			return skipped("needs " + e.runner)
		case err != nil:
			return skipped(fmt.Sprintf("programs for %s do not run here: %v", e.arch, err))
		}
		return h.test(ctx, env, append(args, e.packages...)...)
	}
}

// buildProbe builds a program that does nothing, to see whether such a program can be built and
// run at all.
func (h *house) buildProbe(ctx context.Context, env []string, flags ...string) (string, error) {
	source := filepath.Join(h.tmp, "probe.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return "", err
	}
	program := filepath.Join(h.tmp, "probe.exe")
	args := append([]string{"go", "build", "-o", program}, flags...)
	return program, h.check(ctx, command{env: env, args: append(args, source)})
}

// benchmarks runs every benchmark once, so that none rots.
func benchmarks(ctx context.Context, h *house) testjson.Result {
	return h.test(ctx, nil, "-run=^$", "-bench=.", "-benchtime=1x", "./...")
}
