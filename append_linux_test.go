package tcptable

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// bigKernel answers every dump with the same IPv4 sockets.
type bigKernel struct {
	datagrams [][]byte
	seq       uint32
	next      int
}

const (
	rowMessage      = 16 + 72 // struct nlmsghdr, struct inet_diag_msg
	rowsPerDatagram = 300     // about what the kernel puts into 32 KiB
)

// newBigKernel makes established sockets with the inodes 1 to n.
func newBigKernel(n int) *bigKernel {
	k := new(bigKernel)
	var b []byte
	order := binary.NativeEndian
	for inode := 1; inode <= n; inode++ {
		m := make([]byte, rowMessage)
		order.PutUint32(m, rowMessage)
		order.PutUint16(m[4:], 20) // SOCK_DIAG_BY_FAMILY
		m[16], m[17] = sockdiag.FamilyIPv4, sockdiag.TCPEstablished
		binary.BigEndian.PutUint16(m[20:], 443)
		binary.BigEndian.PutUint32(m[24:], 10<<24|1)
		binary.BigEndian.PutUint32(m[40:], uint32(10<<24+inode*7919%65521))
		order.PutUint32(m[16+44:], uint32(inode)) // the cookie
		order.PutUint32(m[16+68:], uint32(inode))
		if b = append(b, m...); len(b) == rowsPerDatagram*rowMessage || inode == n {
			k.datagrams, b = append(k.datagrams, b), nil
		}
	}
	done := make([]byte, 20)
	order.PutUint32(done, 20)
	order.PutUint16(done[4:], 3) // NLMSG_DONE
	k.datagrams = append(k.datagrams, done)
	return k
}

func (k *bigKernel) Send(b []byte) error {
	k.seq, k.next = binary.NativeEndian.Uint32(b[8:]), 0
	return nil
}

func (k *bigKernel) Recv(b []byte) (int, error) {
	n := copy(b, k.datagrams[k.next])
	k.next++
	for rest := b[:n]; len(rest) > 0; rest = rest[binary.NativeEndian.Uint32(rest):] {
		binary.NativeEndian.PutUint32(rest[8:], k.seq)
	}
	return n, nil
}

func (*bigKernel) Close() error { return nil }

// openBig returns a Table of n rows, which two processes hold.
func openBig(tb testing.TB, n int) *Table {
	tb.Helper()
	conn, err := sockdiag.NewConn(func() (sockdiag.Transport, error) { return newBigKernel(n), nil })
	if err != nil {
		tb.Fatal(err)
	}
	first, second := fakeProcess{start: 1}, fakeProcess{start: 2}
	for inode := uint64(1); inode <= uint64(min(n, 100)); inode++ {
		first.sockets = append(first.sockets, inode)
		second.sockets = append(second.sockets, inode)
	}
	root := proc(tb, map[int]fakeProcess{1: {}, 2: first, 3: second})
	table, err := Open(WithSource(&netlinkSource{conn: conn, owners: ownerFinder{root: root}}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := table.Close(); err != nil {
			tb.Error(err)
		}
	})
	return table
}

// The budget is the same for a thousand rows as for fifty thousand: nothing is allocated for a
// row, whatever is asked about it.
func TestAppendAllocations(t *testing.T) {
	for _, n := range []int{1000, 50_000} {
		for _, q := range []Query{
			{Family: IPv4},
			{Family: IPv4, Sorted: true},
			{Family: IPv4, Owners: OwnersPID, Sorted: true, States: States(StateEstablished)},
		} {
			table := openBig(t, n)
			var conns []Conn
			var err error
			allocs := testing.AllocsPerRun(3, func() {
				conns, err = table.Append(t.Context(), conns[:0], q)
			})
			if err != nil || len(conns) != n {
				t.Fatalf("Append: %d rows of %d, %v", len(conns), n, err)
			}
			if allocs > 100 {
				t.Errorf("%d rows, %+v: %v allocations", n, q, allocs)
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	const n = 10_000
	for name, q := range map[string]Query{
		"rows":   {Family: IPv4},
		"sorted": {Family: IPv4, Sorted: true},
		"owners": {Family: IPv4, Owners: OwnersPID},
	} {
		b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
			table := openBig(b, n)
			var conns []Conn
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if conns, err = table.Append(b.Context(), conns[:0], q); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/row")
		})
	}
}
