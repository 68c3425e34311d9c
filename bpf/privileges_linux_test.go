package bpf

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// nobody is the id of a user without any privilege, who need not have a name.
const nobody = 65534

// TestOrdinaryUser makes sure that the reason is a privilege, and is told.
func TestOrdinaryUser(t *testing.T) {
	if !sockfarm.IsRerun() {
		openOrSkip(t) // where BPF is missing altogether, that is the reason
		sockfarm.RequireUser(t, nobody)
		sockfarm.Rerun(t, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}, nil)
		return
	}
	refused(t, "it takes CAP_BPF and CAP_PERFMON, which the caller lacks")
}

// TestUserNamespace is root where that does not count.
func TestUserNamespace(t *testing.T) {
	if !sockfarm.IsRerun() {
		openOrSkip(t)
		sockfarm.Rerun(t, &syscall.SysProcAttr{
			Cloneflags:  unix.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}, nil)
		return
	}
	refused(t, "not those of the initial user namespace")
}

func refused(t *testing.T, why string) {
	t.Helper()
	s, err := Open()
	if err == nil {
		t.Fatal(s.Close())
	}
	if !errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), why) {
		t.Errorf("got %v, want %s", err, why)
	}
}

// TestCapabilities opens the Source with the two capabilities that it asks for, and with each alone.
func TestCapabilities(t *testing.T) {
	openOrSkip(t)
	for _, tt := range []struct {
		has   uint64
		lacks string
	}{
		{1<<capBPF | 1<<capPerfmon, ""},
		{1 << capBPF, "CAP_PERFMON"},
		{1 << capPerfmon, "CAP_BPF"},
	} {
		var source tcptable.Source
		withCapabilities(t, tt.has, func() {
			if tt.lacks != "" {
				refused(t, "it takes "+tt.lacks+", which")
				return
			}
			s, err := Open()
			source = mustSource(t, s, err)
		})
		if source != nil {
			mustRead(t, source, tcptable.Query{Owners: tcptable.OwnersAll})
		}
	}
}

// withCapabilities calls do on a thread that has no other capabilities but these.
func withCapabilities(t *testing.T, has uint64, do func()) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var all [2]unix.CapUserData
	if err := unix.Capget(&header, &all[0]); err != nil {
		t.Fatal(err)
	}
	few := all
	few[0].Effective, few[1].Effective = all[0].Permitted&uint32(has), all[1].Permitted&uint32(has>>32)
	if got := uint64(few[0].Effective) | uint64(few[1].Effective)<<32; got != has {
		t.Skipf("we have only %#x of the capabilities %#x", got, has)
	}
	if err := unix.Capset(&header, &few[0]); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Capset(&header, &all[0]); err != nil {
			t.Error(err)
		}
	}()
	do()
}
