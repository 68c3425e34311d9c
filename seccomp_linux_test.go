package tcptable_test

import (
	"errors"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// A sandbox that forbids netlink sockets leaves the table of the proc filesystem.
func TestFallbackUnderSeccomp(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.Rerun(t, nil, nil)
		return
	}
	sockfarm.ForbidNetlink(t)
	checkFallback(t)
}

func checkFallback(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	table, err := tcptable.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	snap, err := table.Snapshot(t.Context(), tcptable.Query{Owners: tcptable.OwnersPID})
	if err != nil {
		t.Fatal(err)
	}
	if snap.Report.Source != "proc" || !errors.Is(snap.Report.Fallback, unix.EACCES) {
		t.Errorf("read from %s because of %v", snap.Report.Source, snap.Report.Fallback)
	}
	if snap.Report.Missing&tcptable.FieldCookie == 0 {
		t.Errorf("the report does not say what is missing: %#x", snap.Report.Missing)
	}
	found := false
	for _, c := range snap.Conns {
		if c.Local.String() == l.Addr().String() {
			found = c.State == tcptable.StateListen && int(c.PID) == os.Getpid()
		}
	}
	if !found {
		t.Errorf("the listener on %s is not in the table with its owner", l.Addr())
	}
}
