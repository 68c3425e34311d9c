package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

func TestWithoutWine(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" || os.Geteuid() != 0 {
		if why := withoutWine(exec.LookPath); why == "" {
			t.Error("nothing is in the way")
		}
		return
	}
	for _, missing := range []string{"wine", mingw, ""} {
		why := withoutWine(func(command string) (string, error) {
			if command == missing {
				return "", exec.ErrNotFound
			}
			return "/bin/" + command, nil
		})
		if missing == "" && why != "" || missing != "" && why != "needs "+missing {
			t.Errorf("without %q: %q", missing, why)
		}
	}
}

// The commands that Wine needs are installed where it is used, and nowhere else.
func TestWantsWine(t *testing.T) {
	for arch, want := range map[string]bool{"amd64": true, "arm64": false} {
		nothing := func(string) (string, error) { return "", exec.ErrNotFound }
		commands, packages := missing(wants(arch), nothing)
		all := strings.Join(append(commands, packages...), " ")
		if got := strings.Contains(all, "wine64") && strings.Contains(all, mingw); got != want {
			t.Errorf("%s: %s", arch, all)
		}
	}
}

func TestNewNetNS(t *testing.T) {
	netns, err := newNetNS()
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("no network namespace can be made: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer netns.Close()
	theirs, err := netns.Stat()
	if err != nil {
		t.Fatal(err)
	}
	ours, err := os.Stat("/proc/self/ns/net")
	if err != nil || os.SameFile(ours, theirs) {
		t.Errorf("the namespace is our own, or %v", err)
	}
}

func TestQuoted(t *testing.T) {
	if got := quoted([]string{"env", "A=b c", "wine"}); got != `'env' 'A=b c' 'wine'` {
		t.Error(got)
	}
}
