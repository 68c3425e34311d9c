package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

const fine = "package x\n"

// Every step that is one check passes on fine sources, and fails on sources that break just
// what it checks.
func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  func(context.Context, *house) testjson.Result
		bad  map[string]string
		want string
	}{
		{"format", checkFormat, map[string]string{"x.go": "package x\n\nvar  A = 1\n"}, "make fmt would change\nx.go"},
		{"generate", checkGenerated, map[string]string{"y.go": "package x\n\n//go:generate cp x.go y.go\n"}, "would change\ny.go"},
		{"generate more", checkGenerated, map[string]string{"x.go": "package x\n\n//go:generate cp x.go z.go\n"}, "would change\nz.go"},
		{"tidy", tidy("."), map[string]string{"go.mod": "require example.com/y v1.0.0\n\n"}, "-require example.com/y v1.0.0"},
		{"build", buildAndVet(platform{"windows", "386"}), map[string]string{"x_windows_386.go": "package x\n\nvar A int = 1 << 40\n"}, "(overflows)"},
		{"vet", buildAndVet(platform{"darwin", "arm64"}), map[string]string{"x_darwin_test.go": "package x\n\nvar a = b\n"}, "undefined: b"},
		{"staticcheck", staticcheck(platform{"windows", "amd64"}), map[string]string{"x_windows.go": "package x\n\nfunc unused() {}\n"}, "func unused is unused (U1000)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good := newHouse(t, map[string]string{"x.go": fine})
			if got := tt.run(t.Context(), good); got.Passed != 1 || got.Ran() != 1 {
				t.Errorf("fine sources: %+v", got)
			}
			if tt.bad["x.go"] == "" {
				tt.bad["x.go"] = fine
			}
			got := tt.run(t.Context(), newHouse(t, tt.bad))
			wantFailure(t, got, tt.want)
		})
	}
}

func wantFailure(t *testing.T, got testjson.Result, want string) {
	t.Helper()
	if got.Passed != 0 || len(got.Failures) != 1 || !strings.Contains(got.Failures[0].Output, want) {
		t.Errorf("got %+v, want one failure with %q", got, want)
	}
}

const testFile = `package x

import "testing"

func FuzzGood(f *testing.F) { f.Fuzz(func(t *testing.T, b []byte) {}) }

func BenchmarkGood(b *testing.B) { for b.Loop() {} }
`

func TestFuzzAndBenchmarks(t *testing.T) {
	h := newHouse(t, map[string]string{"a/b/x.go": fine, "a/b/x_test.go": testFile})
	for name, run := range map[string]func(context.Context, *house) testjson.Result{
		"fuzz": fuzz(100), "benchmarks": benchmarks,
	} {
		if got := run(t.Context(), h); got.Passed != 1 || got.Ran() != 1 {
			t.Errorf("%s: got %+v, want one passed", name, got)
		}
	}
	empty := newHouse(t, map[string]string{"x.go": fine})
	wantFailure(t, fuzz(100)(t.Context(), empty), "there is no fuzz target")
	wantFailure(t, benchmarks(t.Context(), empty), "no test was run")
}

// The tests must have been run by root and by somebody else.
func TestUsers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	h := newHouse(t, map[string]string{"a/b/x.go": fine, "a/b/x_test.go": `package x

import (
	"os"
	"testing"
)

func TestWho(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(here + "/x.go"); err != nil {
		t.Error(err)
	}
	for _, folder := range []string{os.Getenv("HOME"), t.TempDir()} {
		if err := os.WriteFile(folder+"/file", nil, 0o600); err != nil {
			t.Error(err)
		}
	}
	if groups, err := os.Getgroups(); os.Geteuid() != 0 && (len(groups) != 1 || groups[0] == 0) {
		t.Errorf("groups %v, %v", groups, err)
	}
	t.Skipf("uid %d", os.Getuid())
}
`})
	for _, tt := range []struct {
		name string
		run  func(context.Context, *house) testjson.Result
		root bool
	}{
		{"root", testAsRoot, true},
		{"ordinary", testAsOrdinary, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.run(t.Context(), h)
			var reasons []string
			for _, s := range got.Skips {
				if s.Test == "TestWho" {
					reasons = append(reasons, s.Reason)
				}
			}
			if len(got.Failures) > 0 || len(reasons) != 1 || (reasons[0] == "uid 0") != tt.root {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestTestOn(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other architectures are run on Linux only")
	}
	h := newHouse(t, map[string]string{"x.go": fine, "x_test.go": "package x\n\nimport \"testing\"\n\nfunc TestGood(t *testing.T) {}\n"})
	all := []string{"./..."}
	if got := testOn(emulation{arch: runtime.GOARCH, packages: all})(t.Context(), h); got.Passed != 1 || got.Ran() != 1 {
		t.Errorf("the machine's own: %+v", got)
	}
	// A runner that fails stands for an emulator that cannot run the programs.
	for _, tt := range []struct {
		e    emulation
		want string
	}{
		{emulation{arch: runtime.GOARCH, runner: "no-such-emulator", packages: all}, "needs no-such-emulator"},
		{emulation{arch: runtime.GOARCH, runner: "false", packages: all}, "do not run here: false "},
	} {
		got := testOn(tt.e)(t.Context(), h)
		if got.Ran() != 1 || len(got.Skips) != 1 || !strings.Contains(got.Skips[0].Reason, tt.want) {
			t.Errorf("%s: %+v, want a skip with %q", tt.e.runner, got, tt.want)
		}
	}
}

func TestUnreachable(t *testing.T) {
	err := fmt.Errorf("apt-get: exit status 100\nReading lists\nE: no such host\n\n")
	got := (&house{}).unreachable("not installed: ss", err)
	if len(got.Failures) != 0 || len(got.Skips) != 1 || got.Skips[0].Reason != "not installed: ss: E: no such host" {
		t.Errorf("on a machine of a person: %+v", got)
	}
	wantFailure(t, (&house{ci: true}).unreachable("not installed: ss", err), "E: no such host")
}

func TestCommandStops(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupts and no sleep program")
	}
	h := newHouse(t, map[string]string{"x.go": fine})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	err := h.check(ctx, command{args: []string{"sleep", "600"}})
	if err == nil || time.Since(begin) > time.Minute || !strings.Contains(err.Error(), context.DeadlineExceeded.Error()) {
		t.Errorf("error %v after %v", err, time.Since(begin))
	}
}
