package tcptable_test

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable"
)

// tables are kinds of tables as machines have them, n rows of each in no order.
var tables = []struct {
	name string
	make func(r *rand.Rand, n int) []tcptable.Conn
}{
	{"server", serverRows},
	{"loopback", loopbackRows},
	{"random", randomRows},
	{"mixed", mixedRows},
	{"balancer", balancerRows},
	{"duplicates", duplicateRows},
	{"sorted", sortedRows},
	{"equal", equalRows},
}

func newRand(n int) *rand.Rand { return rand.New(rand.NewPCG(1, uint64(n))) }

func makeRows(r *rand.Rand, n int, ends func(i int) (local, remote netip.AddrPort)) []tcptable.Conn {
	rows := make([]tcptable.Conn, n)
	for i, place := range r.Perm(n) {
		c := &rows[place]
		c.Local, c.Remote = ends(i)
		c.State, c.NetNS = tcptable.StateEstablished, 4026531840
		c.Inode, c.Cookie = uint64(100_000+i), uint64(n-i)
	}
	return rows
}

// address returns an address below the given one, which ends in zeros.
func address(prefix string, low uint64) netip.Addr {
	a := netip.MustParseAddr(prefix)
	if a.Is4() {
		b := a.As4()
		binary.BigEndian.PutUint32(b[:], binary.BigEndian.Uint32(b[:])|uint32(low))
		return netip.AddrFrom4(b)
	}
	b := a.As16()
	binary.BigEndian.PutUint64(b[8:], low)
	return netip.AddrFrom16(b)
}

// serverRows are connections of many clients to one port of one address.
func serverRows(r *rand.Rand, n int) []tcptable.Conn {
	server := netip.AddrPortFrom(address("2001:db8::", 1), 443)
	return makeRows(r, n, func(int) (local, remote netip.AddrPort) {
		return server, netip.AddrPortFrom(address("2001:db8:1::", r.Uint64()), uint16(r.Uint32()))
	})
}

// loopbackRows are the two ends of connections between ::1 and itself.
func loopbackRows(r *rand.Rand, n int) []tcptable.Conn {
	one := netip.IPv6Loopback()
	return makeRows(r, n, func(i int) (local, remote netip.AddrPort) {
		client := netip.AddrPortFrom(one, uint16(1024+i/2%60_000))
		server := netip.AddrPortFrom(one, uint16(1024-i/2/60_000))
		if i%2 == 0 {
			return client, server
		}
		return server, client
	})
}

func randomRows(r *rand.Rand, n int) []tcptable.Conn {
	return makeRows(r, n, func(int) (local, remote netip.AddrPort) {
		return randomEndpoint(r), randomEndpoint(r)
	})
}

func randomEndpoint(r *rand.Rand) netip.AddrPort {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], r.Uint64())
	binary.BigEndian.PutUint64(b[8:], r.Uint64())
	return netip.AddrPortFrom(netip.AddrFrom16(b), uint16(r.Uint32()))
}

// mixedRows are those of a machine with a few addresses of each family, some ports that clients
// come to, and connections of its own to a few others.
func mixedRows(r *rand.Rand, n int) []tcptable.Conn {
	return makeRows(r, n, func(i int) (local, remote netip.AddrPort) {
		l, other := address("10.1.2.0", uint64(1+r.IntN(3))), address("198.51.100.0", uint64(r.IntN(256)))
		switch i % 4 {
		case 0:
			l, other = address("2001:db8::", 0x0216_3eff_fe00_0000+uint64(r.IntN(3))), address("2a00:1450::", r.Uint64())
		case 1:
			l, other = address("::", 0xffff_0a01_0201), address("::", 0xffff_c633_0000|uint64(r.IntN(1<<16)))
		}
		service, ephemeral := []uint16{22, 80, 443, 8080}[r.IntN(4)], uint16(32768+r.IntN(28_232))
		if i%8 < 6 {
			return netip.AddrPortFrom(l, service), netip.AddrPortFrom(other, ephemeral)
		}
		return netip.AddrPortFrom(l, ephemeral), netip.AddrPortFrom(other, service)
	})
}

// balancerRows are connections that come from a few addresses, many from each.
func balancerRows(r *rand.Rand, n int) []tcptable.Conn {
	return makeRows(r, n, func(int) (local, remote netip.AddrPort) {
		return netip.AddrPortFrom(address("10.0.0.0", 7), 8080),
			netip.AddrPortFrom(address("10.0.0.0", uint64(64+r.IntN(32))), uint16(1024+r.IntN(64_000)))
	})
}

// duplicateRows are listeners that share addresses and ports.
func duplicateRows(r *rand.Rand, n int) []tcptable.Conn {
	return makeRows(r, n, func(i int) (local, remote netip.AddrPort) {
		return netip.AddrPortFrom(netip.IPv6Unspecified(), uint16(i%8)), netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
	})
}

func sortedRows(r *rand.Rand, n int) []tcptable.Conn {
	rows := serverRows(r, n)
	slices.SortFunc(rows, tcptable.Compare)
	return rows
}

func equalRows(r *rand.Rand, n int) []tcptable.Conn {
	rows := duplicateRows(r, n)
	for i := range rows {
		rows[i] = rows[0]
		rows[i].PID = uint32(i)
	}
	return rows
}
