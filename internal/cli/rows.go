package cli

import (
	"iter"
	"strconv"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// namer puts names to the numbers of rows.
type namer struct {
	snap *tcptable.Snapshot

	// lookupUser is asked once for each user. It is nil where numbers are wanted.
	lookupUser func(uid uint32) (string, error)
	users      map[uint32]string

	withHolders bool
	holders     []tcptable.Process // of one row, reused
}

// rows yields the rows of conns. A row is good until the next one is yielded.
func (n *namer) rows(conns []tcptable.Conn) iter.Seq[render.Row] {
	return func(yield func(render.Row) bool) {
		for i := range conns {
			if !yield(n.row(&conns[i])) {
				return
			}
		}
	}
}

func (n *namer) row(c *tcptable.Conn) render.Row {
	row := render.Row{Conn: c, Process: n.process(c.PID).Name}
	if c.HasUser() {
		row.User = n.user(c.UID)
	}
	if n.withHolders {
		n.holders = n.holders[:0]
		for _, h := range n.snap.HoldersOf(c.Inode) {
			n.holders = append(n.holders, n.process(h.PID))
		}
		row.Holders = n.holders
	}
	return row
}

// process returns the process with that number, without a name where none is known.
func (n *namer) process(pid uint32) tcptable.Process {
	if p, ok := n.snap.Process(pid); ok {
		return p
	}
	return tcptable.Process{PID: pid}
}

// user returns the name of a user, or the number where there is no name: users of containers and
// users that were deleted have none.
func (n *namer) user(uid uint32) string {
	if name, ok := n.users[uid]; ok {
		return name
	}
	name := strconv.FormatUint(uint64(uid), 10)
	if n.lookupUser != nil {
		if known, err := n.lookupUser(uid); err == nil && known != "" {
			name = known
		}
	}
	n.users[uid] = name
	return name
}
