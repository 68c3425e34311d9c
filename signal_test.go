package tcptable_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
)

// signalChild is set in the environment of the process that TestSignal ends.
const signalChild = "TCPTABLE_TEST_SIGNAL"

// Exactly one process is ended, and it alone.
func TestSignal(t *testing.T) {
	if os.Getenv(signalChild) != "" {
		os.Stdin.Read(make([]byte, 1)) //nolint:errcheck // the end of the input is what it waits for
		return
	}
	table, err := tcptable.Open()
	if errors.Is(err, errors.ErrUnsupported) {
		if err := tcptable.Signal(tcptable.Process{PID: uint32(os.Getpid())}, 0); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("a signal on %s: %v, want errors.ErrUnsupported", runtime.GOOS, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	child := startSignalChild(t)
	facts, err := table.ProcessFacts(t.Context(), tcptable.Process{PID: uint32(child.Process.Pid)})
	if err != nil {
		t.Fatal(err)
	}
	it, other := facts.Process, facts.Process
	other.Start--
	if err := tcptable.Signal(other, syscall.SIGKILL); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("to an earlier process with its PID: %v, want fs.ErrNotExist", err)
	}
	err = tcptable.Signal(it, 0)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("this system cannot be sure whom a signal reaches: %v", err)
	}
	if err != nil {
		t.Errorf("whether it may be sent: %v", err)
	}
	if runtime.GOOS == "windows" {
		if err := tcptable.Signal(it, syscall.SIGTERM); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("SIGTERM on Windows: %v, want errors.ErrUnsupported", err)
		}
	}
	if err := tcptable.Signal(it, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Error("the child has ended well, though it was killed")
	}
	if err := tcptable.Signal(it, syscall.SIGKILL); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("once it has ended: %v, want fs.ErrNotExist", err)
	}
	if err := tcptable.Signal(tcptable.Process{}, 0); err == nil {
		t.Error("nobody can be signalled")
	}
}

// startSignalChild starts this test once more, as a process that waits until it is ended.
func startSignalChild(t *testing.T) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "-test.run=^TestSignal$")
	child.Env = append(os.Environ(), signalChild+"=1")
	if _, err := child.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		child.Process.Kill() //nolint:errcheck // it may have ended
		child.Wait()         //nolint:errcheck // it may have been waited for
	})
	return child
}
