//go:build linux || windows

package iphlpapi_test

import (
	"net"
	"net/netip"
	"os"
	"testing"

	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/iphlpapi"
)

// pair is a listener and a connection to it, both of this process, and the rows that have to show
// them in the tables of each family.
type pair struct {
	listener, client, server netip.AddrPort

	listening4, connected4, listening6, connected6 []row
}

// isOwn reports whether r is one of the sockets of p, wherever and however it is shown.
func (p *pair) isOwn(r row) bool {
	is := func(shown, end netip.AddrPort) bool {
		return shown.Addr().Unmap() == end.Addr().Unmap() && shown.Port() == end.Port()
	}
	if r.state == iphlpapi.MIB_TCP_STATE_LISTEN {
		onIt := is(r.local, p.listener) || p.listener.Addr().IsUnspecified() && r.local.Addr().IsUnspecified()
		return onIt && r.local.Port() == p.listener.Port()
	}
	return is(r.local, p.client) && is(r.remote, p.server) || is(r.local, p.server) && is(r.remote, p.client)
}

// wantIn returns the rows that the call must show of p.
func (p *pair) wantIn(c *call) (rows []row) {
	listening, connected := p.listening4, p.connected4
	if c.family == iphlpapi.AF_INET6 {
		listening, connected = p.listening6, p.connected6
	}
	if c.listeners {
		rows = append(rows, listening...)
	}
	if c.connections {
		rows = append(rows, connected...)
	}
	for i := range rows {
		if c.showsPID {
			rows[i].pid = uint32(os.Getpid())
		}
	}
	return rows
}

// isShownAs reports whether got shows the row that is wanted. Wine does not know the owner of every
// socket.
func (r row) isShownAs(got row) bool {
	if wine.Present() && got.pid == 0 {
		got.pid = r.pid
	}
	return got == r
}

// listenerRow is the row of the listener in a table where it stands on addr.
func (p *pair) listenerRow(addr netip.Addr) []row {
	nobody := netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	if addr.Is6() {
		nobody = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
	}
	return []row{{netip.AddrPortFrom(addr, p.listener.Port()), nobody, iphlpapi.MIB_TCP_STATE_LISTEN, 0}}
}

// connectionRows are the rows of the two ends of the connection: the client's and the server's.
func (p *pair) connectionRows() []row {
	const established = iphlpapi.MIB_TCP_STATE_ESTAB
	return []row{{p.client, p.server, established, 0}, {p.server, p.client, established, 0}}
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
		listener: netip.AddrPortFrom(netip.MustParseAddrPort(listen).Addr(), port),
		client:   client.LocalAddr().(*net.TCPAddr).AddrPort(),
		server:   client.RemoteAddr().(*net.TCPAddr).AddrPort(),
	}, true
}
