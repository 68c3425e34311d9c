package choose

import (
	"runtime"
	"time"

	"github.com/tcptable/tcptable"
)

// What the sources cost, as measured in docs/adr/0014-choosing-a-source.md. Only the proportions
// matter, and they hardly change from one machine to another.
const (
	loading       = 35 * time.Millisecond  // of the BPF programs, once
	perRow        = 600 * time.Nanosecond  // over netlink, for each row asked for
	perFile       = 6000 * time.Nanosecond // looking at a descriptor below /proc, on one core
	perVisit      = 1000 * time.Nanosecond // with BPF, for each socket or file, whichever are more
	walkersAtMost = 4                      // cores that the walk is believed to keep busy
)

// sizes are what decides about the cost of a read.
type sizes struct {
	inUse4, inUse6 uint64 // sockets in the table that are not in TIME_WAIT
	timeWait       uint64 // those that are, of both families
	files          uint64 // open files of the whole machine
}

func (s sizes) sockets() uint64 { return s.inUse4 + s.inUse6 + s.timeWait }

// rows is about how many rows q asks for. Of the other states there are few sockets, and a
// condition on ports or addresses, which the kernel checks, is taken to leave few.
func (s sizes) rows(q tcptable.Query) (n uint64) {
	if q.Where != (tcptable.Filter{}) {
		return 0
	}
	if q.StateSet().Has(tcptable.StateTimeWait) {
		n += s.timeWait
	}
	if q.StateSet().Has(tcptable.StateEstablished) {
		n += s.held(q)
	}
	return n
}

// held is how many sockets at most q finds that a process may hold: in TIME_WAIT none does, and
// without any nobody looks for owners.
func (s sizes) held(q tcptable.Query) (n uint64) {
	if q.StateSet()&^tcptable.States(tcptable.StateTimeWait, tcptable.StateSynReceived) == 0 {
		return 0
	}
	if q.Wants(tcptable.IPv4) {
		n += s.inUse4
	}
	if q.Wants(tcptable.IPv6) {
		n += s.inUse6
	}
	return n
}

// overNetlink is what the answer to q costs over netlink, with owners looked for below /proc.
func (s sizes) overNetlink(q tcptable.Query) time.Duration {
	cost := times(s.rows(q), perRow)
	if q.Owners != tcptable.OwnersNone && s.held(q) > 0 {
		cost += times(s.files, perFile) / time.Duration(min(runtime.GOMAXPROCS(0), walkersAtMost))
	}
	return cost
}

// withBPF is what it costs with BPF, once that is loaded: both iterators run at the same time, and
// that over sockets sees all of them, whatever q asks for.
func (s sizes) withBPF(q tcptable.Query) time.Duration {
	visits := s.sockets()
	if q.Owners != tcptable.OwnersNone {
		visits = max(visits, s.files)
	}
	return times(visits, perVisit)
}

// times is n times d. The kernel's counts stay far below what does not fit.
func times(n uint64, d time.Duration) time.Duration {
	const most = 1 << 40
	return time.Duration(min(n, most)) * d
}
