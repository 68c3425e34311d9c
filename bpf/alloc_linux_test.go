package bpf

import (
	"io"
	"net"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// openSteady opens a Table of a namespace with n connections, both ends of which are ours, and a
// listener.
func openSteady(tb testing.TB, n int) *tcptable.Table {
	tb.Helper()
	openOrSkip(tb)
	sockfarm.Enter(tb)
	connect(tb, n)
	s, err := Open()
	if err != nil {
		tb.Fatal(err)
	}
	table, err := tcptable.Open(tcptable.WithSource(s))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { mustClose(tb, table) })
	return table
}

// connect makes n connections to a listener.
func connect(tb testing.TB, n int) {
	tb.Helper()
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { mustClose(tb, l) })
	for range n {
		client, err := net.DialTCP("tcp4", nil, l.Addr().(*net.TCPAddr))
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { mustClose(tb, client) })
		server, err := l.AcceptTCP()
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { mustClose(tb, server) })
	}
}

func mustClose(tb testing.TB, c io.Closer) {
	if err := c.Close(); err != nil {
		tb.Error(err)
	}
}

// What the whole of a reading allocates does not depend on the rows.
func TestAppendAllocations(t *testing.T) {
	for _, n := range []int{10, 1000} {
		table := openSteady(t, n)
		for _, q := range []tcptable.Query{{}, {Owners: tcptable.OwnersPID, Sorted: true}} {
			var conns []tcptable.Conn
			var err error
			allocs := testing.AllocsPerRun(3, func() { conns, err = table.Append(t.Context(), conns[:0], q) })
			if err != nil || len(conns) != 2*n+1 {
				t.Fatalf("%d rows, %v, want %d", len(conns), err, 2*n+1)
			}
			if allocs > 50 {
				t.Errorf("%d rows, %+v: %v allocations", len(conns), q, allocs)
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	const n = 2000
	table := openSteady(b, n)
	for name, q := range map[string]tcptable.Query{"rows": {}, "owners": {Owners: tcptable.OwnersPID}} {
		b.Run(name, func(b *testing.B) {
			var conns []tcptable.Conn
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if conns, err = table.Append(b.Context(), conns[:0], q); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(conns)), "ns/row")
		})
	}
}

// BenchmarkOpen is what a program pays that reads the table once.
func BenchmarkOpen(b *testing.B) {
	openOrSkip(b)
	for b.Loop() {
		s, err := Open()
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
