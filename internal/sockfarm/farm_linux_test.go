package sockfarm

import (
	"os"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

func TestMain(m *testing.M) { Main(m) }

// TestTableIsAsWanted holds the wants against the kernel's own table, row by row.
func TestTableIsAsWanted(t *testing.T) {
	Enter(t)
	checkTable(t, New(t))
}

func checkTable(t *testing.T, farm *Farm) {
	t.Helper()
	rows, err := ReadProc()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range farm.Wants() {
		i := slices.IndexFunc(rows, w.same)
		switch {
		case w.State == tcptable.StateClosed:
			if slices.ContainsFunc(rows, func(r ProcRow) bool { return r.Local == withoutZone(w.Local) }) {
				t.Errorf("%s: the bound socket %v has a row", w.Name, w.Local)
			}
		case i < 0:
			t.Errorf("%s: no row %v to %v in %v with inode %d", w.Name, w.Local, w.Remote, w.State, w.Inode)
		case w.Inode != 0 && rows[i].UID != w.UID:
			t.Errorf("%s: user %d, want %d", w.Name, rows[i].UID, w.UID)
		default:
			rows = slices.Delete(rows, i, i+1)
		}
	}
	for _, r := range rows {
		t.Errorf("a row that nobody wants: %+v", r)
	}
}

// TestWithoutIPv6 makes sure that a machine without IPv6 has a farm too.
func TestWithoutIPv6(t *testing.T) {
	Enter(t)
	// This file is about the namespace of the thread that opens it.
	const path = "/proc/sys/net/ipv6/conf/lo/disable_ipv6"
	if err := os.WriteFile(path, []byte("1"), 0); err != nil {
		t.Skipf("IPv6 cannot be switched off here: %v", err)
	}
	farm := New(t)
	checkTable(t, farm)
	for _, w := range farm.Wants() {
		if w.Family != tcptable.IPv4 {
			t.Errorf("%s is of family %v", w.Name, w.Family)
		}
	}
}

// TestEveryStateAndOwner makes sure that no state and no way of being owned is left out.
func TestEveryStateAndOwner(t *testing.T) {
	Enter(t)
	farm := New(t)
	states := make(map[tcptable.Family]tcptable.StateSet)
	owners := make(map[tcptable.OwnerStatus]int)
	for _, w := range farm.Wants() {
		states[w.Family] |= tcptable.States(w.State)
		owners[w.Owner]++
	}
	for family, got := range states {
		if want := tcptable.AllStates | tcptable.States(tcptable.StateClosed); got != want {
			t.Errorf("%v: states %#x, want %#x", family, got, want)
		}
	}
	for _, status := range []tcptable.OwnerStatus{
		tcptable.OwnerKnown, tcptable.OwnerKernel, tcptable.OwnerUnaccepted, tcptable.OwnerElsewhere,
	} {
		if owners[status] == 0 {
			t.Errorf("no socket is owned as in %v", status)
		}
	}
}

func TestWantsAreConsistent(t *testing.T) {
	Enter(t)
	names := make(map[string]bool)
	for _, w := range New(t).Wants() {
		if names[w.Name] {
			t.Errorf("two sockets are called %q", w.Name)
		}
		names[w.Name] = true
		if known := w.Owner == tcptable.OwnerKnown; known != (len(w.PIDs) > 0) {
			t.Errorf("%s: owner %v and processes %d", w.Name, w.Owner, w.PIDs)
		}
		if held := w.Owner == tcptable.OwnerKnown || w.Owner == tcptable.OwnerElsewhere; held != (w.Inode != 0) {
			t.Errorf("%s: owner %v and inode %d", w.Name, w.Owner, w.Inode)
		}
		if v4 := w.Local.Addr().Is4(); v4 != (w.Family == tcptable.IPv4) {
			t.Errorf("%s: %v is not of family %v", w.Name, w.Local, w.Family)
		}
		if linkLocal := w.Local.Addr().IsLinkLocalUnicast(); linkLocal != (w.LocalScope != 0) {
			t.Errorf("%s: %v and scope %d", w.Name, w.Local, w.LocalScope)
		}
	}
}

// TestWantsIsACopy would fail if a caller could change what another one sees.
func TestWantsIsACopy(t *testing.T) {
	f := &Farm{tb: t, wants: []*Want{{Name: "one", PIDs: []uint32{1}}}}
	got := f.Wants()
	got[0].Name, got[0].PIDs[0] = "two", 2
	if again := f.Wants()[0]; again.Name != "one" || again.PIDs[0] != 1 {
		t.Errorf("wants changed to %+v", again)
	}
}

// TestEverythingIsClosed counts descriptors and processes before and after.
func TestEverythingIsClosed(t *testing.T) {
	before := descriptors(t)
	made := false
	t.Run("farm", func(t *testing.T) {
		Enter(t)
		New(t)
		made = true
		if now := descriptors(t); now <= before {
			t.Errorf("%d descriptors with a farm, %d without", now, before)
		}
	})
	if !made {
		t.Skip("there was no farm to close")
	}
	if after := descriptors(t); after != before {
		t.Errorf("%d descriptors after the farm, %d before", after, before)
	}
	if pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); err != unix.ECHILD {
		t.Errorf("a child is left: wait4 = %d, %v", pid, err)
	}
}
