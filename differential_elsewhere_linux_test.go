package tcptable_test

import (
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// withPrivateProcesses starts a process as the first one of a PID namespace, in a mount namespace
// where it can mount a proc of its own.
func withPrivateProcesses() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS}
}

// mountProc mounts a proc of the process's own PID namespace. The namespace matters even for
// options: before Linux 5.8 hidepid was one of the namespace, not of the mount.
func mountProc(t *testing.T, options string) {
	t.Helper()
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Skipf("no private mounts: %v", err)
	}
	const flags = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	if err := unix.Mount("proc", "/proc", "proc", flags, options); err != nil {
		t.Skipf("no proc of our own: mount: %v", err)
	}
}

// TestAllProcessesInSight has a farm where there are no processes but the farm's, and all of
// them can be looked at: only here is it certain that nobody holds the socket in flight.
func TestAllProcessesInSight(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		sockfarm.Rerun(t, withPrivateProcesses(), nil)
		return
	}
	mountProc(t, "")
	wants := slices.DeleteFunc(sockfarm.New(t).Wants(), isClosed)
	if !slices.ContainsFunc(wants, func(w sockfarm.Want) bool { return w.Owner == tcptable.OwnerElsewhere }) {
		t.Error("the farm has no socket in flight")
	}
	for _, open := range openers {
		snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Owners: tcptable.OwnersAll})
		if !snap.Report.OwnersComplete() {
			t.Errorf("%s: every process could be looked at: %+v", snap.Report.Source, snap.Report)
		}
		diffFacts(t, wantFacts(wants, &snap.Report), connFacts(snap))
	}
}

// TestProcessesElsewhere reads a farm whose processes are in another PID namespace.
func TestProcessesElsewhere(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		wants := slices.DeleteFunc(sockfarm.New(t).Wants(), isClosed)
		sockfarm.Rerun(t, withPrivateProcesses(), encode(t, wants))
		return
	}
	mountProc(t, "")
	wants := append(foreign(t, tcptable.OwnerElsewhere), listener(t))
	for _, open := range openers {
		snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Owners: tcptable.OwnersAll})
		diffFacts(t, wantFacts(wants, &snap.Report), connFacts(snap))
	}
}
