package bpf

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestEnds: both ends of a brief connection are told with their process and with the time of their
// beginning, and that which was reset with the addresses that the kernel forgets.
func TestEnds(t *testing.T) {
	sockfarm.Enter(t)
	source := openOrSkip(t).(tcptable.EndsReader)
	notes, err := openNotes(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := notes.close(); err != nil {
		t.Error(err)
	}
	stream, err := source.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, address := range map[string]string{"IPv4": "127.0.0.1:0", "IPv6": "[::1]:0"} {
		for _, reset := range []bool{false, true} {
			begin := time.Now()
			client, server := brief(t, address, reset)
			deadline := time.AfterFunc(20*time.Second, func() { t.Error("the ends are not told"); stream.Close() })
			for found := 0; found < 2; {
				end, err := stream.Next()
				if err != nil {
					t.Fatal(err)
				}
				c := &end.Conn
				isClient := c.Local == client && c.Remote == server
				if !isClient && (c.Local != server || c.Remote != client) {
					continue
				}
				found++
				known := end.Process.PID == uint32(os.Getpid()) && end.Process.Name != "" && end.Process.Start != 0
				if !known && (isClient || !reset) { // the process does nothing to an end that a packet has closed
					t.Errorf("%s, reset %t, client %t: made by %+v", name, reset, isClient, end.Process)
				}
				if end.Opened.Before(begin.Add(-time.Second)) || end.Opened.After(end.Time) {
					t.Errorf("%s, reset %t, client %t: opened at %v, begun at %v", name, reset, isClient, end.Opened, begin)
				}
				if end.Info == nil {
					t.Errorf("%s, reset %t, client %t: no course", name, reset, isClient)
				}
			}
			deadline.Stop()
		}
	}
}

// brief makes a connection, which its client closes first, and returns its addresses.
func brief(t *testing.T, address string, reset bool) (client, server netip.AddrPort) {
	t.Helper()
	var plain net.ListenConfig
	plain.SetMultipathTCP(false)
	l, err := plain.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	dialed, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	client, server = dialed.LocalAddr().(*net.TCPAddr).AddrPort(), dialed.RemoteAddr().(*net.TCPAddr).AddrPort()
	if reset {
		if err := dialed.(*net.TCPConn).SetLinger(0); err != nil {
			t.Fatal(err)
		}
	}
	err = dialed.Close()
	if _, readErr := accepted.Read(make([]byte, 1)); readErr == nil || errors.Is(readErr, io.EOF) == reset {
		t.Errorf("the connection ends with %v", readErr)
	}
	if err := errors.Join(err, accepted.Close()); err != nil {
		t.Fatal(err)
	}
	return client, server
}

// TestWatchWithOwners: a brief connection has its owner, so that a query for a process is told of it.
func TestWatchWithOwners(t *testing.T) {
	sockfarm.Enter(t)
	table, err := tcptable.Open(tcptable.WithSource(openOrSkip(t)))
	if err != nil {
		t.Fatal(err)
	}
	ends, err := table.OpenEnds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer ends.Close()
	q := tcptable.Query{Owners: tcptable.OwnersProcess, Where: tcptable.HeldBy(uint32(os.Getpid()))}
	var changes tcptable.Changes
	snap, err := table.Snapshot(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	changes.Next(snap)
	client, _ := brief(t, "127.0.0.1:0", true)
	var taken []tcptable.End
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		if taken, err = ends.Take(taken); err != nil {
			t.Fatal(err)
		}
		found := false
		for i := range taken {
			found = found || taken[i].Conn.Local == client
		}
		if found {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the end is not told")
		}
	}
	if snap, err = table.Snapshot(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	changes.Ended(q, taken...)
	told := 0
	for _, e := range changes.Next(snap) {
		if e.Conn.Local == client && e.Brief && e.Exact && e.Process.PID == uint32(os.Getpid()) {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d events of the connection, want that it was opened and closed", told)
	}
}
