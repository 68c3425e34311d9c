package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// want is a command, or a file with its path, that some tests need, and the Debian packages that
// bring it.
type want struct {
	command  string
	packages []string
}

// wants returns what is needed on a machine of the architecture.
func wants(arch string) []want {
	all := []want{
		{"gcc", []string{"gcc", "libc6-dev"}}, // links the race detector, knows the layout of C structures
		{"g++", []string{"g++"}},              // compiles the headers and examples of the C library, too
		{"mcs", []string{"mono-mcs", "libmono-system4.0-cil"}},
		{"mono", []string{"mono-runtime", "libmono-system4.0-cil"}},
		{"node", []string{"nodejs"}},
		{"npm", []string{"npm"}},
		{"make", []string{"make"}}, // builds the C library
		{"ip", []string{"iproute2"}},
		{"ss", []string{"iproute2"}},
		{"setcap", []string{"libcap2-bin"}},
		{"groff", []string{"groff-base"}},                  // reads the man page
		{"zsh", []string{"zsh"}},                           // reads the completions
		{"python3", []string{"python3"}},                   // reads the JSON
		{"clang", []string{"clang", "llvm", "libbpf-dev"}}, // compiles the BPF programs again
		{"tmux", []string{"tmux"}},                         // shows the full-screen view
		{"qemu-aarch64", []string{"qemu-user"}},
		{"qemu-s390x", []string{"qemu-user"}},
	}
	if arch == "amd64" { // Wine runs programs for its own processor
		all = append(all, want{"wine", []string{"wine", "wine64"}}, want{mingw, []string{"gcc-mingw-w64-x86-64-posix"}})
		// No command of their own, but a file, tells that gcc -m32 and g++ -m32 have what they need.
		all = append(all, want{"/usr/lib32/crt1.o", []string{"gcc-multilib", "g++-multilib"}})
	}
	return all
}

// installPackages installs the commands that are missing. Where it may not, the steps and tests
// that need them are skipped, each with its reason.
func installPackages(ctx context.Context, h *house) testjson.Result {
	commands, packages := missing(wants(runtime.GOARCH), find)
	why := fmt.Sprintf("not installed: %s", strings.Join(commands, ", "))
	install := append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, packages...)
	_, err := exec.LookPath("apt-get")
	switch {
	case len(packages) == 0:
		return passed()
	case runtime.GOOS != "linux":
		return skipped(why)
	case err != nil:
		return skipped(why + "; the system's package manager has to do that")
	case os.Geteuid() != 0:
		return skipped(fmt.Sprintf("%s; as root: %s", why, strings.Join(install, " ")))
	}
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	for _, args := range [][]string{{"apt-get", "update"}, install} {
		args = slices.Insert(args, 1, "-o", "Acquire::Retries=3", "-q")
		if err := h.check(ctx, command{env: env, args: args}); err != nil {
			return h.unreachable(why, err)
		}
	}
	if still, _ := missing(wants(runtime.GOARCH), find); len(still) > 0 {
		return failed(fmt.Sprintf("%s did not bring %s", strings.Join(install, " "), strings.Join(still, ", ")))
	}
	return passed()
}

// find returns the path of a command, or of a file that is given by its path.
func find(name string) (string, error) {
	if !filepath.IsAbs(name) {
		return exec.LookPath(name)
	}
	if _, err := os.Stat(name); err != nil {
		return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
	}
	return name, nil
}

// missing returns the commands of wants that look does not find, and the packages to install.
func missing(wants []want, look func(string) (string, error)) (commands, packages []string) {
	for _, w := range wants {
		if _, err := look(w.command); errors.Is(err, exec.ErrNotFound) {
			commands = append(commands, w.command)
			packages = append(packages, w.packages...)
		}
	}
	slices.Sort(packages)
	return commands, slices.Compact(packages)
}
