package tcptable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tcptable/tcptable/internal/procfs"
)

// ownerFinder finds the processes behind sockets in the proc filesystem. It keeps its buffers.
type ownerFinder struct {
	root   string
	walker *procfs.Walker // opened when it is needed first
	owners map[uint64]int // inode of a socket → its owner, an index into Walk.Processes, or nobody
}

// nobody is the owner of a socket for which no process has been found yet.
const nobody = -1

// streamFunc lists the table again; it is the Stream method of the source.
type streamFunc func(ctx context.Context, q Query, yield func(Conn) bool) error

// fill sets PID and Owner of the rows from kept on, and the parts of snap that q asks for. The
// walk comes after the table, so that a process which hands a socket over is found.
func (f *ownerFinder) fill(ctx context.Context, q Query, snap *Snapshot, kept int, again streamFunc) error {
	rows := snap.Conns[kept:]
	f.collect(rows)
	walk, err := f.walk(ctx)
	f.elect(walk)
	f.assign(rows, walk, err != nil)
	if err == nil && walk.Denied == 0 && !walk.Hidden {
		err = f.explain(ctx, rows, again)
	}
	report(walk, &snap.Report)
	if q.Owners >= OwnersProcess {
		f.describe(q, snap, walk)
	}
	return err
}

// collect notes the inodes to look for.
func (f *ownerFinder) collect(rows []Conn) {
	if f.owners == nil {
		f.owners = make(map[uint64]int, len(rows))
	}
	clear(f.owners)
	for i := range rows {
		if inode := rows[i].Inode; inode != 0 {
			f.owners[inode] = nobody
		}
	}
}

// walk looks at the processes, unless there is no socket to find anybody for.
func (f *ownerFinder) walk(ctx context.Context) (*procfs.Walk, error) {
	if len(f.owners) == 0 {
		return &procfs.Walk{}, nil
	}
	if f.walker == nil {
		w, err := procfs.NewWalker(f.root)
		if err != nil {
			return &procfs.Walk{}, fmt.Errorf("look for owners: %w", err)
		}
		f.walker = w
	}
	walk, err := f.walker.Walk(ctx)
	if err != nil {
		err = fmt.Errorf("look for owners: %w", err)
	}
	return walk, err
}

// elect chooses the owner of each socket among those who hold it.
func (f *ownerFinder) elect(walk *procfs.Walk) {
	for _, h := range walk.Holders {
		best, wanted := f.owners[h.Inode]
		if wanted && (best == nobody || compareAge(&walk.Processes[h.Process], &walk.Processes[best]) < 0) {
			f.owners[h.Inode] = h.Process
		}
	}
}

// compareAge orders processes by their claim to be the owner: the one that started first has
// made the socket, the others have inherited it.
func compareAge(a, b *procfs.Process) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PID, b.PID))
}

// assign writes what is known into the rows. Where nobody was found, somebody who could not be
// looked at may be the owner; failed says that the walk itself did not get to its end.
func (f *ownerFinder) assign(rows []Conn, walk *procfs.Walk, failed bool) {
	nobodyFound := OwnerElsewhere
	if failed || walk.Denied > 0 || walk.Hidden {
		nobodyFound = OwnerDenied
	}
	for i := range rows {
		c := &rows[i]
		c.PID, c.Owner = 0, nobodyFound
		if c.Inode == 0 {
			c.Owner = withoutInode(c.State)
		} else if owner := f.owners[c.Inode]; owner != nobody {
			c.PID, c.Owner = walk.Processes[owner].PID, OwnerKnown
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

// explain tells sockets that were closed while we looked from those that somebody out of sight
// holds: the former are not in the table any more, or have lost their inode.
func (f *ownerFinder) explain(ctx context.Context, rows []Conn, again streamFunc) error {
	clear(f.owners)
	var q Query
	for i := range rows {
		if rows[i].Owner == OwnerElsewhere {
			f.owners[rows[i].Inode] = nobody
			q.States |= States(rows[i].State)
		}
	}
	if len(f.owners) == 0 {
		return nil
	}
	q.States |= States(StateFinWait1, StateFinWait2, StateCloseWait, StateClosing, StateLastAck) // it may have moved on
	err := again(ctx, q, func(c Conn) bool {
		delete(f.owners, c.Inode)
		return len(f.owners) > 0
	})
	if err != nil {
		return fmt.Errorf("look again for sockets without owner: %w", err)
	}
	for i := range rows {
		if _, gone := f.owners[rows[i].Inode]; gone && rows[i].Owner == OwnerElsewhere {
			rows[i].Owner = OwnerGone
		}
	}
	return nil
}

func report(walk *procfs.Walk, r *Report) {
	r.Processes, r.Denied, r.Vanished, r.Hidden = walk.Looked, walk.Denied, walk.Vanished, walk.Hidden
}

// describe sets the processes of snap and, if they are asked for, the holders.
func (f *ownerFinder) describe(q Query, snap *Snapshot, walk *procfs.Walk) {
	listed := make([]bool, len(walk.Processes))
	f.collect(snap.Conns)
	var holders []procfs.Holder
	for _, h := range walk.Holders {
		if _, ok := f.owners[h.Inode]; ok {
			listed[h.Process] = true
			holders = append(holders, h)
		}
	}
	for i := range walk.Processes {
		if p := &walk.Processes[i]; listed[i] {
			snap.Processes = append(snap.Processes, Process{PID: p.PID, Name: p.Name(), Start: p.Start})
		}
	}
	slices.SortFunc(snap.Processes, func(a, b Process) int { return cmp.Compare(a.PID, b.PID) })
	if q.Owners < OwnersAll {
		return
	}
	slices.SortFunc(holders, func(a, b procfs.Holder) int {
		return cmp.Or(cmp.Compare(a.Inode, b.Inode), compareAge(&walk.Processes[a.Process], &walk.Processes[b.Process]))
	})
	for _, h := range slices.Compact(holders) { // one descriptor of a process is enough
		snap.Holders = append(snap.Holders, Holder{Inode: h.Inode, PID: walk.Processes[h.Process].PID})
	}
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
