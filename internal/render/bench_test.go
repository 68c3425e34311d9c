package render_test

import (
	"encoding/binary"
	"io"
	"iter"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// busy are the rows of machines with many connections, in order: of a server with clients
// everywhere, and of programs that talk to each other over ::1.
func busy(n int, loopback bool) []render.Row {
	r := rand.New(rand.NewPCG(1, 2))
	one, server := netip.IPv6Loopback(), netip.MustParseAddr("2001:db8:0:12::80")
	client := netip.MustParseAddr("2001:db8:ffff::").As16()
	rows := make([]render.Row, n)
	for i := range rows {
		binary.BigEndian.PutUint64(client[8:], r.Uint64())
		c := &tcptable.Conn{
			Local:  netip.AddrPortFrom(server, 443),
			Remote: netip.AddrPortFrom(netip.AddrFrom16(client), uint16(32768+r.IntN(28_232))),
			State:  tcptable.StateEstablished, PID: uint32(4000 + i%8), Owner: tcptable.OwnerKnown, UID: 33,
			Inode: uint64(1_000_000 + i), Cookie: uint64(n + i), NetNS: 4026531840,
		}
		if loopback {
			c.Local = netip.AddrPortFrom(one, uint16(1024+i%60_000))
			c.Remote = netip.AddrPortFrom(one, 8080)
		}
		rows[i] = render.Row{Conn: c, Process: "nginx", User: "www-data"}
	}
	return rows
}

func benchmark(b *testing.B, write func(io.Writer, iter.Seq[render.Row]) error) {
	const n = 10_000
	for _, table := range []struct {
		name     string
		loopback bool
	}{{"server", false}, {"loopback", true}} {
		rows := busy(n, table.loopback)
		b.Run(table.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard, all(rows)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
		})
	}
}

func BenchmarkText(b *testing.B) { benchmark(b, text(render.TextOptions{Header: true})) }

func BenchmarkTextNoOwners(b *testing.B) {
	benchmark(b, text(render.TextOptions{Header: true, NoOwners: true}))
}

func BenchmarkNDJSON(b *testing.B) { benchmark(b, render.NDJSON) }

func BenchmarkCSV(b *testing.B) {
	benchmark(b, func(w io.Writer, rows iter.Seq[render.Row]) error { return render.CSV(w, rows, true) })
}
