package tcptable_test

import (
	"maps"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockdiag"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestWhereAgainstAll: what the kernel decides about sockets in every state is what Filter.Match
// says about their rows.
func TestWhereAgainstAll(t *testing.T) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	source, err := tcptable.OpenNetlink()
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	every := tcptable.AllStates | tcptable.States(tcptable.StateClosed)
	read := func(where tcptable.Filter) map[uint64]tcptable.Conn {
		var snap tcptable.Snapshot
		if err := source.Read(t.Context(), tcptable.Query{States: every, Where: where}, &snap); err != nil {
			t.Fatal(err)
		}
		rows := make(map[uint64]tcptable.Conn)
		for _, c := range snap.Conns {
			rows[c.Cookie] = c
		}
		return rows
	}
	before := read(tcptable.Filter{})
	for _, where := range filtersFor(slices.Collect(maps.Values(before))) {
		some := read(where)
		after := read(tcptable.Filter{}) // the kernel ends those that wait for nothing any more
		for cookie, c := range some {
			if !where.Match(&c) || before[cookie].Local != c.Local {
				t.Errorf("row %v to %v in %v was not asked for", c.Local, c.Remote, c.State)
			}
		}
		for cookie, c := range after {
			if _, got := some[cookie]; !got && where.Match(&c) {
				t.Errorf("row %v to %v in %v is missing", c.Local, c.Remote, c.State)
			}
		}
	}
}

// TestKernelDecides: the kernel, and nothing after it, decides random conditions as Filter.Match does.
func TestKernelDecides(t *testing.T) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	conn, err := sockdiag.NewConn(sockdiag.Dial)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := tcptable.NewFilterRand(6)
	r.Addresses, r.Ports = nil, []uint16{0}
	var rows []tcptable.Conn
	for _, c := range mustSnapshot(t, mustOpen(t, openNetlink), tcptable.Query{}).Conns {
		rows = append(rows, c)
		r.Addresses = append(r.Addresses, c.Local.Addr().WithZone(""))
		r.Ports = append(r.Ports, c.Local.Port())
	}
	for range 1000 {
		where := r.Filter(4, r.InKernel)
		cookies := make(map[uint64]bool)
		request := sockdiag.Request{Family: sockdiag.BothFamilies, States: 0xfff, Where: tcptable.KernelCondition(where)}
		if err := conn.Dump(t.Context(), request, func(row *sockdiag.Row) error { cookies[row.Cookie] = true; return nil }); err != nil {
			t.Fatalf("%v: %v", where, err)
		}
		for i := range rows {
			c := &rows[i]
			if kernel := cookies[c.Cookie]; kernel != where.Match(c) {
				t.Fatalf("%v to %v on %d: the kernel says %t to\n%v", c.Local, c.Remote, c.Interface, kernel, where)
			}
		}
	}
}

// filtersFor makes filters of the addresses and ports of the rows.
func filtersFor(conns []tcptable.Conn) (filters []tcptable.Filter) {
	for i := 0; i < len(conns); i += len(conns)/4 + 1 {
		c := conns[i]
		local, remote := c.Local, c.Remote
		prefix := netip.PrefixFrom(local.Addr().WithZone(""), local.Addr().BitLen()-9).Masked()
		ends := tcptable.And(tcptable.LocalPorts(local.Port(), local.Port()), tcptable.RemotePorts(remote.Port(), 65535))
		filters = append(filters,
			tcptable.Port(local.Port()),
			tcptable.Port(remote.Port()),
			tcptable.Prefix(prefix),
			tcptable.RemotePrefix(netip.PrefixFrom(remote.Addr().WithZone(""), remote.Addr().BitLen())),
			tcptable.Or(ends, tcptable.Not(tcptable.LocalPrefix(prefix))),
			tcptable.Not(tcptable.Or(ends, tcptable.Prefix(prefix))),
		)
	}
	for i := range conns { // what the kernel looks at first, for sockets in every state
		local, remote := conns[i].Local, conns[i].Remote
		filters = append(filters,
			tcptable.LocalPorts(local.Port(), local.Port()),
			tcptable.And(tcptable.RemotePorts(remote.Port(), remote.Port()), tcptable.Not(tcptable.LocalPorts(1, 2))),
		)
	}
	// One that is too long for a request.
	long := make([]tcptable.Filter, 2000)
	for i := range long {
		long[i] = tcptable.Port(uint16(i))
	}
	return append(filters, tcptable.And(), tcptable.Or(), tcptable.Or(long...))
}
