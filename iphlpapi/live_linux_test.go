package iphlpapi_test

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLive opens sockets and looks for them, and for nothing else, through every call.
func TestLive(t *testing.T) {
	v4 := connect(t, "127.0.0.1:0", "127.0.0.1")
	v4.in4 = true
	pairs := []pair{v4}
	if v6, ok := tryConnect(t, "[::1]:0", "::1"); ok {
		v6.in6 = true
		pairs = append(pairs, v6)
		if tellsDualStack(t) {
			// The listener takes both, the connection is an IPv4 one.
			dual := connect(t, "[::]:0", "127.0.0.1")
			dual.in4, dual.listenerIn6 = true, true
			dual.listener = netip.AddrPortFrom(netip.IPv6Unspecified(), dual.listener.Port())
			pairs = append(pairs, dual)
		}
	} else {
		t.Log("this host has no IPv6 loopback: the IPv6 tables are called, but nothing is looked for in them")
	}
	for _, c := range publicCalls() {
		for _, order := range []bool{false, true} {
			typed, err := c.list(order)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			raw := c.fetch(t, order)
			for _, p := range pairs {
				for _, want := range p.wantIn(&c) {
					if !slices.Contains(raw, want) {
						t.Errorf("%s, order %v: the buffer lacks %+v", c.name, order, want)
					}
					if !slices.Contains(typed, want) {
						t.Errorf("%s, order %v: the typed call lacks %+v", c.name, order, want)
					}
				}
				for _, r := range slices.Concat(raw, typed) {
					if p.isOwn(r) && !slices.Contains(p.wantIn(&c), r) {
						t.Errorf("%s, order %v: unexpected row %+v", c.name, order, r)
					}
				}
			}
		}
	}
}

// tellsDualStack reports whether the source knows which listeners take IPv4 as well. That of the
// proc filesystem, which stands in for netlink in some sandboxes, does not.
func tellsDualStack(t *testing.T) bool {
	t.Helper()
	table, err := tcptable.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	snap, err := table.Snapshot(t.Context(), tcptable.Query{States: tcptable.States(tcptable.StateListen)})
	if err != nil {
		t.Fatal(err)
	}
	if snap.Report.Missing&tcptable.FieldDualStack == 0 {
		return true
	}
	t.Logf("the %s source does not tell dual-stack listeners: none is looked for", snap.Report.Source)
	return false
}

// fetch calls as the documentation says until the table fits.
func (c *call) fetch(t *testing.T, order bool) []row {
	t.Helper()
	var size uint32
	err := c.get(nil, &size, order)
	for range 20 {
		if !errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
			break
		}
		table := make([]byte, size)
		if err = c.get(table, &size, order); err == nil {
			return c.decode(table[:size])
		}
	}
	t.Fatalf("%s: %v", c.name, err)
	return nil
}

// decode reads a table by the documented offsets alone.
func (c *call) decode(table []byte) (rows []row) {
	for b := range slices.Chunk(table[c.header:], c.size) {
		r := row{state: iphlpapi.MibTcpState(binary.LittleEndian.Uint32(b[c.stateAt:]))}
		ownerAt := 20
		if c.family == iphlpapi.AF_INET {
			r.local, r.remote = end(b[4:8], b[8:12]), end(b[12:16], b[16:20])
		} else {
			ownerAt = 52
			ends := b
			if c.stateAt == 0 {
				ends = b[4:]
			}
			r.local, r.remote = end(ends[0:16], ends[20:24]), end(ends[24:40], ends[44:48])
		}
		if c.showsPID {
			r.pid = binary.LittleEndian.Uint32(b[ownerAt:])
		}
		rows = append(rows, r)
	}
	return rows
}

func end(addr, port []byte) netip.AddrPort {
	a, _ := netip.AddrFromSlice(addr)
	if port[2] != 0 || port[3] != 0 {
		return netip.AddrPort{} // the upper half is to be zero
	}
	return netip.AddrPortFrom(a, binary.BigEndian.Uint16(port))
}

// pair is a listener and a connection to it, both of this process.
type pair struct {
	listener, client, server netip.AddrPort
	in4, in6                 bool // where Windows shows the connection and the listener
	listenerIn6              bool // the listener is in the IPv6 table too
}

// isOwn reports whether r is one of the sockets of p, wherever it stands.
func (p *pair) isOwn(r row) bool {
	return r.local == p.client && r.remote == p.server || r.local == p.server && r.remote == p.client ||
		r.state == iphlpapi.MIB_TCP_STATE_LISTEN && (r.local == p.listener || r.local == p.listener4())
}

// listener4 is where the listener stands in the IPv4 table, if it does.
func (p *pair) listener4() netip.AddrPort {
	if p.listenerIn6 {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), p.listener.Port())
	}
	return p.listener
}

// wantIn returns the rows that the call must show of p.
func (p *pair) wantIn(c *call) (rows []row) {
	var pid uint32
	if c.showsPID {
		pid = uint32(os.Getpid())
	}
	any4, any6 := netip.AddrPortFrom(netip.IPv4Unspecified(), 0), netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
	const listen, established = iphlpapi.MIB_TCP_STATE_LISTEN, iphlpapi.MIB_TCP_STATE_ESTAB
	if c.listeners {
		if p.in4 && c.family == iphlpapi.AF_INET {
			rows = append(rows, row{p.listener4(), any4, listen, pid})
		}
		if (p.in6 || p.listenerIn6) && c.family == iphlpapi.AF_INET6 {
			rows = append(rows, row{p.listener, any6, listen, pid})
		}
	}
	if c.connections && (p.in4 && c.family == iphlpapi.AF_INET || p.in6 && c.family == iphlpapi.AF_INET6) {
		rows = append(rows, row{p.client, p.server, established, pid}, row{p.server, p.client, established, pid})
	}
	return rows
}

func connect(t *testing.T, listen, dial string) pair {
	t.Helper()
	p, ok := tryConnect(t, listen, dial)
	if !ok {
		t.Fatalf("cannot listen on %s", listen)
	}
	return p
}

// tryConnect reports false if this host does not have the address.
func tryConnect(t *testing.T, listen, dial string) (pair, bool) {
	t.Helper()
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return pair{}, false
	}
	t.Cleanup(func() { listener.Close() })
	port := listener.Addr().(*net.TCPAddr).AddrPort().Port()
	client, err := net.Dial("tcp", netip.AddrPortFrom(netip.MustParseAddr(dial), port).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	server, err := listener.Accept() // until then nobody owns it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return pair{
		listener: listener.Addr().(*net.TCPAddr).AddrPort(),
		client:   client.LocalAddr().(*net.TCPAddr).AddrPort(),
		server:   client.RemoteAddr().(*net.TCPAddr).AddrPort(),
	}, true
}
