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
	last      int32               // the process of the last record: most follow one of their own

	keep bool      // whether all are wanted, not only the owners
	all  []holding // empty unless keep
}

func (h *holders) reset(keep bool) {
	if h.numbers == nil {
		h.numbers = make(map[processID]int32)
	}
	clear(h.numbers)
	h.owners.Reset(0)
	h.processes, h.all = h.processes[:0], h.all[:0]
	h.last, h.keep = -1, keep
}

// add notes what a record says.
func (h *holders) add(r *holderRecord) {
	if r.inode == 0 || r.pid == 0 {
		return // nobody in this PID namespace, since the process has just ended
	}
	p := h.process(r)
	if h.keep {
		h.all = append(h.all, holding{inode: r.inode, process: p})
	}
	s, added := h.owners.Add(r.inode)
	if added || compareAge(&h.processes[p], &h.processes[s.Value.process]) < 0 {
		s.Value.process = p
	}
}

// process returns the index of the process of a record, which may be a new one.
func (h *holders) process(r *holderRecord) int32 {
	id := processID{pid: r.pid, start: r.ticks()}
	if h.last >= 0 && h.processes[h.last].processID == id {
		return h.last
	}
	n, ok := h.numbers[id]
	if !ok {
		n = int32(len(h.processes))
		h.processes = append(h.processes, process{processID: id, name: r.name})
		h.numbers[id] = n
	}
	h.last = n
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
