package tcptable_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestSortAgreesWithCompare holds Sort against the sort of the standard library.
func TestSortAgreesWithCompare(t *testing.T) {
	for _, table := range tables {
		for _, n := range []int{0, 1, 2, 10, 11, 12, 64, 65, 300, 5000} {
			rows := table.make(newRand(n), n)
			checkSort(t, fmt.Sprintf("%s/%d", table.name, n), rows)
		}
	}
}

func checkSort(t *testing.T, name string, rows []tcptable.Conn) {
	t.Helper()
	want := slices.Clone(rows)
	slices.SortStableFunc(want, tcptable.Compare)
	tcptable.Sort(rows)
	if !slices.Equal(rows, want) {
		t.Errorf("%s: the rows are in another order", name)
	}
}

// TestSortManyRows is about what is done only with rows beyond the caches of a processor.
func TestSortManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: half a million rows take a while under the race detector")
	}
	checkSort(t, "mixed", mixedRows(newRand(0), 500_000))
}

// FuzzSort makes rows of a few bytes, which differ in as few places as the fuzzer likes.
func FuzzSort(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) { checkSort(t, "rows", rowsOf(b)) })
}

const fuzzRow = 5 // bytes of input for a row

// rowsOf makes a row of each group of five bytes: where it differs from an ordinary one, where in
// there, and how.
func rowsOf(b []byte) []tcptable.Conn {
	var rows []tcptable.Conn
	for ; len(b) >= fuzzRow; b = b[fuzzRow:] {
		c := row("[2001:db8::1]:443", "[2001:db8::2]:40000")
		c.PID = uint32(len(rows))
		for _, op := range [][2]byte{{b[0], b[1]}, {b[2], b[3]}} {
			alter(&c, op[0], op[1], b[4])
		}
		rows = append(rows, c)
	}
	return rows
}

func alter(c *tcptable.Conn, what, where, value byte) {
	shift := uint64(value) << (where & 63)
	switch what & 15 {
	case 0, 1:
		c.Local = alterEndpoint(c.Local, where, value)
	case 2, 3:
		c.Remote = alterEndpoint(c.Remote, where, value)
	case 4:
		c.Local = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, where, value}), c.Local.Port())
	case 5:
		c.Remote = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, where, value}), c.Remote.Port())
	case 6:
		c.Local = netip.AddrPort{}
	case 7:
		c.Local = netip.AddrPortFrom(c.Local.Addr().WithZone(string(rune(value))), c.Local.Port())
	case 8:
		c.LocalScope ^= uint32(shift)
	case 9:
		c.RemoteScope ^= uint32(shift)
	case 10:
		c.NetNS ^= shift
	case 11:
		c.Inode ^= shift
	case 12:
		c.Cookie ^= shift
	}
}

func alterEndpoint(ap netip.AddrPort, where, value byte) netip.AddrPort {
	b, port := ap.Addr().As16(), ap.Port()
	if where %= 18; where < 16 {
		b[where] ^= value
	} else {
		port ^= uint16(value) << (8 * (where - 16))
	}
	return netip.AddrPortFrom(netip.AddrFrom16(b), port)
}

func BenchmarkSort(b *testing.B) {
	for _, table := range tables {
		for _, n := range []int{1000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", table.name, n), func(b *testing.B) {
				unsorted := table.make(newRand(n), n)
				rows := make([]tcptable.Conn, n)
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					copy(rows, unsorted)
					b.StartTimer()
					tcptable.Sort(rows)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/row")
			})
		}
	}
}
