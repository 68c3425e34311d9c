package iphlpapi

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// place is a row of the kernel, and the row that stands at its place in the sorted table.
type place struct {
	conn tcptable.Conn
	want string // local and remote end
}

const established = tcptable.StateEstablished

func TestOrderIPv4(t *testing.T) {
	testOrder(t, tcpTable2, []place{
		{dualStack(conn("[::]:9000", "[::]:0", tcptable.StateListen, 1)), "0.0.0.0:9000 0.0.0.0:0"},
		{conn("1.0.0.2:5", "9.9.9.9:1", established, 1), "1.0.0.2:5 9.9.9.9:1"},
		// Ports are numbers: in network order 256 has the bytes 01 00.
		{conn("1.0.0.2:256", "9.9.9.9:1", established, 1), "1.0.0.2:256 9.9.9.9:1"},
		// Every octet counts, the first one most: 2.0.0.1 is less than 1.0.1.0 as little-endian.
		{conn("1.0.1.0:1", "9.9.9.9:1", established, 1), "1.0.1.0:1 9.9.9.9:1"},
		{conn("2.0.0.1:1", "9.9.9.9:1", established, 1), "2.0.0.1:1 9.9.9.9:1"},
		// A mapped row has the place of what it becomes: without scopes.
		{scoped(conn("[::ffff:10.0.0.1]:80", "[::ffff:10.0.0.2]:1", established, 1), 9, 9), "10.0.0.1:80 10.0.0.2:1"},
		{conn("10.0.0.1:80", "10.0.0.10:1", established, 1), "10.0.0.1:80 10.0.0.10:1"},
		{conn("10.0.0.1:80", "10.0.0.10:2", established, 1), "10.0.0.1:80 10.0.0.10:2"},
		{conn("10.0.0.1:80", "10.0.0.10:256", established, 1), "10.0.0.1:80 10.0.0.10:256"},
		{conn("10.0.0.1:80", "192.0.2.1:1", established, 1), "10.0.0.1:80 192.0.2.1:1"},
		// Addresses are unsigned.
		{conn("127.255.255.255:1", "9.9.9.9:1", established, 1), "127.255.255.255:1 9.9.9.9:1"},
		{conn("128.0.0.0:1", "9.9.9.9:1", established, 1), "128.0.0.0:1 9.9.9.9:1"},
		{conn("255.0.0.0:1", "9.9.9.9:1", established, 1), "255.0.0.0:1 9.9.9.9:1"},
	})
}

func TestOrderIPv6(t *testing.T) {
	testOrder(t, tcp6Table2, []place{
		// The remote end of a listener is no key.
		{conn("[::]:80", "[ffff::]:9", tcptable.StateListen, 1), "[::]:80 [::]:0"},
		{conn("[::]:443", "[::]:0", tcptable.StateListen, 1), "[::]:443 [::]:0"},
		// A listener comes before its connections.
		{conn("[::1]:80", "[ffff::]:9", tcptable.StateListen, 1), "[::1]:80 [::]:0"},
		{conn("[::1]:80", "[::1]:5", established, 1), "[::1]:80 [::1]:5"},
		{conn("[::1]:80", "[::1]:256", established, 1), "[::1]:80 [::1]:256"},
		// 0001:…:0100 is the greater one if the words are little-endian.
		{conn("[1::100]:1", "[::1]:1", established, 1), "[1::100]:1 [::1]:1"},
		{conn("[100::1]:1", "[::1]:1", established, 1), "[100::1]:1 [::1]:1"},
		// The scope comes before the port, as an unsigned number and not as a name.
		{scoped(conn("[fe80::1%eth1]:9", "[fe80::2]:1", established, 1), 2, 2), "[fe80::1%2]:9 [fe80::2%2]:1"},
		{scoped(conn("[fe80::1%wlan0]:1", "[fe80::2]:1", established, 1), 10, 2), "[fe80::1%10]:1 [fe80::2%2]:1"},
		{scoped(conn("[fe80::1%eth0]:1", "[fe80::2]:1", established, 1), 10, 3), "[fe80::1%10]:1 [fe80::2%3]:1"},
		{scoped(conn("[fe80::1%b]:1", "[fe80::2]:1", established, 1), 1<<31-1, 1), "[fe80::1%2147483647]:1 [fe80::2%1]:1"},
		{scoped(conn("[fe80::1%a]:1", "[fe80::2]:1", established, 1), 1<<31, 1), "[fe80::1%2147483648]:1 [fe80::2%1]:1"},
	})
}

// testOrder shuffles the rows and looks where they come out.
func testOrder[T interface {
	mib.Row[T]
	Local() netip.AddrPort
	Remote() netip.AddrPort
}](t *testing.T, k kind[T], places []place) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var conns []tcptable.Conn
		var want []string
		for _, p := range places {
			conns, want = append(conns, p.conn), append(want, p.want)
		}
		random.Shuffle(len(conns), func(i, j int) { conns[i], conns[j] = conns[j], conns[i] })
		source := &fakeSource{tables: [][]tcptable.Conn{conns}}
		rows, err := list(source.caller(), k, tcptable.AllStates, true)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows {
			got = append(got, row.Local().String()+" "+row.Remote().String())
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the sorted rows are\n%q\nwant\n%q", got, want)
		}
	}
}
