package bpf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/tcptabletest"
)

// openOrSkip opens the Source and skips the test where that takes more than there is.
func openOrSkip(tb testing.TB, opts ...tcptable.Option) tcptable.Source {
	tb.Helper()
	s, err := Open(opts...)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		tb.Skip(err)
	}
	return mustSource(tb, s, err)
}

func mustSource(tb testing.TB, s tcptable.Source, err error) tcptable.Source {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func openNetlink(tb testing.TB, opts ...tcptable.Option) tcptable.Source {
	tb.Helper()
	s, err := tcptable.OpenNetlink(opts...)
	return mustSource(tb, s, err)
}

func mustRead(t *testing.T, s tcptable.Source, q tcptable.Query) *tcptable.Snapshot {
	t.Helper()
	snap := new(tcptable.Snapshot)
	if err := s.Read(t.Context(), q, snap); err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	tcptable.Sort(snap.Conns)
	return snap
}

func TestSource(t *testing.T) {
	openOrSkip(t)
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return Open() })
}

// TestAgainstNetlink compares every field of every row, every process and every holder of the farm
// with what the netlink source tells, whatever is asked for.
func TestAgainstNetlink(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	sockfarm.New(t)
	closed := tcptable.States(tcptable.StateClosed)
	for _, q := range []tcptable.Query{
		{},
		{Owners: tcptable.OwnersPID},
		{Owners: tcptable.OwnersProcess},
		{Owners: tcptable.OwnersAll},
		{Owners: tcptable.OwnersAll, Family: tcptable.IPv4},
		{Owners: tcptable.OwnersAll, Family: tcptable.IPv6},
		{Owners: tcptable.OwnersAll, States: tcptable.States(tcptable.StateListen)},
		{Owners: tcptable.OwnersAll, States: tcptable.States(tcptable.StateSynReceived, tcptable.StateTimeWait)},
		{Owners: tcptable.OwnersAll, States: closed},
		{Owners: tcptable.OwnersAll, States: closed | tcptable.AllStates},
	} {
		sameAsNetlink(t, q)
	}
}

// sameAsNetlink compares a reading through BPF with one over netlink, both of the same sockets: it
// repeats them until netlink tells the same before and after, for a probe may move some bytes.
func sameAsNetlink(t *testing.T, q tcptable.Query, opts ...tcptable.Option) *tcptable.Snapshot {
	t.Helper()
	source, netlink := openOrSkip(t, opts...), openNetlink(t, opts...)
	for end := time.Now().Add(20 * time.Second); ; {
		before := mustRead(t, netlink, q)
		got := mustRead(t, source, q)
		after := mustRead(t, netlink, q)
		if slices.Equal(before.Conns, after.Conns) && slices.Equal(before.Holders, after.Holders) {
			compareSnapshots(t, q, got, after)
			return got
		}
		if time.Now().After(end) {
			t.Fatal("the table does not come to rest")
		}
	}
}

func compareSnapshots(t *testing.T, q tcptable.Query, got, want *tcptable.Snapshot) {
	t.Helper()
	if len(want.Conns) == 0 {
		t.Errorf("%+v: nothing is compared", q)
	}
	if got.Report.Source != "bpf" || got.Report.Missing != 0 {
		t.Errorf("%+v: source %q, missing %#x", q, got.Report.Source, got.Report.Missing)
	}
	name := fmt.Sprintf("%+v", q)
	diff(t, name, seen(got.Conns), seen(want.Conns))
	diff(t, name, got.Processes, want.Processes)
	if !slices.Equal(got.Holders, want.Holders) {
		t.Errorf("%s: holders\n%v, want\n%v", name, got.Holders, want.Holders)
	}
}

// seen returns the rows as one reads them who may look at every process: the netlink source, too,
// says that it may not where a process has made itself undumpable.
func seen(conns []tcptable.Conn) []tcptable.Conn {
	conns = slices.Clone(conns)
	for i := range conns {
		if conns[i].Owner == tcptable.OwnerDenied {
			conns[i].Owner = tcptable.OwnerElsewhere
		}
	}
	return conns
}

// diff reports what is in one of two multisets and not in the other.
func diff[T comparable](t *testing.T, name string, got, want []T) {
	t.Helper()
	count := make(map[T]int)
	for _, r := range got {
		count[r]++
	}
	for _, r := range want {
		count[r]--
	}
	for r, n := range count {
		switch {
		case n > 0:
			t.Errorf("%s: %d more than over netlink: %+v", name, n, r)
		case n < 0:
			t.Errorf("%s: %d fewer than over netlink: %+v", name, -n, r)
		}
	}
}

// TestManyHolders has more holders than the kernel tells at once, so that a
// record has to be asked for again.
func TestManyHolders(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	connect(t, 2500)
	rows := mustRead(t, openOrSkip(t), tcptable.Query{Owners: tcptable.OwnersPID}).Conns
	if len(rows) != 5001 {
		t.Errorf("%d rows, want 5001", len(rows))
	}
	for i := range rows {
		if rows[i].PID != uint32(os.Getpid()) {
			t.Fatalf("row %d, %v to %v: pid %d, %v", i, rows[i].Local, rows[i].Remote, rows[i].PID, rows[i].Owner)
		}
	}
}

// TestFarm holds the rows against what made the sockets, which shares nothing with the kernel's
// own tables.
func TestFarm(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	farm := sockfarm.New(t)
	snap := mustRead(t, openOrSkip(t), tcptable.Query{States: tcptable.AllStates | tcptable.States(tcptable.StateClosed), Owners: tcptable.OwnersAll})
	wants := farm.Wants()
	if len(snap.Conns) != len(wants) {
		t.Errorf("%d rows, want %d", len(snap.Conns), len(wants))
	}
	for _, w := range wants {
		i := slices.IndexFunc(snap.Conns, func(c tcptable.Conn) bool {
			return c.Local == w.Local && c.Remote == w.Remote && c.State == w.State && c.Inode == w.Inode
		})
		if i < 0 {
			t.Errorf("%s: no row %v to %v", w.Name, w.Local, w.Remote)
			continue
		}
		checkWant(t, &w, snap, snap.Conns[i])
	}
}

func checkWant(t *testing.T, w *sockfarm.Want, snap *tcptable.Snapshot, c tcptable.Conn) {
	t.Helper()
	var pids []uint32
	for _, h := range snap.HoldersOf(c.Inode) {
		pids = append(pids, h.PID)
	}
	if !slices.Equal(pids, w.PIDs) || c.Owner != w.Owner || len(pids) > 0 && c.PID != pids[0] {
		t.Errorf("%s: pid %d, %v, holders %v, want %v, %v", w.Name, c.PID, c.Owner, pids, w.PIDs, w.Owner)
	}
	if c.Family() != w.Family || c.LocalScope != w.LocalScope || c.RemoteScope != w.RemoteScope || c.Interface != w.Interface {
		t.Errorf("%s: %+v", w.Name, c)
	}
	if c.HasUser() && c.UID != w.UID || c.DualStack != w.DualStack || c.Cookie == 0 || c.NetNS != sockfarm.NetNS(t) {
		t.Errorf("%s: %+v", w.Name, c)
	}
}

// TestOtherNamespace reads the namespace of another thread.
func TestOtherNamespace(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	sockfarm.New(t)
	path := tcptable.WithNetNS(fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid()))
	id := sockfarm.NetNS(t)
	done := make(chan struct{})
	go func() { // on a thread that is elsewhere
		defer close(done)
		snap := sameAsNetlink(t, tcptable.Query{Owners: tcptable.OwnersAll}, path)
		if len(snap.Conns) > 0 && snap.Conns[0].NetNS != id {
			t.Errorf("namespace %d, want %d", snap.Conns[0].NetNS, id)
		}
	}()
	<-done
}

func TestNoNamespace(t *testing.T) {
	if _, err := Open(tcptable.WithNetNS("/proc/self/ns/none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a path that leads nowhere: %v", err)
	}
	if _, err := Open(tcptable.WithProcRoot("/host/proc")); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("processes elsewhere: %v", err)
	}
}
