package bpf

import (
	"context"
	"fmt"

	"github.com/tcptable/tcptable"
)

// assign writes what is known about owners into rows, and returns how many have one that was not
// found. They get the status elsewhere, or denied when the reading of the owners failed.
func (h *holders) assign(rows []tcptable.Conn, failed bool) (missing int) {
	nobodyFound := tcptable.OwnerElsewhere
	if failed {
		nobodyFound = tcptable.OwnerDenied
	}
	for i := range rows {
		c := &rows[i]
		if c.Inode == 0 {
			c.PID, c.Owner = 0, withoutInode(c.State)
		} else if p := h.owner(c.Inode); p != nil {
			c.PID, c.Owner = p.pid, tcptable.OwnerKnown
		} else {
			c.PID, c.Owner = 0, nobodyFound
			missing++
		}
	}
	return missing
}

// withoutInode says who has a socket that no descriptor refers to. A process that closes a
// connection takes it out of these two states, so that in them it has never had one.
func withoutInode(s tcptable.State) tcptable.OwnerStatus {
	if s == tcptable.StateEstablished || s == tcptable.StateCloseWait {
		return tcptable.OwnerUnaccepted
	}
	return tcptable.OwnerKernel
}

// streamFunc lists the table again.
type streamFunc func(ctx context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error

// moved are the states that a socket can come into while its process closes it.
const moved = 1<<tcptable.StateFinWait1 | 1<<tcptable.StateFinWait2 | 1<<tcptable.StateCloseWait |
	1<<tcptable.StateClosing | 1<<tcptable.StateLastAck

// explain tells sockets that were closed while we looked from those that somebody out of sight
// holds: the former are not in the table any more, or have lost their inode.
func explain(ctx context.Context, rows []tcptable.Conn, again streamFunc) error {
	gone := make(map[uint64]bool)
	q := tcptable.Query{States: moved}
	for i := range rows {
		if rows[i].Owner == tcptable.OwnerElsewhere {
			gone[rows[i].Inode] = true
			q.States |= tcptable.States(rows[i].State)
		}
	}
	left := len(gone)
	err := again(ctx, q, func(c tcptable.Conn) bool {
		if gone[c.Inode] {
			gone[c.Inode] = false
			left--
		}
		return left > 0
	})
	if err != nil {
		return fmt.Errorf("look again for sockets without owner: %w", err)
	}
	for i := range rows {
		if rows[i].Owner == tcptable.OwnerElsewhere && gone[rows[i].Inode] {
			rows[i].Owner = tcptable.OwnerGone
		}
	}
	return nil
}
