package tcptable_test

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// tableRow is what the readers of the table have in common.
type tableRow struct {
	Family        tcptable.Family
	Local, Remote netip.AddrPort // without zones
	State         tcptable.State
	Inode, Cookie uint64
	UID           uint32 // 0 without an inode: then the readers, and the kernel, differ
	RecvQ, SendQ  uint32
	Interface     uint32
	DualStack     bool
	PIDs          string // in ascending order
}

func withoutZone(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().WithZone(""), a.Port())
}

func pidList(pids []uint32) string { return strings.Trim(fmt.Sprint(pids), "[]") }

func connRows(snap *tcptable.Snapshot) []tableRow {
	var rows []tableRow
	for _, c := range snap.Conns {
		pids := holdersOf(snap, &c)
		slices.Sort(pids)
		rows = append(rows, tableRow{
			Family: c.Family(), Local: withoutZone(c.Local), Remote: withoutZone(c.Remote),
			State: c.State, Inode: c.Inode, Cookie: c.Cookie, UID: c.UID, RecvQ: c.RecvQ, SendQ: c.SendQ,
			Interface: c.Interface, DualStack: c.DualStack, PIDs: pidList(pids),
		})
	}
	return rows
}

func holdersOf(snap *tcptable.Snapshot, c *tcptable.Conn) (pids []uint32) {
	for _, h := range snap.HoldersOf(c.Inode) {
		pids = append(pids, h.PID)
	}
	return pids
}

// procRows is the peer /proc/thread-self/net.
func procRows(t *testing.T) ([]tableRow, tcptable.Fields, bool) {
	t.Helper()
	read, err := sockfarm.ReadProc()
	if err != nil {
		t.Fatal(err)
	}
	var rows []tableRow
	for _, r := range read {
		rows = append(rows, tableRow{
			Family: r.Family, Local: r.Local, Remote: r.Remote,
			State: r.State, Inode: r.Inode, UID: r.UID, RecvQ: r.RecvQ, SendQ: r.SendQ,
		})
	}
	return rows, tcptable.FieldInterface | tcptable.FieldCookie | tcptable.FieldDualStack | tcptable.FieldListenSendQ, false
}

// project returns the rows with everything set to zero that one of the readers does not tell.
func project(rows []tableRow, missing tcptable.Fields, withPIDs bool) []tableRow {
	rows = slices.Clone(rows)
	for i := range rows {
		r := &rows[i]
		if r.Inode == 0 {
			r.UID = 0
		}
		if missing&tcptable.FieldInterface != 0 {
			r.Interface = 0
		}
		if missing&tcptable.FieldCookie != 0 {
			r.Cookie = 0
		}
		if missing&tcptable.FieldDualStack != 0 {
			r.DualStack = false
		}
		if missing&tcptable.FieldListenSendQ != 0 && r.State == tcptable.StateListen {
			r.SendQ = 0
		}
		if !withPIDs {
			r.PIDs = ""
		}
	}
	return rows
}

// diff reports what is in one of two multisets of rows and not in the other.
func diff[T comparable](t *testing.T, nameA string, a []T, nameB string, b []T) {
	t.Helper()
	if len(a) == 0 {
		t.Errorf("%s has no rows: nothing is compared", nameA)
	}
	count := make(map[T]int)
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		count[r]--
	}
	for r, n := range count {
		switch {
		case n > 0:
			t.Errorf("only %s has, %d times: %+v", nameA, n, r)
		case n < 0:
			t.Errorf("only %s has, %d times: %+v", nameB, -n, r)
		}
	}
}

// fact is what the farm knows of a row.
type fact struct {
	Family                             tcptable.Family
	Local, Remote                      netip.AddrPort
	LocalScope, RemoteScope, Interface uint32
	State                              tcptable.State
	Inode                              uint64
	UID                                uint32
	Owner                              tcptable.OwnerStatus
	PID                                uint32
	DualStack                          bool
	Holders                            string // the owner first
}

func connFacts(snap *tcptable.Snapshot) []fact {
	var facts []fact
	for _, c := range snap.Conns {
		f := fact{
			Family: c.Family(), Local: c.Local, Remote: c.Remote,
			LocalScope: c.LocalScope, RemoteScope: c.RemoteScope, Interface: c.Interface,
			State: c.State, Inode: c.Inode, Owner: c.Owner, PID: c.PID, DualStack: c.DualStack,
			Holders: pidList(holdersOf(snap, &c)),
		}
		if c.HasUser() {
			f.UID = c.UID
		}
		facts = append(facts, f)
	}
	return facts
}

// wantFacts returns the facts as a source tells them whose report is r.
func wantFacts(wants []sockfarm.Want, r *tcptable.Report) []fact {
	var facts []fact
	for _, w := range wants {
		f := fact{
			Family: w.Family, Local: w.Local, Remote: w.Remote,
			LocalScope: w.LocalScope, RemoteScope: w.RemoteScope, Interface: w.Interface,
			State: w.State, Inode: w.Inode, UID: w.UID, Owner: w.Owner, DualStack: w.DualStack,
			Holders: pidList(w.PIDs),
		}
		if len(w.PIDs) > 0 {
			f.PID = w.PIDs[0]
		}
		if f.Owner == tcptable.OwnerElsewhere && !r.OwnersComplete() {
			f.Owner = tcptable.OwnerDenied // it may be with a process that we may not look at
		}
		facts = append(facts, f.without(r.Missing))
	}
	return facts
}

func (f fact) without(missing tcptable.Fields) fact {
	if missing&tcptable.FieldScopes != 0 {
		f.Local, f.Remote = withoutZone(f.Local), withoutZone(f.Remote)
		f.LocalScope, f.RemoteScope = 0, 0
	}
	if missing&tcptable.FieldInterface != 0 {
		f.Interface = 0
	}
	if missing&tcptable.FieldDualStack != 0 {
		f.DualStack = false
	}
	return f
}

func diffFacts(t *testing.T, want, got []fact) {
	t.Helper()
	diff(t, "the farm", want, "the library", got)
}

// comm returns the name of a process.
func comm(t *testing.T, pid uint32) string {
	t.Helper()
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(name), "\n")
}
