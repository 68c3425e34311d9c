package tcptable

import (
	"errors"
	"os"

	"github.com/tcptable/tcptable/internal/procfs"
)

// activity is how many sockets there are and have been. While two looks at it are the same, no
// connection came or went between them.
type activity struct {
	ipv4, ipv6 uint64 // sockets of each family that are in the table, without those in TIME_WAIT
	timeWait   uint64 // of both families

	counted                                                         bool // whether what follows is known
	activeOpens, passiveOpens, attemptFails, estabResets, currEstab uint64
}

// sockets returns about how many rows q asks for, or 0 where that is likely to be few or not known.
func (a *activity) sockets(q Query) int {
	if q.StateSet() == States(StateListen) || q.Where.bound(kernelDecides, true) != (Filter{}) {
		return 0
	}
	n := a.timeWait
	if q.Wants(IPv4) {
		n += a.ipv4
	}
	if q.Wants(IPv6) {
		n += a.ipv6
	}
	return int(min(n, 1<<24)) // more than a machine has memory for
}

// unlike reports whether something may have happened between a and b.
func (a *activity) unlike(b *activity) bool { return !a.counted || *a != *b }

// countFrom is how many sockets there are at least before it is counted what comes and goes: fewer
// fit into the first datagram of a dump, which holds them as they were.
const countFrom = 200

// activityReader reads net/sockstat, net/sockstat6 and net/snmp, which it keeps open. What cannot
// be read stays 0.
type activityReader struct {
	opened                  bool
	sockets, sockets6, snmp *os.File // nil: cannot be read
	buffer                  []byte
}

func (r *activityReader) read(p place) (a activity) {
	if !r.opened {
		r.open(p)
	}
	if s, err := procfs.ReadSockStat(r.sockets, r.buffer, false); err == nil {
		a.ipv4, a.timeWait = s.InUse, s.TimeWait
	}
	if s, err := procfs.ReadSockStat(r.sockets6, r.buffer, true); err == nil {
		a.ipv6 = s.InUse
	}
	if a.ipv4+a.ipv6+a.timeWait < countFrom {
		return a
	}
	text, err := procfs.ReadFromStart(r.snmp, r.buffer)
	if err != nil {
		return a
	}
	if s, err := procfs.ParseTCPStats(text); err == nil {
		a.counted = true
		a.activeOpens, a.passiveOpens, a.attemptFails = s.ActiveOpens, s.PassiveOpens, s.AttemptFails
		a.estabResets, a.currEstab = s.EstabResets, s.CurrEstab
	}
	return a
}

// open opens what can be opened: the table can be read without, if with less care.
func (r *activityReader) open(p place) {
	r.opened = true
	r.buffer = make([]byte, 4<<10)
	_ = p.do(func() error {
		r.sockets, _ = procfs.OpenSockStat(p.procRoot, false)
		r.sockets6, _ = procfs.OpenSockStat(p.procRoot, true)
		r.snmp, _ = procfs.OpenSNMP(p.procRoot)
		return nil
	})
}

func (r *activityReader) close() error {
	var errs []error
	for _, f := range []*os.File{r.sockets, r.sockets6, r.snmp} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}
