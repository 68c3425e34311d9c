package tcptable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tcptable/tcptable/internal/hashtable"
	"github.com/tcptable/tcptable/internal/procfs"
)

// ownerFinder finds the processes behind sockets in the proc filesystem. It keeps its buffers.
type ownerFinder struct {
	root   string
	walker *procfs.Walker // opened when it is needed first

	// By inode, for the sockets of the rows and no others: the owner, as 1 + its index into
	// processes. 0: nobody has been found yet.
	owners hashtable.Table[int32]

	absent hashtable.Table[struct{}] // inodes for which the last read found nobody
	looked hashtable.Table[bool]     // by inode: whether a second look at the table found it there

	// What the walks of one read have found.
	processes []procfs.Process
	listed    []bool          // for each process: whether it holds a socket of the table
	holders   []procfs.Holder // empty unless all are wanted
}

// streamFunc lists the table again; it is the Stream method of the source.
type streamFunc func(ctx context.Context, q Query, yield func(Conn) bool) error

// fill sets PID and Owner of the rows from kept on, and the parts of snap that q asks for. The walk
// comes after the table, so that a process which hands a socket over is found; after an early walk,
// which is nil or began before, those are looked for once more.
func (f *ownerFinder) fill(
	ctx context.Context, q Query, snap *Snapshot, kept int, early *earlyWalk, again streamFunc,
) error {
	rows := snap.Conns[kept:]
	f.collect(rows)
	walk, err := f.find(ctx, early)
	f.elect(walk, q)
	report(walk, &snap.Report)
	missing := f.assign(rows, err != nil, &snap.Report)
	if early != nil && err == nil && missing > 0 {
		walk, err = f.walk(ctx, f.isUnowned)
		f.elect(walk, q)
		f.assign(rows, err != nil, &snap.Report)
	}
	f.remember(rows)
	if err == nil && snap.Report.OwnersComplete() {
		err = f.explain(ctx, rows, again)
	}
	if q.Owners >= OwnersProcess {
		f.describe(q, snap)
	}
	return err
}

// collect notes the inodes to look for.
func (f *ownerFinder) collect(rows []Conn) {
	f.owners.Reset(len(rows))
	f.processes, f.listed, f.holders = f.processes[:0], f.listed[:0], f.holders[:0]
	for i := range rows {
		if inode := rows[i].Inode; inode != 0 {
			f.owners.Add(inode)
		}
	}
}

// find looks at the processes, unless there is no socket to find anybody for.
func (f *ownerFinder) find(ctx context.Context, early *earlyWalk) (*procfs.Walk, error) {
	switch {
	case early != nil:
		return early.wait()
	case f.owners.Len() == 0:
		return &procfs.Walk{}, nil
	}
	return f.walk(ctx, f.isWanted)
}

func (f *ownerFinder) isWanted(inode uint64) bool { return f.owners.Find(inode).Key != 0 }

func (f *ownerFinder) isUnowned(inode uint64) bool {
	s := f.owners.Find(inode)
	return s.Key != 0 && s.Value == 0
}

// elect chooses the owner of each socket among those who hold it.
func (f *ownerFinder) elect(walk *procfs.Walk, q Query) {
	before := len(f.processes)
	f.processes = append(f.processes, walk.Processes...)
	f.listed = append(f.listed, make([]bool, len(walk.Processes))...)
	for _, h := range walk.Holders {
		s := f.owners.Find(h.Inode)
		if s.Key == 0 {
			continue
		}
		h.Process += before
		f.listed[h.Process] = true
		if q.Owners == OwnersAll {
			f.holders = append(f.holders, h)
		}
		number := int32(h.Process + 1)
		best := s.Value
		if best == 0 || best != number && compareAge(&f.processes[h.Process], &f.processes[best-1]) < 0 {
			s.Value = number
		}
	}
}

// compareAge orders processes by their claim to be the owner: the one that started first has
// made the socket, the others have inherited it.
func compareAge(a, b *procfs.Process) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PID, b.PID))
}

// assign writes what is known into the rows, and returns how many sockets nobody was found for that
// had somebody when the table was read last, or were not there. Where nobody was found, somebody who
// could not be looked at may be the owner; failed says that the walk itself did not get to its end.
func (f *ownerFinder) assign(rows []Conn, failed bool, r *Report) (missing int) {
	nobodyFound := OwnerElsewhere
	if failed || !r.OwnersComplete() {
		nobodyFound = OwnerDenied
	}
	for i := range rows {
		c := &rows[i]
		c.PID, c.Owner = 0, nobodyFound
		if c.Inode == 0 {
			c.Owner = withoutInode(c.State)
		} else if owner := f.owners.Find(c.Inode).Value; owner != 0 {
			c.PID, c.Owner = f.processes[owner-1].PID, OwnerKnown
		} else if f.absent.Len() == 0 || f.absent.Find(c.Inode).Key == 0 {
			missing++
		}
	}
	return missing
}

// remember keeps the sockets that nobody was found for, so that the next read does not look for them
// twice.
func (f *ownerFinder) remember(rows []Conn) {
	f.absent.Reset(0)
	for i := range rows {
		if c := &rows[i]; c.Owner == OwnerElsewhere || c.Owner == OwnerDenied {
			f.absent.Add(c.Inode)
		}
	}
}

// withoutInode says who has a socket that no descriptor refers to. A process that closes a
// connection takes it out of these two states, so that in them it has never had one.
func withoutInode(s State) OwnerStatus {
	if s == StateEstablished || s == StateCloseWait {
		return OwnerUnaccepted
	}
	return OwnerKernel
}

// moved are the states that a socket can come into while its process closes it.
const moved = 1<<StateFinWait1 | 1<<StateFinWait2 | 1<<StateCloseWait | 1<<StateClosing | 1<<StateLastAck

// explain tells sockets that were closed while we looked from those that somebody out of sight
// holds: the former are not in the table any more, or have lost their inode.
func (f *ownerFinder) explain(ctx context.Context, rows []Conn, again streamFunc) error {
	f.looked.Reset(0)
	q := Query{States: moved}
	for i := range rows {
		if c := &rows[i]; c.Owner == OwnerElsewhere {
			f.looked.Add(c.Inode)
			q.States |= States(c.State)
		}
	}
	left := f.looked.Len()
	if left == 0 {
		return nil
	}
	err := again(ctx, q, func(c Conn) bool {
		if s := f.looked.Find(c.Inode); c.Inode != 0 && s.Key != 0 && !s.Value {
			s.Value = true
			left--
		}
		return left > 0
	})
	if err != nil {
		return fmt.Errorf("look again for sockets without owner: %w", err)
	}
	for i := range rows {
		if c := &rows[i]; c.Owner == OwnerElsewhere && !f.looked.Find(c.Inode).Value {
			c.Owner = OwnerGone
		}
	}
	return nil
}

func report(walk *procfs.Walk, r *Report) {
	r.Processes, r.Denied, r.Vanished, r.Hidden = walk.Looked, walk.Denied, walk.Vanished, walk.Hidden
}

// describe sets the processes of snap and, if they are asked for, the holders.
func (f *ownerFinder) describe(q Query, snap *Snapshot) {
	for i := range f.processes {
		if p := &f.processes[i]; f.listed[i] {
			snap.Processes = append(snap.Processes, Process{PID: p.PID, Name: p.Name(), Start: p.Start})
		}
	}
	slices.SortFunc(snap.Processes, func(a, b Process) int {
		return cmp.Or(cmp.Compare(a.PID, b.PID), cmp.Compare(a.Start, b.Start))
	})
	snap.Processes = slices.CompactFunc(snap.Processes, func(a, b Process) bool { // it was looked at in parts
		return a.PID == b.PID && a.Start == b.Start
	})
	if q.Owners < OwnersAll {
		return
	}
	slices.SortFunc(f.holders, func(a, b procfs.Holder) int {
		return cmp.Or(cmp.Compare(a.Inode, b.Inode), compareAge(&f.processes[a.Process], &f.processes[b.Process]))
	})
	for _, h := range f.holders {
		snap.Holders = append(snap.Holders, Holder{Inode: h.Inode, PID: f.processes[h.Process].PID})
	}
	snap.Holders = slices.Compact(snap.Holders) // one descriptor of a process is enough
}

func (f *ownerFinder) close() error {
	if f.walker == nil {
		return nil
	}
	if err := f.walker.Close(); err != nil {
		return errors.Join(errors.New("close proc"), err)
	}
	return nil
}
