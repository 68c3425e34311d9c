package sockfarm

import (
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A process is apart in another namespace than the one it was started from, and there alone.
func TestIsApart(t *testing.T) {
	if IsRerun() {
		if err := IsApart(); err != nil {
			t.Error(err)
		}
		return
	}
	own, err := ownNamespace()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(outsideEnv, "")
	if IsApart() == nil {
		t.Error("apart, and nobody said from what")
	}
	t.Setenv(outsideEnv, strconv.FormatUint(own, 10))
	if IsApart() == nil {
		t.Error("apart from itself")
	}
	Rerun(t, &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET}, nil)
}
