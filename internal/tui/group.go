package tui

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable"
)

// grouping is what rows are grouped by.
type grouping uint8

const (
	groupNone grouping = iota
	groupProcess
	groupUser
	groupRemote
	groupPort
	groupState
	groupContainer
	groupNetNS // where the table is of several network namespaces
	groupingCount
)

var groupingNames = [groupingCount]string{"none", "process", "user", "remote address", "port", "state", "container", "network namespace"}

// groupKey is what the rows of a group have in common.
type groupKey struct {
	by     grouping
	number uint32
	text   string
	addr   netip.Addr
}

// group is the rows that have something in common.
type group struct {
	key    groupKey
	first  uint32 // a row of it, which has what they have in common
	rows   []uint32
	states [tcptable.StateDeleteTCB + 1]int
}

// group makes the groups, those with the most rows first.
func (a *arrangement) group() {
	a.groups = []group{}
	places := map[groupKey]int{}
	listening := a.listening()
	for _, i := range a.order {
		key := a.keyOf(i, listening)
		place, known := places[key]
		if !known {
			place = len(a.groups)
			places[key] = place
			a.groups = append(a.groups, group{key: key, first: i})
		}
		g := &a.groups[place]
		g.rows = append(g.rows, i)
		if a.look.ghostOf(i) == nil {
			g.states[a.look.row(i).State]++
		}
	}
	slices.SortStableFunc(a.groups, func(x, y group) int { return cmp.Compare(len(y.rows), len(x.rows)) })
	for g := range a.groups {
		a.lines = append(a.lines, line{group: g, head: true})
		if !a.settings.expanded[a.groups[g].key] {
			continue
		}
		for _, i := range a.groups[g].rows {
			a.lines = append(a.lines, line{group: g, row: i})
		}
	}
}

func (a *arrangement) keyOf(i uint32, listening map[uint16]bool) groupKey {
	c := a.look.row(i)
	key := groupKey{by: a.settings.groupBy}
	switch key.by {
	case groupProcess:
		key.number, key.text = c.PID, a.look.process(i)
		if c.PID == 0 {
			key.text = c.Owner.String()
		}
	case groupUser:
		if c.HasUser() {
			key.number, key.text = c.UID, a.look.users[c.UID]
		}
	case groupRemote:
		key.addr = c.Remote.Addr()
	case groupPort:
		key.number = uint32(servicePort(c, listening))
	case groupState:
		key.number = uint32(c.State)
	case groupContainer:
		key.text = a.look.container(i)
	case groupNetNS:
		key.text = a.look.netns(c)
	}
	return key
}

// listening are the ports that somebody listens on.
func (a *arrangement) listening() map[uint16]bool {
	if a.settings.groupBy != groupPort {
		return nil
	}
	ports := map[uint16]bool{}
	for i := range a.look.snap.Conns {
		if c := &a.look.snap.Conns[i]; c.State == tcptable.StateListen {
			ports[c.Local.Port()] = true
		}
	}
	return ports
}

// servicePort is the port that the connection was made to, as far as can be told: one that is listened
// on here or, without any, the lower one.
func servicePort(c *tcptable.Conn, listening map[uint16]bool) uint16 {
	local, remote := c.Local.Port(), c.Remote.Port()
	if remote == 0 || listening[local] || local < remote && !listening[remote] {
		return local
	}
	return remote
}
