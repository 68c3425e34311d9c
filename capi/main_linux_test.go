//go:build cgo

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// The library is built once for all tests, into a folder that the last of them leaves behind.
var built struct {
	once   sync.Once
	folder string
	err    error
}

func TestMain(m *testing.M) {
	sockfarm.Init()
	code := m.Run()
	_ = os.RemoveAll(built.folder) // "" if there is none
	os.Exit(code)
}

// libraryEnv is how tools/testrun tells where the library is, if it has built that already.
const libraryEnv = "TCPTABLE_LIBRARY"

// library returns the folder with the library, as "make capi" makes it.
func library(tb testing.TB) string {
	tb.Helper()
	if folder := os.Getenv(libraryEnv); folder != "" {
		need(tb, "gcc")
		return folder
	}
	need(tb, "make", "gcc")
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "libiphlpapi-"); built.err != nil {
			return
		}
		built.err = run(exec.Command("make", "-s", "-C", "..", "capi", "DIST="+built.folder))
	})
	if built.err != nil {
		tb.Fatal(built.err)
	}
	return built.folder
}

// need skips the test unless the commands are there.
func need(tb testing.TB, commands ...string) {
	tb.Helper()
	for _, name := range commands {
		if _, err := exec.LookPath(name); errors.Is(err, exec.ErrNotFound) {
			tb.Skipf("needs %s", name)
		}
	}
}

// compile builds testdata/<name>.c, linked with the library, and returns the path of the program.
func compile(tb testing.TB, name string, flags ...string) string {
	tb.Helper()
	folder := library(tb)
	program := filepath.Join(tb.TempDir(), name)
	args := []string{"-std=gnu11", "-D_GNU_SOURCE", "-g", "-Wall", "-Wextra", "-Werror", "-pthread", "-Iinclude", "-o", program, filepath.Join("testdata", name+".c")}
	args = append(args, flags...)
	if err := run(exec.Command("gcc", append(args, "-L"+folder, "-liphlpapi", "-Wl,-rpath,"+folder)...)); err != nil {
		tb.Fatal(err)
	}
	return program
}

// patience is how long a test program may take before it counts as stuck.
const patience = 2 * time.Minute

// runC builds a program and runs it in the network namespace of the calling goroutine. A program
// that finds something wrong says so and fails.
func runC(tb testing.TB, name string, args ...string) string {
	tb.Helper()
	return output(tb, new(syscall.SysProcAttr), compile(tb, name), args...)
}

// runAlone is runC with [enterAlone].
func runAlone(tb testing.TB, name string, args ...string) string {
	tb.Helper()
	return output(tb, enterAlone(tb), compile(tb, name), args...)
}

// enterAlone returns what makes a program run in namespaces of its own, where it sees no process but
// itself. Where the kernel has that, the sockets there have a hash table of their own: to go through
// that of a busy machine takes a hundred times as long as all the rest of a call.
func enterAlone(tb testing.TB) *syscall.SysProcAttr {
	tb.Helper()
	sockfarm.Enter(tb)
	_ = os.WriteFile("/proc/sys/net/ipv4/tcp_child_ehash_entries", []byte("64"), 0) // since Linux 6.1
	return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET}
}

func output(tb testing.TB, attr *syscall.SysProcAttr, program string, args ...string) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
	return string(out)
}

func run(cmd *exec.Cmd) error {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out.Bytes())
	}
	return nil
}
