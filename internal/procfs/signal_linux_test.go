package procfs

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A signal reaches the process that it is for, and no other with the same number.
func TestLiveSignal(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := startChild(t, exec.Command(self))
	pid := uint32(child.Process.Pid)
	facts, err := ReadFacts("/proc", pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range []uint64{0, facts.Start - 1, facts.Start + 1} {
		if err := Signal("/proc", pid, start, unix.SIGKILL); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("to a process that started at %d: %v, want fs.ErrNotExist", start, err)
		}
	}
	if err := Signal("/proc", pid, facts.Start, 0); err != nil {
		skipOldKernel(t, err)
		t.Errorf("whether it may be sent: %v", err)
	}
	if err := Signal("/proc", pid, facts.Start, 65); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("signal 65: %v, want errors.ErrUnsupported", err)
	}
	// Until now it has been left alone.
	if again, err := ReadFacts("/proc", pid, facts.Start); err != nil || again.PID != pid {
		t.Fatalf("the process: %+v, %v", again, err)
	}
	if err := Signal("/proc", pid, facts.Start, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	awaitZombie(t, child.Process.Pid)
	if err := Signal("/proc", pid, facts.Start, unix.SIGKILL); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("to a zombie: %v, want fs.ErrNotExist", err)
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != unix.SIGKILL {
		t.Errorf("the process ended with %v, want it killed", err)
	}
	if err := Signal("/proc", pid, facts.Start, unix.SIGKILL); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("to a process that is gone: %v, want fs.ErrNotExist", err)
	}
	if err := Signal("/nonexistent", pid, facts.Start, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("under another root: %v, want fs.ErrNotExist", err)
	}
}

// Signal 0 reaches nobody, and says who may be signalled.
func TestLiveSignalRights(t *testing.T) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		st, err := ParseStat(text)
		if err != nil {
			t.Fatal(err)
		}
		err = Signal("/proc", st.PID, st.Start, 0)
		skipOldKernel(t, err)
		switch want := unix.Kill(int(st.PID), 0); {
		case st.IsKernel():
			if !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("thread %d of the kernel: %v, want errors.ErrUnsupported", st.PID, err)
			}
			seen++
		case errors.Is(err, fs.ErrNotExist):
		case errors.Is(want, unix.EPERM):
			if !errors.Is(err, fs.ErrPermission) {
				t.Errorf("process %d: %v, want fs.ErrPermission", st.PID, err)
			}
			seen++
		case want == nil:
			if err != nil {
				t.Errorf("process %d: %v", st.PID, err)
			}
			seen++
		}
	}
	if seen == 0 {
		t.Error("no process was seen")
	}
}

func skipOldKernel(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, unix.ENOSYS) {
		t.Skipf("this kernel sends no signals by way of descriptors: %v", err)
	}
}
