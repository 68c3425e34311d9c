package cli

import (
	"slices"

	"github.com/tcptable/tcptable"
)

// filter keeps the rows that --port, --address and --pid ask for, and counts those whose owner
// the caller may not see. The count leaves --pid aside, because it would drop just those rows.
func (o *options) filter(snap *tcptable.Snapshot) (conns []tcptable.Conn, denied int) {
	conns = slices.DeleteFunc(snap.Conns, func(c tcptable.Conn) bool {
		if !o.wantsPort(&c) || !o.wantsAddress(&c) {
			return true
		}
		if c.Owner == tcptable.OwnerDenied {
			denied++
		}
		return !o.wantsPID(snap, &c)
	})
	return conns, denied
}

func (o *options) wantsPort(c *tcptable.Conn) bool {
	return len(o.ports.values) == 0 ||
		slices.Contains(o.ports.values, c.Local.Port()) ||
		slices.Contains(o.ports.values, c.Remote.Port())
}

func (o *options) wantsAddress(c *tcptable.Conn) bool {
	return len(o.addresses.values) == 0 || slices.ContainsFunc(o.addresses.values, func(m addressMatch) bool {
		return m.matches(c.Local.Addr()) || m.matches(c.Remote.Addr())
	})
}

func (o *options) wantsPID(snap *tcptable.Snapshot, c *tcptable.Conn) bool {
	return len(o.pids.values) == 0 || slices.Contains(o.pids.values, c.PID) ||
		slices.ContainsFunc(snap.HoldersOf(c.Inode), func(h tcptable.Holder) bool {
			return slices.Contains(o.pids.values, h.PID)
		})
}
