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

	// What the last rows have asked for: many rows share a process, and most a user.
	lastProcesses [64]tcptable.Process
	lastUID       uint32
	lastUser      string // empty: none was asked for
}

// newNamer returns one that looks up the names of users unless numbers are wanted.
func (env *Env) newNamer(snap *tcptable.Snapshot, numeric bool) namer {
	n := namer{snap: snap, users: make(map[uint32]string)}
	if !numeric {
		n.lookupUser = env.LookupUser
	}
	return n
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
	row := render.Row{Conn: c}
	if c.PID != 0 {
		row.Process = n.process(c.PID).Name
	}
	if c.HasUser() {
		row.User = n.user(c.UID)
	}
	if n.withHolders {
		n.holders = n.holders[:0]
		for _, h := range n.snap.HoldersOf(c.Inode) {
			n.holders = append(n.holders, *n.process(h.PID))
		}
		row.Holders = n.holders
	}
	return row
}

// process returns the process with that number, without a name where none is known. It is good
// until the next call.
func (n *namer) process(pid uint32) *tcptable.Process {
	p := &n.lastProcesses[pid%uint32(len(n.lastProcesses))]
	if p.PID != pid {
		known, _ := n.snap.Process(pid)
		known.PID = pid
		*p = known
	}
	return p
}

// user returns the name of a user, or the number where there is no name: users of containers and
// users that were deleted have none.
func (n *namer) user(uid uint32) string {
	if n.lastUser == "" || n.lastUID != uid {
		n.lastUID, n.lastUser = uid, n.findUser(uid)
	}
	return n.lastUser
}

func (n *namer) findUser(uid uint32) string {
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
