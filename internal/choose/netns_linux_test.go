package choose

import (
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/tcptabletest"
)

// A process that sees no other namespace than its own, and so no socket with the addresses of those
// that the test opens.
func TestAllNetNSIsSource(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		sockfarm.Rerun(t, &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS}, nil)
		return
	}
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Skipf("no private mounts: %v", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		t.Skipf("no proc of our own: mount: %v", err)
	}
	for _, kind := range Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			source, err := Open(kind, AllNetNS(kind))
			if kind == BPF && err != nil {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			var snap tcptable.Snapshot
			err = source.Read(t.Context(), tcptable.Query{Owners: tcptable.OwnersPID}, &snap)
			if len(snap.Namespaces) != 1 || err != nil || snap.Namespaces[0].Process.PID != uint32(os.Getpid()) {
				t.Errorf("namespaces %+v, %v", snap.Namespaces, err)
			}
			if err := source.Close(); err != nil {
				t.Error(err)
			}
			tcptabletest.TestSource(t, func() (tcptable.Source, error) { return Open(kind, AllNetNS(kind)) })
		})
	}
}

// The option does what it says wherever it is handed to.
func TestOpenWithAllNetNS(t *testing.T) {
	opened := 0
	source, err := Open(Proc, tcptable.WithAllNetNS(func(opts ...tcptable.Option) (tcptable.Source, error) {
		opened++
		return tcptable.OpenNetlink(opts...)
	}))
	if err != nil || opened != 1 {
		t.Fatalf("%d sources were opened, %v", opened, err)
	}
	if err := source.Close(); err != nil {
		t.Error(err)
	}
}
