package bpf

import (
	"cmp"
	"slices"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/hashtable"
)

// process is one that holds a socket.
type process struct {
	processID
	name [nameLen]byte
}

// processID tells a process from any other, a later one with the same number included.
type processID struct {
	pid   uint32
	start uint64 // in clock ticks since boot
}

// compareAge orders processes by their claim to be the owner: the one that started first has made
// the socket, the others have inherited it.
func compareAge(a, b *process) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.pid, b.pid))
}

// holding says that a process, an index into holders.processes, has a descriptor of a socket.
type holding struct {
	inode   uint64
	process int32
}

// ownership is what is known about the owner of a socket.
type ownership struct {
	process int32 // the oldest holder, an index into holders.processes
	wanted  bool  // a row has the inode
}

// holders is who holds which socket. It keeps its room from one table to the next.
type holders struct {
	owners    hashtable.Table[ownership] // by inode
	processes []process
	numbers   map[processID]int32 // index into processes
	current   int32               // the process of the records that come, -1 for none

	keep bool      // whether all are wanted, not only the owners
	all  []holding // empty unless keep
}

// reset empties h and makes room for the given count of sockets.
func (h *holders) reset(keep bool, sockets int) {
	if h.numbers == nil {
		h.numbers = make(map[processID]int32)
	}
	clear(h.numbers)
	h.owners.Reset(sockets)
	h.processes, h.all = h.processes[:0], h.all[:0]
	h.current, h.keep = -1, keep
}

// take notes what the whole records at the beginning of b say, and returns their length.
func (h *holders) take(b []byte) (used int) {
	for len(b)-used >= inodeLen {
		if inode := order.Uint64(b[used:]); inode != 0 {
			h.add(inode)
			used += inodeLen
			continue
		}
		if len(b)-used < processLen {
			break
		}
		h.current = h.process((*processRecord)(b[used:]))
		used += processLen
	}
	return used
}

// add notes that the current process holds a socket.
func (h *holders) add(inode uint64) {
	p := h.current
	if p < 0 {
		return
	}
	if h.keep {
		h.all = append(h.all, holding{inode: inode, process: p})
	}
	s, added := h.owners.Add(inode)
	if added || s.Value.process != p && compareAge(&h.processes[p], &h.processes[s.Value.process]) < 0 {
		s.Value.process = p
	}
}

// process returns the index of the process of a record, which may be a new one. It is -1 for one
// that is nobody in this PID namespace, since it has just ended.
func (h *holders) process(r *processRecord) int32 {
	id := processID{pid: r.pid(), start: r.ticks()}
	if id.pid == 0 {
		return -1
	}
	n, ok := h.numbers[id]
	if !ok {
		n = int32(len(h.processes))
		h.processes = append(h.processes, process{processID: id, name: *r.name()})
		h.numbers[id] = n
	}
	return n
}

// owner returns the owner of a socket, or nil.
func (h *holders) owner(inode uint64) *process {
	if s := h.owners.Find(inode); s.Key != 0 {
		return &h.processes[s.Value.process]
	}
	return nil
}

// describe sets the processes of snap and, if they are asked for, the holders.
func (h *holders) describe(q tcptable.Query, snap *tcptable.Snapshot) {
	for i := range snap.Conns {
		if inode := snap.Conns[i].Inode; inode != 0 {
			if s := h.owners.Find(inode); s.Key != 0 {
				s.Value.wanted = true
			}
		}
	}
	h.all = slices.DeleteFunc(h.all, func(g holding) bool { return !h.owners.Find(g.inode).Value.wanted })
	h.describeProcesses(snap)
	if q.Owners < tcptable.OwnersAll {
		return
	}
	slices.SortFunc(h.all, h.compare)
	for _, g := range slices.Compact(h.all) { // one descriptor of a process is enough
		snap.Holders = append(snap.Holders, tcptable.Holder{Inode: g.inode, PID: h.processes[g.process].pid})
	}
}

// compare orders by socket and, for each socket, by the claim to it.
func (h *holders) compare(a, b holding) int {
	if c := cmp.Compare(a.inode, b.inode); c != 0 {
		return c
	}
	return compareAge(&h.processes[a.process], &h.processes[b.process])
}

// describeProcesses sets the processes of snap to those that hold one of the sockets in h.all.
func (h *holders) describeProcesses(snap *tcptable.Snapshot) {
	listed := make([]bool, len(h.processes))
	for _, g := range h.all {
		listed[g.process] = true
	}
	for i := range h.processes {
		if p := &h.processes[i]; listed[i] {
			snap.Processes = append(snap.Processes, tcptable.Process{PID: p.pid, Name: text(&p.name), Start: p.start})
		}
	}
	slices.SortFunc(snap.Processes, func(a, b tcptable.Process) int { return cmp.Compare(a.PID, b.PID) })
}
