package tui

import "github.com/tcptable/tcptable"

// cursor is the line that is selected. It stays with the connection, or with the group, not with the
// place on the screen.
type cursor struct {
	index, top int
	moved      bool // by the user: before that it stays on the first line

	onGroup bool
	key     groupKey
	id      identity
}

// follow finds the selected line in a new arrangement. It stays at the height where it was; if it is
// gone, the line that has taken its place is selected.
func (c *cursor) follow(a *arrangement) {
	was := c.index
	if c.moved {
		c.find(a)
	}
	c.index = min(max(c.index, 0), max(a.count()-1, 0))
	c.top += c.index - was
	c.remember(a)
}

func (c *cursor) find(a *arrangement) {
	if a.groups == nil {
		if at := a.indexOf(&c.id); at >= 0 {
			c.index = at
		}
		return
	}
	for i, line := range a.lines {
		g := &a.groups[line.group]
		if line.head && c.onGroup && g.key == c.key || !line.head && !c.onGroup && c.id.is(a.look.row(line.row)) {
			c.index = i
			return
		}
	}
}

// indexOf returns the line of a connection, or -1. Without groups it tries the rows that are there
// before the ghosts, since one connection can be both for a moment.
func (a *arrangement) indexOf(id *identity) int {
	ghost := -1
	for i, row := range a.order {
		if id.is(a.look.row(row)) {
			if a.look.ghostOf(row) == nil {
				return i
			}
			ghost = i
		}
	}
	return ghost
}

// remember keeps which line is selected.
func (c *cursor) remember(a *arrangement) {
	if a.count() == 0 {
		return
	}
	line := a.at(c.index)
	if c.onGroup = line.head; line.head {
		c.key = a.groups[line.group].key
		return
	}
	c.id = identityOf(a.look.row(line.row))
}

// move moves the cursor by some lines.
func (m *model) move(by int) { m.moveTo(m.cursor.index + by) }

func (m *model) moveTo(index int) {
	if m.shown == nil {
		return
	}
	m.cursor.index = min(max(index, 0), max(m.shown.count()-1, 0))
	m.cursor.moved = m.cursor.index > 0
	m.cursor.remember(m.shown)
}

// keepInSight scrolls so that the selected line is on the screen, and no line is wasted.
func (m *model) keepInSight() {
	if m.shown == nil {
		return
	}
	c, lines := &m.cursor, m.tableLines()
	c.top = min(c.top, m.shown.count()-lines)
	c.top = max(min(c.top, c.index), c.index-lines+1, 0)
	m.measure()
	m.left = min(m.left, m.farthest())
}

// selected returns the connection that is selected, or nil where it is a group or nothing.
func (m *model) selected() (*tcptable.Conn, *ghost) {
	if m.shown == nil || m.shown.count() == 0 {
		return nil, nil
	}
	line := m.shown.at(m.cursor.index)
	if line.head {
		return nil, nil
	}
	return m.shown.look.row(line.row), m.shown.look.ghostOf(line.row)
}
