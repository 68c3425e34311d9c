package cli

import (
	"slices"

	"github.com/tcptable/tcptable"
)

// where is what the kernel can decide of --port and --address.
func (o *options) where() tcptable.Filter {
	var ports, addresses []tcptable.Filter
	for _, port := range o.ports.values {
		ports = append(ports, tcptable.Port(port))
	}
	for _, m := range o.addresses.values {
		addresses = append(addresses, m.where())
	}
	return tcptable.And(anyOf(ports), anyOf(addresses))
}

// anyOf is tcptable.Or, but for no filters every row.
func anyOf(filters []tcptable.Filter) tcptable.Filter {
	if len(filters) == 0 {
		return tcptable.Filter{}
	}
	return tcptable.Or(filters...)
}

// filter keeps the rows that --pid and the zones of --address ask for, and counts those whose owner
// the caller may not see. The count leaves --pid aside, because it would drop just those rows.
func (o *options) filter(snap *tcptable.Snapshot) (conns []tcptable.Conn, denied int) {
	conns = slices.DeleteFunc(snap.Conns, func(c tcptable.Conn) bool {
		if !o.wantsZone(&c) {
			return true
		}
		if c.Owner == tcptable.OwnerDenied {
			denied++
		}
		return !o.wantsPID(snap, &c)
	})
	return conns, denied
}

// wantsZone looks at the addresses once more, with their zones, which are no matter of the kernel's.
func (o *options) wantsZone(c *tcptable.Conn) bool {
	return len(o.addresses.values) == 0 ||
		slices.ContainsFunc(o.addresses.values, func(m addressMatch) bool { return m.matches(c) })
}

func (o *options) wantsPID(snap *tcptable.Snapshot, c *tcptable.Conn) bool {
	return len(o.pids.values) == 0 || slices.Contains(o.pids.values, c.PID) ||
		slices.ContainsFunc(snap.HoldersOf(c.Inode), func(h tcptable.Holder) bool {
			return slices.Contains(o.pids.values, h.PID)
		})
}
