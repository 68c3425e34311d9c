package tcptable_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// nobody is the id of a user without any privilege, who need not have a name.
const nobody = 65534

func asNobody() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// TestOrdinaryUser reads the farm of another user, beside a listener of its own: all rows are
// there, and those of the other user say why they have no owner.
func TestOrdinaryUser(t *testing.T) {
	if sockfarm.IsRerun() {
		ordinaryUser(t)
		return
	}
	sockfarm.RequireUser(t, nobody)
	sockfarm.Enter(t)
	farm := sockfarm.New(t)
	sockfarm.Rerun(t, asNobody(), encode(t, slices.DeleteFunc(farm.Wants(), isClosed)))
}

func ordinaryUser(t *testing.T) {
	wants := append(foreign(t, tcptable.OwnerDenied), listener(t))
	for _, open := range openers {
		snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Owners: tcptable.OwnersAll})
		diffFacts(t, wantFacts(wants, &snap.Report), connFacts(snap))
		if snap.Report.Denied == 0 || snap.Report.OwnersComplete() {
			t.Errorf("%s: processes of others were denied: %+v", snap.Report.Source, snap.Report)
		}
	}
}

func encode(t *testing.T, wants []sockfarm.Want) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(wants); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// foreign decodes what another process has encoded of its sockets, and changes it to what this
// process finds, for which their owners are out of sight.
func foreign(t *testing.T, status tcptable.OwnerStatus) (wants []sockfarm.Want) {
	t.Helper()
	if err := gob.NewDecoder(os.Stdin).Decode(&wants); err != nil {
		t.Fatal(err)
	}
	for i := range wants {
		if wants[i].Inode != 0 {
			wants[i].Owner, wants[i].PIDs = status, nil
		}
	}
	return wants
}

// listener makes a listener on 127.0.0.1 and returns what must be true of it.
func listener(t *testing.T) sockfarm.Want {
	t.Helper()
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return sockfarm.Want{
		Name: "listener of our own", Family: tcptable.IPv4, State: tcptable.StateListen,
		Local: l.Addr().(*net.TCPAddr).AddrPort(), Remote: netip.AddrPortFrom(netip.IPv4Unspecified(), 0),
		Inode: inodeOf(t, l), UID: uint32(os.Getuid()),
		Owner: tcptable.OwnerKnown, PIDs: []uint32{uint32(os.Getpid())},
	}
}

func inodeOf(t *testing.T, c syscall.Conn) uint64 {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var st unix.Stat_t
	var statErr error
	if err := raw.Control(func(fd uintptr) { statErr = unix.Fstat(int(fd), &st) }); err != nil || statErr != nil {
		t.Fatal(errors.Join(err, statErr))
	}
	return st.Ino
}

// TestHiddenProcesses reads the table where proc(5) does not even list the processes of others.
// It takes three processes: root outside, root in namespaces where that can be arranged, and a
// user there.
func TestHiddenProcesses(t *testing.T) {
	switch {
	case !sockfarm.IsRerun():
		sockfarm.RequireUser(t, nobody)
		sockfarm.Enter(t)
		sockfarm.Rerun(t, withPrivateProcesses(), nil)
	case os.Geteuid() == 0:
		mountProc(t, "hidepid=2")
		sockfarm.Rerun(t, asNobody(), encode(t, []sockfarm.Want{listener(t)}))
	default:
		hiddenProcesses(t)
	}
}

func hiddenProcesses(t *testing.T) {
	if entries, err := os.ReadDir("/proc/1"); err == nil {
		t.Fatalf("process 1 is not hidden: %v", entries)
	}
	wants := append(foreign(t, tcptable.OwnerDenied), listener(t))
	for _, open := range openers {
		snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Owners: tcptable.OwnersAll})
		diffFacts(t, wantFacts(wants, &snap.Report), connFacts(snap))
		if !snap.Report.Hidden || snap.Report.OwnersComplete() {
			t.Errorf("%s: the processes of others were hidden: %+v", snap.Report.Source, snap.Report)
		}
	}
}
