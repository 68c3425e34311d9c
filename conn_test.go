package tcptable_test

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

func row(local, remote string, change ...func(*tcptable.Conn)) tcptable.Conn {
	c := tcptable.Conn{Local: netip.MustParseAddrPort(local), Remote: netip.MustParseAddrPort(remote)}
	for _, f := range change {
		f(&c)
	}
	return c
}

func scopes(local, remote uint32) func(*tcptable.Conn) {
	return func(c *tcptable.Conn) { c.LocalScope, c.RemoteScope = local, remote }
}

// ordered is a table in the documented order. Each row differs from the one before in a key
// that decides, and goes the other way in the keys behind it.
var ordered = []tcptable.Conn{
	row("0.0.0.0:22", "0.0.0.0:0"),
	row("9.0.0.1:9000", "9.0.0.9:9"), // as numbers, not as text
	row("10.0.0.1:80", "10.0.0.3:1"),
	row("10.0.0.1:443", "0.0.0.0:0"), // 443 is less than 80 in network byte order
	row("10.0.0.1:443", "10.0.0.2:65535"),
	row("10.0.0.1:443", "10.0.0.10:256"),
	row("10.0.0.1:443", "10.0.0.10:511"),
	row("[::]:22", "[::]:0"), // IPv6 behind IPv4
	row("[::1]:1", "[::1]:1"),
	row("[::ffff:10.0.0.1]:1", "[::ffff:10.0.0.1]:1"),
	row("[fe80::1%zone2]:99", "[fe80::2%zone2]:99", scopes(2, 2)), // not by the names of zones
	row("[fe80::1%eth0]:1", "[fe80::2%eth0]:1", scopes(10, 10)),
	row("[fe80::1%eth0]:5", "[fe80::2%eth0]:5", scopes(10, 3)),
	row("[fe80::1%eth0]:5", "[fe80::2%eth0]:4", scopes(10, 4)),
	row("[fe80::1%eth0]:5", "[fe80::2%eth0]:4", scopes(1<<31+1, 4)), // unsigned
	row("[ff00::]:5", "[::]:4"),
	row("[ff00::]:5", "[::]:4", func(c *tcptable.Conn) { c.Inode, c.Cookie = 7, 9 }),
	row("[ff00::]:5", "[::]:4", func(c *tcptable.Conn) { c.Inode, c.Cookie = 8, 1 }),
	row("[ff00::]:5", "[::]:4", func(c *tcptable.Conn) { c.Inode, c.Cookie = 8, 2 }),
}

func TestCompare(t *testing.T) {
	for i, a := range ordered {
		for j, b := range ordered {
			got, want := tcptable.Compare(a, b), min(max(i-j, -1), 1)
			if got != want {
				t.Errorf("Compare(%v→%v, %v→%v) = %d, want %d", a.Local, a.Remote, b.Local, b.Remote, got, want)
			}
		}
	}
}

func TestCompareLeavesOutTheRest(t *testing.T) {
	a := row("10.0.0.1:80", "10.0.0.2:1")
	b := a
	b.State, b.PID, b.UID, b.RecvQ, b.SendQ, b.Owner, b.Offload, b.Interface, b.DualStack = 5, 5, 5, 5, 5, 5, 2, 5, true
	if got := tcptable.Compare(a, b); got != 0 {
		t.Errorf("rows of one address pair compare as %d", got)
	}
}

func TestSort(t *testing.T) {
	rows := slices.Clone(ordered)
	for range 50 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		tcptable.Sort(rows)
		if !slices.Equal(rows, ordered) {
			t.Fatal("the rows are in another order")
		}
	}
	if allocs := testing.AllocsPerRun(10, func() { tcptable.Sort(rows) }); allocs > 1 {
		t.Errorf("Sort allocates %v times, and not only its scratch memory", allocs)
	}
}

func TestFamily(t *testing.T) {
	for local, want := range map[string]tcptable.Family{
		"1.2.3.4:5": tcptable.IPv4, "[::1]:5": tcptable.IPv6, "[::ffff:1.2.3.4]:5": tcptable.IPv6, "[fe80::1%lo]:5": tcptable.IPv6,
	} {
		c := row(local, local)
		if got := c.Family(); got != want {
			t.Errorf("family of %s is %v, want %v", local, got, want)
		}
	}
	if got := new(tcptable.Conn).Family(); got != 0 {
		t.Errorf("family of the zero Conn is %v", got)
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[interface{ String() string }]string{
		tcptable.IPv4: "ipv4", tcptable.IPv6: "ipv6", tcptable.Family(0): "family(0)",
		tcptable.OffloadInHost: "IN_HOST", tcptable.OffloadOffloading: "OFFLOADING",
		tcptable.OffloadOffloaded: "OFFLOADED", tcptable.OffloadUploading: "UPLOADING", tcptable.Offload(9): "OFFLOAD(9)",
		tcptable.OwnerNotAsked: "not_asked", tcptable.OwnerKnown: "known", tcptable.OwnerKernel: "kernel",
		tcptable.OwnerUnaccepted: "unaccepted", tcptable.OwnerDenied: "denied", tcptable.OwnerGone: "gone",
		tcptable.OwnerElsewhere: "elsewhere", tcptable.OwnerStatus(99): "owner(99)",
	} {
		if got.String() != want {
			t.Errorf("%T is called %q, want %q", got, got, want)
		}
	}
}
