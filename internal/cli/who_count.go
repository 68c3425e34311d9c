package cli

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// count says what becomes of the connections that have the port: they came by one of its listeners, they
// are left of one that is gone, or they go to somebody else's.
func (i *inquiry) count(w *render.Who) {
	taken := make([]counter, len(w.Listeners))
	var kept, outgoing counter
	for n := range i.snap.Conns {
		c := &i.snap.Conns[n]
		switch {
		case c.State == tcptable.StateListen:
		case c.Local.Port() != w.Port:
			if c.Remote.Port() == w.Port {
				outgoing.add(c, i)
			}
		default:
			if at := i.listenerOf(w.Listeners, c); at >= 0 {
				taken[at].add(c, i)
			} else {
				kept.add(c, i)
			}
		}
	}
	for n := range taken {
		w.Listeners[n].Taken = taken[n].use()
	}
	w.Kept, w.Outgoing = kept.use(), outgoing.use()
}

// listenerOf returns which listener a connection can have come by, or -1: the one with its address
// rather than one with any, and of several that share an address the one whose process has it.
func (i *inquiry) listenerOf(listeners []render.Listener, c *tcptable.Conn) int {
	// Of a source that does not tell, every listener may take both families.
	mayBeDual := i.snap.Report.Missing&tcptable.FieldDualStack != 0
	best, at := 0, -1
	for n := range listeners {
		for s := range listeners[n].Sockets {
			fit := fits(listeners[n].Sockets[s].Conn, c, mayBeDual)
			if fit > 0 && c.PID != 0 && c.PID == listeners[n].Row.Conn.PID {
				fit++
			}
			if fit > best {
				best, at = fit, n
			}
		}
	}
	return at
}

// fits says how well the address of a listener fits that of a connection. Zero: not at all.
func fits(listener, c *tcptable.Conn, mayBeDual bool) int {
	const exactly, anywhere = 4, 2
	here, there := c.Local.Addr(), listener.Local.Addr()
	mapped := here.Is4() || here.Is4In6()
	switch {
	case listener.NetNS != c.NetNS || listener.Interface != 0 && listener.Interface != c.Interface:
		return 0
	case here.Unmap() == there.Unmap():
		return exactly
	case !there.Unmap().IsUnspecified():
		return 0
	case there.Is4() && !here.Is4():
		return 0
	case there.Is6() && mapped && !listener.DualStack && !mayBeDual && !there.Is4In6():
		return 0
	}
	return anywhere
}

// counter counts connections.
type counter struct {
	rows   int
	hosts  map[netip.Addr]bool
	states map[tcptable.State]int
	users  []render.User
	byUser map[userKey]int // where each is in users
}

// userKey tells processes apart and, where none is known, the reasons.
type userKey struct {
	pid   uint32
	owner tcptable.OwnerStatus
}

func (k *counter) add(c *tcptable.Conn, i *inquiry) {
	if k.states == nil {
		k.hosts, k.states, k.byUser = make(map[netip.Addr]bool), make(map[tcptable.State]int), make(map[userKey]int)
	}
	k.rows++
	k.states[c.State]++
	k.hosts[c.Remote.Addr().Unmap()] = true
	key := userKey{c.PID, c.Owner}
	at, known := k.byUser[key]
	if !known {
		at = len(k.users)
		k.byUser[key] = at
		k.users = append(k.users, render.User{Conn: c})
		if c.PID != 0 {
			k.users[at].Process = i.names.process(c.PID).Name
		}
	}
	k.users[at].Rows++
}

// use is the sum, those first who have most.
func (k *counter) use() render.Use {
	slices.SortStableFunc(k.users, func(a, b render.User) int { return cmp.Compare(b.Rows, a.Rows) })
	return render.Use{Rows: k.rows, Hosts: len(k.hosts), States: k.states, By: k.users}
}
