package tcptable

import (
	"net/netip"
	"testing"
)

func TestFilter(t *testing.T) {
	row := func(local, remote string) *Conn {
		return &Conn{Local: netip.MustParseAddrPort(local), Remote: netip.MustParseAddrPort(remote)}
	}
	v4 := row("10.0.0.1:22", "192.0.2.7:50000")
	mapped := row("[::ffff:10.0.0.1]:443", "[::ffff:192.0.2.7]:50001")
	v6 := row("[2001:db8::1]:22", "[2001:db8:1::2]:50002")
	scoped := row("[fe80::1%eth0]:22", "[fe80::2%eth0]:22")
	listener := row("[::]:8080", "[::]:0")
	all := []*Conn{v4, mapped, v6, scoped, listener}
	prefix := netip.MustParsePrefix
	for _, tt := range []struct {
		name   string
		filter Filter
		want   []*Conn
	}{
		{"zero", Filter{}, all},
		{"local port", LocalPorts(22, 22), []*Conn{v4, v6, scoped}},
		{"local ports", LocalPorts(22, 443), []*Conn{v4, mapped, v6, scoped}},
		{"no port", LocalPorts(2, 1), nil},
		{"remote ports", RemotePorts(50001, 65535), []*Conn{mapped, v6}},
		{"remote port of a listener", RemotePorts(0, 0), []*Conn{listener}},
		{"port", Port(22), []*Conn{v4, v6, scoped}},
		{"IPv4 prefix", LocalPrefix(prefix("10.0.0.0/8")), []*Conn{v4, mapped}},
		{"IPv4 prefix with host bits", LocalPrefix(prefix("10.9.9.9/8")), []*Conn{v4, mapped}},
		{"every IPv4 address", RemotePrefix(prefix("0.0.0.0/0")), []*Conn{v4, mapped}},
		{"IPv6 prefix", RemotePrefix(prefix("2001:db8::/48")), nil},
		{"longer IPv6 prefix", RemotePrefix(prefix("2001:db8:1::/48")), []*Conn{v6}},
		{"every IPv6 address", LocalPrefix(prefix("::/0")), []*Conn{mapped, v6, scoped, listener}},
		{"the mapped addresses", LocalPrefix(prefix("::ffff:0:0/96")), []*Conn{mapped}},
		{"a zone is not looked at", Prefix(prefix("fe80::2/128")), []*Conn{scoped}},
		{"no prefix", LocalPrefix(netip.Prefix{}), nil},
		{"and", And(LocalPorts(22, 22), LocalPrefix(prefix("::/0"))), []*Conn{v6, scoped}},
		{"and of nothing", And(), all},
		{"and of one", And(Filter{}, Port(8080)), []*Conn{listener}},
		{"or", Or(Port(8080), Port(443)), []*Conn{mapped, listener}},
		{"or of nothing", Or(), nil},
		{"or with everything", Or(Port(1), Filter{}), all},
		{"not", Not(Port(22)), []*Conn{mapped, listener}},
		{"not everything", Not(Filter{}), nil},
		{"not of not", Not(Not(Port(22))), []*Conn{v4, v6, scoped}},
	} {
		var got []*Conn
		for _, c := range all {
			if tt.filter.Match(c) {
				got = append(got, c)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %d rows, want %d", tt.name, len(got), len(tt.want))
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: row %v, want %v", tt.name, got[i].Local, tt.want[i].Local)
			}
		}
	}
}

// A filter is a value: what it was made of may change.
func TestFilterKeepsItsParts(t *testing.T) {
	parts := []Filter{Port(1), Port(2)}
	or, and := Or(parts...), And(parts[0], LocalPorts(1, 1))
	parts[0], parts[1] = Port(3), Port(3)
	c := Conn{Local: netip.MustParseAddrPort("127.0.0.1:1"), Remote: netip.MustParseAddrPort("127.0.0.1:9")}
	if !or.Match(&c) || !and.Match(&c) {
		t.Error("the filter changed with the slice that it was made of")
	}
	if n := testing.AllocsPerRun(10, func() { or.Match(&c) }); n != 0 {
		t.Errorf("%v allocations to match a row", n)
	}
}
