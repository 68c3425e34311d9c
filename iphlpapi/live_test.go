//go:build linux || windows

package iphlpapi_test

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLive opens sockets and looks for them, and for nothing else, through every call.
func TestLive(t *testing.T) {
	v4 := connect(t, "127.0.0.1:0", "127.0.0.1")
	v4.listening4, v4.connected4 = v4.listenerRow(v4.listener.Addr()), v4.connectionRows()
	pairs := []pair{v4}
	if v6, ok := tryConnect(t, "[::1]:0", "::1"); ok {
		v6.listening6, v6.connected6 = v6.listenerRow(v6.listener.Addr()), v6.connectionRows()
		pairs = append(pairs, v6)
		if tellsDualStack(t) {
			pairs = append(pairs, dualStack(t))
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
					if !slices.ContainsFunc(raw, want.isShownAs) {
						t.Errorf("%s, order %v: the buffer lacks %+v", c.name, order, want)
					}
					if !slices.ContainsFunc(typed, want.isShownAs) {
						t.Errorf("%s, order %v: the typed call lacks %+v", c.name, order, want)
					}
				}
				for _, r := range slices.Concat(raw, typed) {
					shown := func(want row) bool { return want.isShownAs(r) }
					if p.isOwn(r) && !slices.ContainsFunc(p.wantIn(&c), shown) {
						t.Errorf("%s, order %v: unexpected row %+v", c.name, order, r)
					}
				}
			}
		}
	}
}

// dualStack is a listener on "::" that takes IPv4, and a connection over IPv4 to it.
func dualStack(t *testing.T) pair {
	t.Helper()
	p := connect(t, "[::]:0", "127.0.0.1")
	rows := p.connectionRows()
	p.listening6 = p.listenerRow(netip.IPv6Unspecified())
	if !wine.Present() {
		p.listening4, p.connected4 = p.listenerRow(netip.IPv4Unspecified()), rows
		return p
	}
	// Wine shows what /proc/net does: the family of a row is that of the socket. The client's is an
	// IPv4 one.
	p.connected4, p.connected6 = rows[:1], rows[1:]
	server := &p.connected6[0]
	server.local, server.remote = mapped(server.local), mapped(server.remote)
	return p
}

func mapped(end netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom16(end.Addr().As16()), end.Port())
}

// TestLiveConnections: a CONNECTIONS class holds every state but LISTEN. That of Wine holds
// ESTABLISHED alone.
func TestLiveConnections(t *testing.T) {
	closed := timeWait(t)
	shows := func(class iphlpapi.TcpTableClass) bool {
		rows, err := iphlpapi.TcpTableOwnerPid(false, class)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(rows, func(r iphlpapi.MibTcpRowOwnerPid) bool {
			return r.Local() == closed && r.State == iphlpapi.MIB_TCP_STATE_TIME_WAIT
		})
	}
	for end := time.Now().Add(20 * time.Second); !shows(iphlpapi.TCP_TABLE_OWNER_PID_ALL); {
		if time.Now().After(end) {
			t.Fatalf("the end %v of a closed connection does not get into TIME_WAIT", closed)
		}
	}
	if got := shows(iphlpapi.TCP_TABLE_OWNER_PID_CONNECTIONS); got == wine.Present() {
		t.Errorf("connections include TIME_WAIT: %v", got)
	}
	if shows(iphlpapi.TCP_TABLE_OWNER_PID_LISTENER) {
		t.Error("the listeners include TIME_WAIT")
	}
}

// timeWait closes a connection and returns the end that has done so first.
func timeWait(t *testing.T) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Read(make([]byte, 1)); err == nil { // until the end of the connection has come
		t.Fatal("a byte came over a connection on which none was sent")
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	return client.LocalAddr().(*net.TCPAddr).AddrPort()
}

// tellsDualStack reports whether the host shows which listeners take IPv4 as well. On Linux the
// source of the proc filesystem, which stands in for netlink in some sandboxes, does not.
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
	if snap.Report.Source != "proc" {
		return true
	}
	t.Log("the proc source does not tell dual-stack listeners: none is looked for")
	return false
}

// fetch calls as the documentation says until the table fits.
func (c *call) fetch(t *testing.T, order bool) []row {
	t.Helper()
	return c.decode(c.fetchBytes(t, order))
}

func (c *call) fetchBytes(t *testing.T, order bool) []byte {
	t.Helper()
	var size uint32
	err := c.get(nil, &size, order)
	for range 20 {
		if !errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
			break
		}
		table := make([]byte, size)
		if err = c.get(table, &size, order); err == nil {
			return table[:size]
		}
	}
	t.Fatalf("%s: %v", c.name, err)
	return nil
}

// decode reads a table by the documented offsets alone. What is behind the rows is no row: Windows
// may count a few bytes more.
func (c *call) decode(table []byte) (rows []row) {
	count := int(binary.LittleEndian.Uint32(table))
	for b := range slices.Chunk(table[c.header:][:count*c.size], c.size) {
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

// TestLiveScope: an address that is not link-local has no scope. Wine takes the scope that
// /proc/net/if_inet6 tells, which is no index of an interface.
func TestLiveScope(t *testing.T) {
	p, ok := tryConnect(t, "[::1]:0", "::1")
	if !ok {
		t.Skip("this host has no IPv6 loopback")
	}
	rows, err := iphlpapi.Tcp6Table2(false)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcp6Row2) bool { return r.Local() == p.client })
	if i < 0 {
		t.Fatalf("no row of %v", p.client)
	}
	want := uint32(0)
	if wine.Present() {
		want = 4096
	}
	if rows[i].LocalScopeId != want || rows[i].RemoteScopeId != want {
		t.Errorf("scope ids %d and %d of ::1, want %d", rows[i].LocalScopeId, rows[i].RemoteScopeId, want)
	}
}

// TestLiveModule: Windows tells when the endpoint was made. Linux does not, and in place of what
// Windows keeps for itself has when the owner started. Wine has neither.
func TestLiveModule(t *testing.T) {
	p := connect(t, "127.0.0.1:0", "127.0.0.1")
	rows, err := iphlpapi.TcpTableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_ALL)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcpRowOwnerModule) bool { return r.Local() == p.client })
	if i < 0 {
		t.Fatalf("no row of %v", p.client)
	}
	created, started := rows[i].CreateTimestamp != 0, rows[i].OwningModuleInfo[1] != 0
	wantCreated, wantStarted := runtime.GOOS == "windows" && !wine.Present(), runtime.GOOS == "linux"
	if created != wantCreated || wantStarted && !started || wine.Present() && started {
		t.Errorf("created %d, module info %v", rows[i].CreateTimestamp, rows[i].OwningModuleInfo)
	}
}
