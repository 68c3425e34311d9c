package tcptable_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// The tests of this file hold the library against three others that know the truth: the farm
// that made the sockets, the kernel's own /proc/net, and ss. None of them uses subtests, which
// would run outside of the farm's network namespace.

// opener opens the table on one of the ways there are.
type opener func() (*tcptable.Table, error)

// openers are all of them, for tests that need no farm for each.
var openers = []opener{openDefault, openNetlink, openProc}

func openDefault() (*tcptable.Table, error) { return tcptable.Open() }

func openNetlink() (*tcptable.Table, error) { return openSource(tcptable.OpenNetlink()) }

func openProc() (*tcptable.Table, error) { return openSource(tcptable.OpenProc()) }

func openSource(s tcptable.Source, err error) (*tcptable.Table, error) {
	if err != nil {
		return nil, err
	}
	return tcptable.Open(tcptable.WithSource(s))
}

func mustOpen(t *testing.T, open opener) *tcptable.Table {
	t.Helper()
	table, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}

func mustSnapshot(t *testing.T, table *tcptable.Table, q tcptable.Query) *tcptable.Snapshot {
	t.Helper()
	snap, err := table.Snapshot(context.Background(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return snap
}

func TestOpenAgainstFarm(t *testing.T)    { againstFarm(t, openDefault, "netlink") }
func TestNetlinkAgainstFarm(t *testing.T) { againstFarm(t, openNetlink, "netlink") }
func TestProcAgainstFarm(t *testing.T)    { againstFarm(t, openProc, "proc") }

func againstFarm(t *testing.T, open opener, source string) {
	sockfarm.Enter(t)
	farm := sockfarm.New(t)
	snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Owners: tcptable.OwnersAll})
	wants := slices.DeleteFunc(farm.Wants(), isClosed)
	diffFacts(t, wantFacts(wants, &snap.Report), connFacts(snap))
	checkNamespace(t, snap)
	checkProcesses(t, snap, wants)
	if snap.Report.Source != source || snap.Report.Fallback != nil {
		t.Errorf("the source is %q, %v, want %q", snap.Report.Source, snap.Report.Fallback, source)
	}
}

func isClosed(w sockfarm.Want) bool { return w.State == tcptable.StateClosed }

func checkNamespace(t *testing.T, snap *tcptable.Snapshot) {
	t.Helper()
	netNS := sockfarm.NetNS(t)
	cookies := make(map[uint64]bool)
	for _, c := range snap.Conns {
		if c.NetNS != netNS {
			t.Errorf("%v in %v is in namespace %d, want %d", c.Local, c.State, c.NetNS, netNS)
		}
		if c.Offload != tcptable.OffloadInHost {
			t.Errorf("%v in %v is processed %v", c.Local, c.State, c.Offload)
		}
		if snap.Report.Missing&tcptable.FieldCookie == 0 && (c.Cookie == 0 || cookies[c.Cookie]) {
			t.Errorf("%v in %v has the cookie %d, which is no identity", c.Local, c.State, c.Cookie)
		}
		cookies[c.Cookie] = true
	}
}

// checkProcesses makes sure that every process of the farm is described, once.
func checkProcesses(t *testing.T, snap *tcptable.Snapshot, wants []sockfarm.Want) {
	t.Helper()
	pids := make(map[uint32]bool)
	for _, w := range wants {
		for _, pid := range w.PIDs {
			pids[pid] = true
		}
	}
	if len(pids) != len(snap.Processes) {
		t.Errorf("%d processes, want %d", len(snap.Processes), len(pids))
	}
	for pid := range pids {
		p, ok := snap.Process(pid)
		if want := comm(t, pid); !ok || p.Name != want {
			t.Errorf("process %d is called %q, %t, want %q", pid, p.Name, ok, want)
		}
	}
}

func TestOpenAgainstProcNet(t *testing.T)    { against(t, openDefault, procRows) }
func TestNetlinkAgainstProcNet(t *testing.T) { against(t, openNetlink, procRows) }
func TestProcAgainstProcNet(t *testing.T)    { against(t, openProc, procRows) }

func TestOpenAgainstSS(t *testing.T)    { against(t, openDefault, ssRows) }
func TestNetlinkAgainstSS(t *testing.T) { against(t, openNetlink, ssRows) }
func TestProcAgainstSS(t *testing.T)    { against(t, openProc, ssRows) }

// peer is another reader of the table, and what it does not tell.
type peer func(t *testing.T) (rows []tableRow, missing tcptable.Fields, tellsPIDs bool)

// against compares every row of the library with those of a peer.
func against(t *testing.T, open opener, peer peer) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	table := mustOpen(t, open)
	var snap *tcptable.Snapshot
	var rows []tableRow
	var missing tcptable.Fields
	var tellsPIDs bool
	undisturbed(t, func() {
		snap = mustSnapshot(t, table, tcptable.Query{Owners: tcptable.OwnersAll})
		rows, missing, tellsPIDs = peer(t)
	})
	missing |= snap.Report.Missing
	diff(t, "the library", project(connRows(snap), missing, tellsPIDs), "the peer", project(rows, missing, tellsPIDs))
}

// undisturbed calls read until the table is the same before and after it: a probe of a closed
// window may have moved some bytes meanwhile.
func undisturbed(t *testing.T, read func()) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; {
		before, _, _ := procRows(t)
		read()
		if after, _, _ := procRows(t); slices.Equal(before, after) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the table does not come to rest")
		}
	}
}

// TestClosedAgainstFarm asks for sockets that are only bound.
func TestClosedAgainstFarm(t *testing.T) {
	sockfarm.Enter(t)
	farm := sockfarm.New(t)
	table := mustOpen(t, openNetlink)
	wants := farm.Wants()
	if !kernelAtLeast(t, 6, 8) {
		wants = slices.DeleteFunc(wants, isClosed)
	}
	for _, states := range []tcptable.StateSet{
		tcptable.States(tcptable.StateClosed),
		tcptable.States(tcptable.StateClosed, tcptable.StateListen),
		tcptable.States(tcptable.StateClosed) | tcptable.AllStates,
	} {
		snap := mustSnapshot(t, table, tcptable.Query{States: states, Owners: tcptable.OwnersAll})
		asked := slices.DeleteFunc(slices.Clone(wants), func(w sockfarm.Want) bool { return !states.Has(w.State) })
		diffFacts(t, wantFacts(asked, &snap.Report), connFacts(snap))
	}
}

func kernelAtLeast(t *testing.T, major, minor int) bool {
	t.Helper()
	var uts unix.Utsname
	if err := unix.Uname(&uts); err != nil {
		t.Fatal(err)
	}
	var gotMajor, gotMinor int
	release := unix.ByteSliceToString(uts.Release[:])
	if _, err := fmt.Sscanf(release, "%d.%d", &gotMajor, &gotMinor); err != nil {
		t.Fatalf("kernel release %q: %v", release, err)
	}
	return gotMajor > major || gotMajor == major && gotMinor >= minor
}
