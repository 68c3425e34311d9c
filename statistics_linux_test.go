package tcptable_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestStatisticsAreExact counts along in a namespace where nobody else opens a connection.
func TestStatisticsAreExact(t *testing.T) {
	sockfarm.Enter(t)
	for _, open := range openers {
		table := mustOpen(t, open)
		before := mustStatistics(t, table)
		const connections, refused, reset = 5, 2, 3
		keep, keep6 := makeConnections(t, "tcp4", "127.0.0.1:0", connections), 0
		if hasIPv6Loopback() {
			keep6 = len(makeConnections(t, "tcp6", "[::1]:0", connections))
		}
		connectToNobody(t, refused)
		for _, c := range keep[:reset] {
			resetConnection(t, c)
		}
		opened := uint64(len(keep) + keep6)
		want := before
		want.ActiveOpens += opened + refused
		want.PassiveOpens += opened
		want.AttemptFails += refused
		want.EstabResets += 2 * reset // both ends are here
		want.CurrEstab += 2 * (opened - reset)
		// A segment with a SYN is answered by one with RST, and an abortive close is one.
		want.OutRsts += refused + reset

		got := awaitStatistics(t, table, want)
		if got.InSegs <= before.InSegs || got.OutSegs <= before.OutSegs || got.InSegs < 3*opened {
			t.Errorf("segments: %d in, %d out; before %d, %d", got.InSegs, got.OutSegs, before.InSegs, before.OutSegs)
		}
		if got.RtoAlgorithm != 1 || got.RtoMin <= 0 || got.RtoMin > got.RtoMax || got.MaxConn != -1 {
			t.Errorf("%+v", got)
		}
	}
}

// awaitStatistics waits until everything but the counts of segments is as it is wanted: the
// kernel may take the last step of a connection a moment after the program has seen it.
func awaitStatistics(t *testing.T, table *tcptable.Table, want tcptable.Statistics) (got tcptable.Statistics) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		got = mustStatistics(t, table)
		want.InSegs, want.OutSegs, want.RetransSegs = got.InSegs, got.OutSegs, got.RetransSegs
		if got == want {
			return got
		}
	}
	t.Fatalf("statistics:\n got %+v\nwant %+v", got, want)
	return got
}

func mustStatistics(t *testing.T, table *tcptable.Table) tcptable.Statistics {
	t.Helper()
	statistics, err := table.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return statistics
}

// makeConnections returns one end of n connections of which both ends stay open, with the
// listener, until the test ends.
func makeConnections(t *testing.T, network, address string, n int) (clients []*net.TCPConn) {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	for range n {
		client, err := net.DialTCP(network, nil, l.Addr().(*net.TCPAddr))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Close() })
		clients = append(clients, client)
	}
	return clients
}

func hasIPv6Loopback() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	return err == nil && l.Close() == nil
}

// connectToNobody tries n times to connect to a port on which nobody listens.
func connectToNobody(t *testing.T, n int) {
	t.Helper()
	port := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	for range n {
		if c, err := net.DialTCP("tcp4", nil, port); !errors.Is(err, unix.ECONNREFUSED) {
			t.Fatalf("connect to port 1: %v, %v", c, err)
		}
	}
}

// resetConnection closes a connection without a farewell.
func resetConnection(t *testing.T, c *net.TCPConn) {
	t.Helper()
	if err := errors.Join(c.SetLinger(0), c.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestStatisticsOfOtherNamespace reads, from outside, the counters of a namespace in which
// nobody has connected to anything.
func TestStatisticsOfOtherNamespace(t *testing.T) {
	sockfarm.Enter(t)
	here := listenAt(t, "127.0.0.1:0")
	path, _ := namespaceWithListener(t, here)
	makeConnections(t, "tcp4", "127.0.0.1:0", 1)
	table := mustOpen(t, func() (*tcptable.Table, error) { return tcptable.Open(tcptable.WithNetNS(path)) })
	if s := mustStatistics(t, table); s.ActiveOpens != 0 || s.CurrEstab != 0 || s.InSegs != 0 || s.RtoMax == 0 {
		t.Errorf("in the other namespace: %+v", s)
	}
	table = mustOpen(t, openDefault)
	if s := mustStatistics(t, table); s.ActiveOpens != 1 {
		t.Errorf("here: %+v", s)
	}
}

// TestRecordedStatistics reads a proc filesystem that was recorded, and one that lacks a column.
func TestRecordedStatistics(t *testing.T) {
	want := tcptable.Statistics{
		RtoAlgorithm: 1, RtoMin: 200 * time.Millisecond, RtoMax: 2 * time.Minute, MaxConn: -1,
		ActiveOpens: 1232, PassiveOpens: 1163, AttemptFails: 7, EstabResets: 43, CurrEstab: 12,
		InSegs: 1<<64 - 1, OutSegs: 1<<32 + 1, RetransSegs: 5, InErrs: 2, OutRsts: 45, InCsumErrors: 1,
	}
	table := openAt(t, "internal/procfs/testdata/proc")
	if got := mustStatistics(t, table); got != want {
		t.Errorf("recorded statistics:\n got %+v\nwant %+v", got, want)
	}

	root := t.TempDir()
	partial := "Tcp: RtoAlgorithm MaxConn InSegs\nTcp: 4 100 5\n"
	if err := errors.Join(os.Mkdir(filepath.Join(root, "net"), 0o755),
		os.WriteFile(filepath.Join(root, "net", "snmp"), []byte(partial), 0o644)); err != nil {
		t.Fatal(err)
	}
	got, err := openAt(t, root).Statistics(t.Context())
	if want := (tcptable.Statistics{RtoAlgorithm: 4, MaxConn: 100, InSegs: 5}); err == nil || got != want {
		t.Errorf("a part of the statistics: %+v, %v, want %+v and an error", got, err, want)
	}
	if _, err := openAt(t, t.TempDir()).Statistics(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without proc: %v, want fs.ErrNotExist", err)
	}
}

// openAt opens the table with a proc filesystem elsewhere.
func openAt(t *testing.T, root string) *tcptable.Table {
	t.Helper()
	return mustOpen(t, func() (*tcptable.Table, error) { return tcptable.Open(tcptable.WithProcRoot(root)) })
}
