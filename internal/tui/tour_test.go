package tui

import (
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable"
)

// tour is the scenario whose screens docs/watch.md shows, on tourTables.
var tour = [][]string{
	{"look", "look", "look"},
	{"/", "type process ~ nginx and state establishd"},
	{"ctrl+w", "type established", "enter"},
	{"enter", "look", "look", "look", "look", "look", "look", "look", "look", "look", "look", "look", "look"},
	{"K"},
	{"n", "esc", "esc", "g", "home"},
	{"enter", "down", "down"},
	{"?"},
}

// tourTables are a small server, as it might be.
func tourTables() []tcptable.Snapshot {
	ap := netip.MustParseAddrPort
	listen, established := tcptable.StateListen, tcptable.StateEstablished
	owned := func(local, remote string, state tcptable.State, pid, uid uint32) tcptable.Conn {
		c := tcptable.Conn{
			Local: ap(local), Remote: ap(remote), State: state, PID: pid, Owner: tcptable.OwnerKnown, UID: uid,
			Inode: 20_000 + uint64(ap(remote).Port()), Cookie: 4096 + uint64(ap(local).Port()) + uint64(ap(remote).Port()),
		}
		if state == listen {
			c.SendQ = 511
		}
		return c
	}
	conns := []tcptable.Conn{
		owned("0.0.0.0:22", "0.0.0.0:0", listen, 812, 0),
		owned("127.0.0.1:5432", "0.0.0.0:0", listen, 901, 26),
		owned("127.0.0.1:5432", "127.0.0.1:40010", established, 1377, 26),
		owned("127.0.0.1:40010", "127.0.0.1:5432", established, 1290, 1000),
		owned("192.0.2.10:22", "198.51.100.7:50122", established, 2211, 0),
		{Local: ap("192.0.2.10:41002"), Remote: ap("203.0.113.80:443"), State: tcptable.StateTimeWait, Owner: tcptable.OwnerKernel, Cookie: 7},
		owned("192.0.2.10:48812", "203.0.113.80:443", established, 4120, 1000),
		owned("[::]:443", "[::]:0", listen, 1044, 33),
		owned("[2001:db8::10]:443", "[2001:db8:7::1]:61022", established, 1045, 33),
		owned("[2001:db8::10]:443", "[2001:db8:9::4]:50790", established, 1045, 33),
	}
	conns[7].DualStack = true
	report := tcptable.Report{Source: "netlink", Processes: 164}
	processes := []tcptable.Process{
		{PID: 812, Name: "sshd"},
		{PID: 901, Name: "postgres"},
		{PID: 1044, Name: "nginx"},
		{PID: 1045, Name: "nginx"},
		{PID: 1290, Name: "shop"},
		{PID: 1377, Name: "postgres"},
		{PID: 2211, Name: "sshd"},
		{PID: 4120, Name: "curl"},
	}
	later := slices.Clone(conns)
	later = slices.Delete(later, 5, 6) // the one in TIME_WAIT
	later[5].State, later[5].PID, later[5].Inode, later[5].Owner = tcptable.StateTimeWait, 0, 0, tcptable.OwnerKernel
	later = append(later, owned("[2001:db8::10]:443", "[2001:db8:7::1]:61024", established, 1045, 33))
	first := tcptable.Snapshot{Conns: conns, Processes: processes, Report: report}
	return []tcptable.Snapshot{first, first, first, {Conns: later, Processes: processes, Report: report}}
}
