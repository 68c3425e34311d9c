package tcptable

import (
	"net/netip"
	"testing"
)

func TestListener(t *testing.T) {
	ap := netip.MustParseAddrPort
	listener := func(local string, dual bool, cookie uint64) Conn {
		return Conn{Local: ap(local), State: StateListen, DualStack: dual, Cookie: cookie}
	}
	bound := listener("0.0.0.0:90", false, 8)
	bound.Interface = 7
	snap := Snapshot{Conns: []Conn{
		listener("0.0.0.0:80", false, 1),
		listener("10.0.0.1:80", false, 2),
		listener("[::]:80", false, 3),
		listener("[::]:443", true, 4),
		listener("[::ffff:0.0.0.0]:25", false, 5),
		listener("[::1]:6", false, 6),
		listener("[::1]:6", false, 7), // SO_REUSEPORT
		bound,
		{Local: ap("0.0.0.0:5000"), State: StateClosed},
	}}
	for _, tt := range []struct {
		local string
		want  uint64
	}{
		{"10.0.0.1:80", 2},
		{"10.0.0.2:80", 1},
		{"[2001:db8::1]:80", 3},
		{"[::ffff:10.0.0.2]:80", 0},
		{"[::ffff:10.0.0.2]:443", 4},
		{"[2001:db8::1]:443", 4},
		{"10.0.0.2:443", 0},
		{"[::ffff:10.0.0.2]:25", 5},
		{"[::2]:25", 0},
		{"[::1]:6", 6},
		{"[::2]:6", 0},
		{"10.0.0.1:90", 0},
		{"10.0.0.1:5000", 0},
	} {
		c := Conn{Local: ap(tt.local), State: StateSynReceived}
		if l, ok := snap.Listener(&c); l.Cookie != tt.want || ok != (tt.want != 0) {
			t.Errorf("the listener of %s is %d, %t; want %d", tt.local, l.Cookie, ok, tt.want)
		}
	}
	c := Conn{Local: ap("10.0.0.1:90"), State: StateSynReceived, Interface: 7}
	if l, ok := snap.Listener(&c); !ok || l.Cookie != 8 {
		t.Errorf("the listener on the interface is %d, %t", l.Cookie, ok)
	}
	c.NetNS = 1
	if _, ok := snap.Listener(&c); ok {
		t.Error("a listener of another namespace was found")
	}
	if _, ok := snap.Listener(&snap.Conns[0]); ok {
		t.Error("a listener has a listener")
	}
}
