//go:build linux || windows

package iphlpapi_test

import (
	"bytes"
	"fmt"
	"math"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"testing"

	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/iphlpapi"
)

// The contract tests here run against the kernel on Linux, and against the DLL on Windows. What is
// different there is one of these; docs/contract.md has a line for each.
var (
	// exactSize: with 122 comes the size that is needed, without headroom.
	exactSize = wine.Present()
	// basicIPv6: AF_INET6 with a BASIC class is answered with a MIB_TCP6TABLE, and not with 50.
	basicIPv6 = wine.Present()
	// twoOctets: of an IPv4 address only the first two octets count for the order.
	twoOctets = wine.Present()
	// leavesBuffer: a call that fails leaves the buffer as it was. Windows promises nothing.
	leavesBuffer = runtime.GOOS != "windows" || wine.Present()
	// exactUse: after success the size is that of the rows. Windows has been seen to count more.
	exactUse = runtime.GOOS != "windows" || wine.Present()
)

const guard = 0xA5

// TestLiveSizes: too small is 122 with a size that will do, enough is enough, and nothing outside
// the table is touched.
func TestLiveSizes(t *testing.T) {
	enterSteady(t)
	for _, c := range publicCalls() {
		steadily(t, &c, func(table []byte) error {
			rows := len(c.decode(table))
			need := c.header + rows*c.size
			for _, n := range []int{0, 1, 3, 4, c.header, need - 1, need, need + 1, need + 8, need + 65, 2*need + 999} {
				if n < 0 {
					continue
				}
				for _, align := range []int{0, 4} {
					if err := trySize(&c, rows, n, align); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
}

// trySize calls with a buffer of n bytes between guards.
func trySize(c *call, rows, n, align int) error {
	need := c.header + rows*c.size
	buffer := bytes.Repeat([]byte{guard}, 64+align+n+64)
	table := buffer[64+align : 64+align+n]
	size := uint32(n)
	err := c.get(table, &size, true)
	if n < need {
		switch {
		case err != iphlpapi.ERROR_INSUFFICIENT_BUFFER || !isReport(c, rows, size):
			return fmt.Errorf("%d bytes where %d are needed: %w, size %d", n, need, err, size)
		case leavesBuffer && !allGuard(buffer):
			return fmt.Errorf("%d bytes where %d are needed: the buffer was written", n, need)
		}
		return nil
	}
	switch {
	case err != nil:
		return fmt.Errorf("%d bytes where %d are needed: %w", n, need, err)
	case int(size) < need || exactUse && int(size) != need:
		return fmt.Errorf("%d bytes: used %d, want %d", n, size, need)
	case !allGuard(buffer[:64+align]) || !allGuard(buffer[64+align+n:]) || leavesBuffer && !allGuard(table[need:]):
		return fmt.Errorf("%d bytes: something outside the table was written", n)
	case len(c.decode(table)) != rows:
		return fmt.Errorf("%d bytes: not %d rows", n, rows)
	}
	return nil
}

// isReport reports whether size is one to be reported with 122 for so many rows.
func isReport(c *call, rows int, size uint32) bool {
	need := uint32(c.header + rows*c.size)
	switch {
	case exactSize:
		return size == need
	case runtime.GOOS == "windows": // it is not known how much headroom there is
		return size >= need
	}
	return size == need+uint32(max(8, rows/8)*c.size)
}

func allGuard(b []byte) bool { return bytes.Count(b, []byte{guard}) == len(b) }

// TestLiveSliceAndSize: of slice and size the shorter one counts, and a nil table is one without
// room.
func TestLiveSliceAndSize(t *testing.T) {
	enterSteady(t)
	for _, c := range publicCalls() {
		steadily(t, &c, func(want []byte) error {
			rows := len(c.decode(want))
			need := c.header + rows*c.size
			for _, test := range []struct {
				name string
				room int // -1: nil
				size uint32
				fits bool
			}{
				{"nil, 0", -1, 0, false},
				{"nil, enough", -1, uint32(need), false},
				{"nil, the greatest size", -1, math.MaxUint32, false},
				{"too short, the greatest size", need - 1, math.MaxUint32, false},
				{"enough, the greatest size", need, math.MaxUint32, true},
				{"longer, size 0", need + 100, 0, false},
				{"longer, size enough", need + 100, uint32(need), true},
			} {
				var table []byte
				if test.room >= 0 {
					table = bytes.Repeat([]byte{guard}, test.room+64)[:test.room]
				}
				size := test.size
				err := c.get(table, &size, false)
				good := err == iphlpapi.ERROR_INSUFFICIENT_BUFFER && isReport(&c, rows, size)
				if test.fits {
					good = err == nil && (int(size) == need || !exactUse && int(size) > need)
				}
				if !good || !allGuard(table[:cap(table)][len(table):]) {
					return fmt.Errorf("%s: size %d, error %w, %d rows", test.name, size, err, rows)
				}
			}
			return nil
		})
	}
}

// TestLiveArguments: what GetExtendedTcpTable refuses, and with which code.
func TestLiveArguments(t *testing.T) {
	for _, test := range []struct {
		name     string
		family   uint32
		class    iphlpapi.TcpTableClass
		reserved uint32
		want     error
	}{
		{"AF_INET", iphlpapi.AF_INET, iphlpapi.TCP_TABLE_BASIC_ALL, 0, nil},
		{"AF_INET6", iphlpapi.AF_INET6, iphlpapi.TCP_TABLE_OWNER_PID_ALL, 0, nil},
		{"reserved", iphlpapi.AF_INET, iphlpapi.TCP_TABLE_BASIC_ALL, 1, nil},
		{"family 0", 0, iphlpapi.TCP_TABLE_OWNER_PID_ALL, 0, iphlpapi.ERROR_INVALID_PARAMETER},
		{"family 3", 3, iphlpapi.TCP_TABLE_OWNER_PID_ALL, 0, iphlpapi.ERROR_INVALID_PARAMETER},
		{"class 9", iphlpapi.AF_INET, 9, 0, iphlpapi.ERROR_INVALID_PARAMETER},
		{"AF_INET6, class 9", iphlpapi.AF_INET6, 9, 0, iphlpapi.ERROR_INVALID_PARAMETER},
		{"AF_INET6, BASIC_LISTENER", iphlpapi.AF_INET6, iphlpapi.TCP_TABLE_BASIC_LISTENER, 0, iphlpapi.ERROR_NOT_SUPPORTED},
		{"AF_INET6, BASIC_ALL", iphlpapi.AF_INET6, iphlpapi.TCP_TABLE_BASIC_ALL, 0, iphlpapi.ERROR_NOT_SUPPORTED},
	} {
		if basicIPv6 && test.want == iphlpapi.ERROR_NOT_SUPPORTED {
			test.want = nil
		}
		table := bytes.Repeat([]byte{guard}, 1<<20)
		size := uint32(len(table))
		err := iphlpapi.GetExtendedTcpTable(table, &size, false, test.family, test.class, test.reserved)
		if err != test.want {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
		if err != nil && leavesBuffer && (size != 1<<20 || !allGuard(table)) {
			t.Errorf("%s: size or table were written", test.name)
		}
	}
}

// TestLiveOrder: with order the rows ascend as documented, and without it they are the same ones.
func TestLiveOrder(t *testing.T) {
	enterSteady(t)
	for _, address := range []string{
		"127.0.0.1:0", "127.0.1.2:0", "127.0.2.1:0", "127.2.0.1:0", "127.1.0.2:0", "127.200.0.1:0", "127.0.0.1:0", "[::1]:0",
	} {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Skipf("no address of the loopback network: %v", err)
		}
		defer listener.Close()
	}
	for _, c := range publicCalls() {
		steadily(t, &c, func([]byte) error {
			sorted, unsorted := c.fetch(t, true), c.fetch(t, false)
			if !slices.IsSortedFunc(sorted, hostOrder) {
				return fmt.Errorf("the rows do not ascend: %v", sorted)
			}
			slices.SortFunc(sorted, documentedOrder)
			slices.SortFunc(unsorted, documentedOrder)
			if !slices.EqualFunc(sorted, unsorted, func(a, b row) bool { return documentedOrder(a, b) == 0 }) {
				return fmt.Errorf("%d rows with order, %d others without", len(sorted), len(unsorted))
			}
			return nil
		})
	}
}

// documentedOrder leaves scope ids out: a row of a loopback address has none that counts.
func documentedOrder(a, b row) int {
	compare := func(a, b netip.AddrPort) int {
		if c := a.Addr().Compare(b.Addr()); c != 0 {
			return c
		}
		return int(a.Port()) - int(b.Port())
	}
	if c := compare(a.local, b.local); c != 0 {
		return c
	}
	return compare(a.remote, b.remote)
}

// hostOrder is the order that this host has in place of the documented one.
func hostOrder(a, b row) int {
	if twoOctets {
		for _, end := range []*netip.AddrPort{&a.local, &a.remote, &b.local, &b.remote} {
			if end.Addr().Is4() {
				octets := end.Addr().As4()
				*end = netip.AddrPortFrom(netip.AddrFrom4([4]byte{octets[0], octets[1]}), end.Port())
			}
		}
	}
	return documentedOrder(a, b)
}

// steadily checks a call on a table that does not change meanwhile.
func steadily(t *testing.T, c *call, check func(table []byte) error) {
	t.Helper()
	const attempts = 50
	for range attempts {
		before := c.fetchBytes(t, true)
		err := check(before)
		if !bytes.Equal(before, c.fetchBytes(t, true)) {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		return
	}
	t.Errorf("%s: the table was another one after each of %d checks", c.name, attempts)
}
