package tui

import (
	"slices"

	"github.com/tcptable/tcptable"
)

// settings are how the rows are to be arranged.
type settings struct {
	filter   tcptable.Filter
	text     string // of the filter. Empty: none
	sortBy   column
	reverse  bool
	groupBy  grouping
	expanded map[groupKey]bool // never changed in place
	numeric  bool
}

// arrangement is the lines of the table: all of them, which the screen shows a part of. It never
// changes.
type arrangement struct {
	look     *look
	settings settings

	order  []uint32 // rows of look
	groups []group  // none: not grouped
	lines  []line   // of groups
	shown  int      // rows that are there, ghosts not counted
}

// line is a line of a grouped table: a row of a group, or its head.
type line struct {
	group int
	row   uint32
	head  bool
}

// arrange filters, sorts and groups the rows of l.
func arrange(l *look, s settings) *arrangement {
	a := &arrangement{look: l, settings: s, order: make([]uint32, 0, l.rows())}
	a.merge()
	a.sort()
	if s.groupBy != groupNone {
		a.group()
	}
	return a
}

// merge puts the ghosts in their places among the rows, and drops what the filter does.
func (a *arrangement) merge() {
	conns, ghosts := a.look.snap.Conns, a.look.ghosts
	next := 0
	for i := range conns {
		for next < len(ghosts) && tcptable.Compare(ghosts[next].conn, conns[i]) < 0 {
			a.take(uint32(len(conns) + next))
			next++
		}
		if a.take(uint32(i)) {
			a.shown++
		}
	}
	for ; next < len(ghosts); next++ {
		a.take(uint32(len(conns) + next))
	}
}

func (a *arrangement) take(i uint32) bool {
	if a.settings.text != "" && !a.holds(i) {
		return false
	}
	a.order = append(a.order, i)
	return true
}

// holds reports whether the filter holds for row i, or did before the connection went.
func (a *arrangement) holds(i uint32) bool {
	l := a.look
	if g := l.ghostOf(i); g != nil {
		owner := tcptable.Snapshot{Processes: []tcptable.Process{{PID: g.conn.PID, Name: g.process}}}
		return owner.Holds(a.settings.filter, &g.conn)
	}
	return l.snap.Holds(a.settings.filter, l.row(i))
}

func sortGhosts(ghosts []ghost) {
	slices.SortStableFunc(ghosts, func(a, b ghost) int { return tcptable.Compare(a.conn, b.conn) })
}

// count returns how many lines there are.
func (a *arrangement) count() int {
	if a.groups != nil {
		return len(a.lines)
	}
	return len(a.order)
}

// at returns a line.
func (a *arrangement) at(i int) line {
	if a.groups != nil {
		return a.lines[i]
	}
	return line{row: a.order[i]}
}
