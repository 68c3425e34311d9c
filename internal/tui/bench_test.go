package tui

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/tcptable/tcptable"
)

// bigTable has rows that thousands of clients made with a server, held by a hundred processes.
func bigTable(rows int) tcptable.Snapshot {
	var table tcptable.Snapshot
	addr := netip.MustParseAddr("2001:db8::1").As16()
	for i := range rows {
		addr[12], addr[13], addr[14] = byte(i>>20), byte(i>>12), byte(i>>4)
		table.Conns = append(table.Conns, tcptable.Conn{
			Local:  netip.AddrPortFrom(netip.MustParseAddr("2001:db8::2"), 443),
			Remote: netip.AddrPortFrom(netip.AddrFrom16(addr), uint16(1024+i%50_000)),
			State:  tcptable.StateEstablished, Owner: tcptable.OwnerKnown, PID: uint32(1 + i%100),
			UID: uint32(i % 7), Inode: uint64(i + 1), Cookie: uint64(i + 1),
		})
	}
	for pid := range uint32(100) {
		table.Processes = append(table.Processes, tcptable.Process{PID: pid + 1, Name: fmt.Sprintf("worker%d", pid)})
	}
	table.Report = tcptable.Report{Source: "bench", Processes: 100}
	return table
}

func bigStage(b *testing.B, rows int) *stage {
	s := newStage(b, 120, 40, nil)
	s.source.tables = []tcptable.Snapshot{bigTable(rows)}
	s.do("look")
	s.do("look")
	return s
}

var sizes = []int{10_000, 100_000}

// BenchmarkView draws the screen, which must not depend on the rows.
func BenchmarkView(b *testing.B) {
	for _, rows := range sizes {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			s := bigStage(b, rows)
			b.ReportAllocs()
			for b.Loop() {
				s.m.View()
			}
		})
	}
}

// BenchmarkKey moves the cursor by a page.
func BenchmarkKey(b *testing.B) {
	for _, rows := range sizes {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			s := bigStage(b, rows)
			b.ReportAllocs()
			for b.Loop() {
				s.m.key("pgdown", "")
				s.m.keepInSight()
			}
		})
	}
}

// BenchmarkLook does all that a look costs beside reading the table, in which every hundredth row is new.
func BenchmarkLook(b *testing.B) {
	for _, rows := range sizes {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			s := bigStage(b, rows)
			other := bigTable(rows)
			for i := 0; i < rows; i += 100 {
				other.Conns[i].Cookie += 1 << 40
			}
			s.source.tables = []tcptable.Snapshot{s.source.tables[0], other}
			b.ReportAllocs()
			for b.Loop() {
				s.source.asked %= 2
				s.do("look")
				s.m.View()
			}
		})
	}
}

// BenchmarkArrange sorts and groups the rows.
func BenchmarkArrange(b *testing.B) {
	for _, rows := range sizes {
		l := bigStage(b, rows).m.look
		for c := range columnCount {
			b.Run(fmt.Sprintf("%d/%s", rows, columnTitles[c]), func(b *testing.B) {
				for b.Loop() {
					arrange(l, settings{sortBy: c})
				}
			})
		}
		for by := groupProcess; by < groupingCount; by++ {
			b.Run(fmt.Sprintf("%d/by_%s", rows, groupingNames[by]), func(b *testing.B) {
				for b.Loop() {
					arrange(l, settings{sortBy: columnLocal, groupBy: by})
				}
			})
		}
	}
}
