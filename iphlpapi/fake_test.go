package iphlpapi

import (
	"context"
	"net/netip"

	"github.com/tcptable/tcptable"
)

// fakeSource is a kernel that the test makes up.
type fakeSource struct {
	tables    [][]tcptable.Conn // what each read finds, one after the other; the last stays
	processes []tcptable.Process
	err       error // returned by each read, with the rows

	queries []tcptable.Query // what was asked
	closed  int
}

func (s *fakeSource) Read(_ context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	table := s.tables[min(len(s.queries), len(s.tables)-1)]
	s.queries = append(s.queries, q)
	for _, c := range table {
		if !q.Match(&c) {
			continue
		}
		if q.Owners == tcptable.OwnersNone {
			c.PID, c.Owner = 0, tcptable.OwnerNotAsked
		}
		into.Conns = append(into.Conns, c)
	}
	if q.Owners >= tcptable.OwnersProcess {
		into.Processes = append(into.Processes, s.processes...)
	}
	return s.err
}

func (s *fakeSource) Close() error {
	s.closed++
	return nil
}

// caller returns a caller that reads s.
func (s *fakeSource) caller() caller {
	return caller{func(...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(s))
	}}
}

// machine is a host with endpoints in every state, IPv4, IPv6 and mapped, in no order.
func machine() *fakeSource {
	return &fakeSource{
		tables: [][]tcptable.Conn{{
			conn("[2001:db8::1]:1011", "[2001:db8::2]:443", tcptable.StateTimeWait, 0),
			conn("192.0.2.1:1011", "198.51.100.7:443", tcptable.StateTimeWait, 0),
			conn("192.0.2.1:1010", "198.51.100.7:443", tcptable.StateLastAck, 10),
			conn("192.0.2.1:1009", "198.51.100.7:443", tcptable.StateClosing, 9),
			conn("192.0.2.1:1008", "198.51.100.7:443", tcptable.StateCloseWait, 8),
			conn("192.0.2.1:1007", "198.51.100.7:443", tcptable.StateFinWait2, 7),
			conn("192.0.2.1:1006", "198.51.100.7:443", tcptable.StateFinWait1, 6),
			conn("192.0.2.1:1005", "198.51.100.7:443", tcptable.StateEstablished, 5),
			conn("192.0.2.1:1004", "198.51.100.7:443", tcptable.StateSynReceived, 0),
			conn("192.0.2.1:1003", "198.51.100.7:443", tcptable.StateSynSent, 3),
			// Nothing that a source says about a listener's remote end may get through.
			conn("0.0.0.0:22", "203.0.113.9:9", tcptable.StateListen, 0x01020304),

			conn("[2001:db8::1]:1010", "[2001:db8::2]:443", tcptable.StateLastAck, 10),
			conn("[2001:db8::1]:1009", "[2001:db8::2]:443", tcptable.StateClosing, 9),
			conn("[2001:db8::1]:1008", "[2001:db8::2]:443", tcptable.StateCloseWait, 8),
			conn("[2001:db8::1]:1007", "[2001:db8::2]:443", tcptable.StateFinWait2, 7),
			conn("[2001:db8::1]:1006", "[2001:db8::2]:443", tcptable.StateFinWait1, 6),
			offloaded(conn("[2001:db8::1]:1005", "[2001:db8::2]:443", tcptable.StateEstablished, 5)),
			conn("[2001:db8::1]:1004", "[2001:db8::2]:443", tcptable.StateSynReceived, 0),
			conn("[2001:db8::1]:1003", "[2001:db8::2]:443", tcptable.StateSynSent, 3),
			scoped(conn("[fe80::1%eth0]:7", "[fe80::2%eth0]:8", tcptable.StateEstablished, 5), 3, 3),
			scoped(conn("[::]:22", "[2001:db8::bad]:9", tcptable.StateListen, 0x01020304), 0, 9),

			dualStack(conn("[::]:80", "[2001:db8::bad]:9", tcptable.StateListen, 80)),
			conn("[::ffff:127.0.0.1]:81", "[2001:db8::bad]:9", tcptable.StateListen, 80),
			offloaded(conn("[::ffff:192.0.2.1]:80", "[::ffff:198.51.100.7]:50000", tcptable.StateEstablished, 80)),
			conn("[::ffff:192.0.2.1]:80", "[::ffff:198.51.100.7]:50001", tcptable.StateTimeWait, 0),
		}},
		processes: []tcptable.Process{
			{PID: 0, Name: "impossible", Start: 99}, // must not be taken for the owner of PID 0 rows
			{PID: 3, Start: 0x0303},
			{PID: 5, Start: 0x0102030405060708},
			{PID: 80, Start: 0x8080},
			{PID: 0x01020304, Start: 0x2222},
		},
	}
}

// How many rows of the machine each table holds.
const (
	machineListeners, machineConnections   = 3, 11 // IPv4
	machineListeners6, machineConnections6 = 2, 10
)

func conn(local, remote string, state tcptable.State, pid uint32) tcptable.Conn {
	return tcptable.Conn{
		Local:  netip.MustParseAddrPort(local),
		Remote: netip.MustParseAddrPort(remote),
		State:  state,
		PID:    pid,
		Owner:  tcptable.OwnerKnown,
	}
}

func scoped(c tcptable.Conn, local, remote uint32) tcptable.Conn {
	c.LocalScope, c.RemoteScope = local, remote
	return c
}

func dualStack(c tcptable.Conn) tcptable.Conn {
	c.DualStack = true
	return c
}

func offloaded(c tcptable.Conn) tcptable.Conn {
	c.Offload = tcptable.OffloadOffloaded
	return c
}
