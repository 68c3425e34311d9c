package tcptable_test

import (
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

const (
	steadyConnections = 1500 // two rows each
	churnSnapshots    = 150
)

// TestNetlinkChurn reads a table in which connections come and go all the time, while others stay.
// The kernel's dumps leave out some of those that stay, and tell some twice: ss shows how many. We
// drop what comes twice, and find what was left out in a second listing but for very few rows.
func TestNetlinkChurn(t *testing.T) {
	if _, err := exec.LookPath("ss"); err != nil {
		t.Skip(err)
	}
	snapshots := churnSnapshots
	if testing.Short() {
		snapshots = 30
	}
	c := sockfarm.NewChurn(t, steadyConnections)
	source, err := tcptable.OpenNetlink()
	if err != nil {
		t.Fatal(err)
	}
	table, err := tcptable.Open(tcptable.WithSource(source))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var ours, theirs struct{ lost, doubled int }
	passes, duplicates := 0, 0
	for range snapshots {
		snap, err := table.Snapshot(t.Context(), tcptable.Query{States: tcptable.States(tcptable.StateEstablished)})
		if err != nil {
			t.Fatal(err)
		}
		lost, doubled := c.Count(snap.Conns)
		ours.lost, ours.doubled = ours.lost+lost, ours.doubled+doubled
		passes, duplicates = passes+snap.Report.Passes, duplicates+snap.Report.Duplicates
		lost, doubled = c.Count(establishedBySS(t))
		theirs.lost, theirs.doubled = theirs.lost+lost, theirs.doubled+doubled
	}
	t.Logf("%d snapshots of %d steady rows: %d lost, %d doubled (dropped %d, %d listings); ss: %d lost, %d doubled",
		snapshots, c.Steady(), ours.lost, ours.doubled, duplicates, passes, theirs.lost, theirs.doubled)
	if ours.doubled > 0 {
		t.Errorf("%d rows are doubled", ours.doubled)
	}
	if passes <= snapshots {
		t.Errorf("%d listings for %d snapshots of a table that changes", passes, snapshots)
	}
	if ours.lost > 1+theirs.lost/4 {
		t.Errorf("%d rows are lost, where ss loses %d", ours.lost, theirs.lost)
	}
}

// TestLargeTable reads a table that is large enough to be listed by several cores, and to look for
// owners meanwhile, in a process that several workers share.
func TestLargeTable(t *testing.T) {
	const connections = 5200 // two rows each
	c := sockfarm.NewChurn(t, connections)
	table, err := tcptable.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	for _, owners := range []tcptable.OwnerDetail{tcptable.OwnersNone, tcptable.OwnersPID, tcptable.OwnersAll} {
		snap, err := table.Snapshot(t.Context(), tcptable.Query{Owners: owners})
		if err != nil {
			t.Fatal(err)
		}
		if lost, doubled := c.Count(snap.Conns); lost > 0 || doubled > 0 {
			t.Errorf("owners %d: of %d steady rows %d are lost, %d doubled", owners, c.Steady(), lost, doubled)
		}
		checkOwned(t, snap, owners)
	}
}

// checkOwned demands that this process, and no other, holds every socket that anybody holds.
func checkOwned(t *testing.T, snap *tcptable.Snapshot, owners tcptable.OwnerDetail) {
	t.Helper()
	self := uint32(os.Getpid())
	for i := range snap.Conns {
		row := &snap.Conns[i]
		gone := row.Owner == tcptable.OwnerGone || row.Owner == tcptable.OwnerDenied // one of those that come and go
		switch {
		case owners == tcptable.OwnersNone || row.Inode == 0 || gone && row.PID == 0:
		case row.PID != self || row.Owner != tcptable.OwnerKnown:
			t.Fatalf("row %v to %v: pid %d, %v, want %d", row.Local, row.Remote, row.PID, row.Owner, self)
		case owners == tcptable.OwnersAll:
			if h := snap.HoldersOf(row.Inode); len(h) != 1 || h[0].PID != self {
				t.Fatalf("row %v to %v: holders %v, want %d alone", row.Local, row.Remote, h, self)
			}
		}
	}
	if owners == tcptable.OwnersAll && (len(snap.Processes) != 1 || snap.Processes[0].PID != self) {
		t.Errorf("processes %v, want %d alone", snap.Processes, self)
	}
}

// establishedBySS returns the rows that ss shows, with their addresses alone.
func establishedBySS(t *testing.T) (conns []tcptable.Conn) {
	t.Helper()
	out, err := exec.Command("ss", "-tnH4", "state", "established").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) != 4 {
			t.Fatalf("ss prints %q", line)
		}
		conns = append(conns, tcptable.Conn{
			Local: netip.MustParseAddrPort(fields[2]), Remote: netip.MustParseAddrPort(fields[3]),
		})
	}
	return conns
}
