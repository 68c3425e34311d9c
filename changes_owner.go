package tcptable

import (
	"cmp"
	"slices"
)

// passing says what has become of the ownership of a connection.
type passing uint8

const (
	ownerStays    passing = iota
	ownerPassed           // from one process to another
	ownerOfKernel         // between a process and the kernel
)

// learnOwner takes in what c says about the owner, if it says anything.
func (ch *Changes) learnOwner(snap *Snapshot, e *tracked, c *Conn) passing {
	switch c.Owner {
	case OwnerKnown:
	case OwnerKernel, OwnerUnaccepted:
		before := e.owner
		e.owner = c.Owner
		if before == OwnerKnown {
			return ownerOfKernel // e.process stays: it is who had it
		}
		return ownerStays
	default:
		return ownerStays
	}
	before, had := e.process, e.owner
	if had != OwnerKnown || before.PID != c.PID || ch.processes.hasChanged(c.PID) {
		e.process = processOf(snap, c.PID)
	}
	e.owner = OwnerKnown
	switch {
	case had == OwnerKnown && !sameProcess(before, e.process):
		return ownerPassed
	case had == OwnerKernel || had == OwnerUnaccepted:
		return ownerOfKernel
	}
	return ownerStays
}

func processOf(snap *Snapshot, pid uint32) Process {
	if p, ok := snap.Process(pid); ok {
		return p
	}
	return Process{PID: pid}
}

// sameProcess reports whether both are, as far as is known, the same process.
func sameProcess(a, b Process) bool {
	return a.PID == b.PID && (a.Start == b.Start || a.Start == 0 || b.Start == 0)
}

// processList is the processes of a look, and which of them are not as they were in the one before.
type processList struct {
	last    []Process // in ascending order of PID
	changed []uint32  // PIDs, in ascending order
}

// next takes the processes of the next look in, which are in ascending order of PID.
func (l *processList) next(now []Process) {
	l.changed = l.changed[:0]
	last := l.last
	for i := range now {
		for len(last) > 0 && last[0].PID < now[i].PID {
			last = last[1:]
		}
		if len(last) == 0 || last[0] != now[i] {
			l.changed = append(l.changed, now[i].PID)
		}
	}
	clear(l.last)
	l.last = append(l.last[:0], now...)
}

// hasChanged reports whether the process with the given PID is new, or has another name.
func (l *processList) hasChanged(pid uint32) bool {
	_, ok := slices.BinarySearchFunc(l.changed, pid, func(a, b uint32) int { return cmp.Compare(a, b) })
	return ok
}
