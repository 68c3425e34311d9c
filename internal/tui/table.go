package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tcptable/tcptable"
)

// linesInSight are those on the screen.
func (m *model) linesInSight() []line {
	n := m.shown.count()
	end := min(m.cursor.top+m.tableLines(), n)
	lines := make([]line, 0, max(end-m.cursor.top, 0))
	for i := m.cursor.top; i < end; i++ {
		lines = append(lines, m.shown.at(i))
	}
	return lines
}

func (m *model) drawTable(s *screen) {
	if m.shown == nil {
		return
	}
	if m.titleLines() > 0 {
		m.drawTitles(s)
	}
	if m.shown.count() == 0 {
		s.line(dim, m.nothing())
		return
	}
	for i, line := range m.linesInSight() {
		selected := m.cursor.top+i == m.cursor.index
		if line.head {
			m.drawGroup(s, line, selected)
			continue
		}
		m.drawRow(s, line.row, selected)
	}
}

func (m *model) nothing() string {
	if m.settings.text != "" {
		return "  no row is left by the filter; esc shows all rows"
	}
	return "  there is no connection"
}

func (m *model) drawTitles(s *screen) {
	s.begin(0)
	more := m.left < m.farthest()
	if more {
		s.room-- // for a sign at the end of the line
	}
	s.spaces(plain, gutter)
	s.skip = m.left
	cells := m.newCells(s, plain)
	for c := range m.layout.columns {
		if m.layout.hides(c) {
			continue
		}
		style := bold
		if c == m.settings.sortBy {
			style = both(bold, "4")
		}
		cells.draw(c, style, []byte(columnTitles[c]))
	}
	if more {
		s.fill(plain)
		s.room = 1
		s.put(reversed, ">")
	}
}

// cellWriter draws the cells of a row from the left to the right.
type cellWriter struct {
	s      *screen
	layout *layout
	around string // the style between the cells
	at     int    // where the next cell would stand
	want   int    // where its column begins
}

func (m *model) newCells(s *screen, around string) cellWriter {
	return cellWriter{s: s, layout: &m.layout, around: around}
}

// draw draws the cell of the next column. Where the cells before it were too wide for their columns, it
// comes later, and is the first to make up for that.
func (w *cellWriter) draw(c column, style string, cell []byte) {
	width := cells(cell)
	column := w.want
	w.want += w.layout.widths[c] + gap
	if c.toTheRight() {
		column += w.layout.widths[c] - width
	}
	if c > 0 {
		spaces := max(column-w.at, gap)
		w.s.spaces(w.around, spaces)
		w.at += spaces
	}
	w.s.put8(style, cell)
	w.at += width
}

func (m *model) drawRow(s *screen, row uint32, selected bool) {
	l := m.shown.look
	sign, style := m.change(l, row)
	around, state := plain, m.palette.state(l.row(row).State)
	if style != "" {
		state = style
	}
	if selected {
		around, style, state = reversed, both(reversed, style), both(reversed, state)
	}
	s.begin(0)
	s.put(style, pointer(selected)+sign)
	s.skip = m.left // what stands before the row stays
	w := m.newCells(s, around)
	var cell []byte
	for c := range m.layout.columns {
		if m.layout.hides(c) {
			continue
		}
		cell = m.appendCell(cell[:0], c, row)
		switch c {
		case columnState:
			w.draw(c, state, cell)
		case columnOwner:
			w.draw(c, style, cut(cell, m.layout.widths[c]))
		default:
			w.draw(c, style, cell)
		}
	}
	if selected {
		s.fill(around)
	}
}

func pointer(selected bool) string {
	if selected {
		return ">"
	}
	return " "
}

// change says what has happened to a row of late: by a sign, and by a style that fades.
func (m *model) change(l *look, row uint32) (sign, style string) {
	if g := l.ghostOf(row); g != nil {
		return "-", m.palette.gone[m.step(g.gone)]
	}
	mark, marked := l.marks[identityOf(l.row(row))]
	switch step := m.step(mark.since); {
	case !marked || m.now().Sub(mark.since) >= fading:
		return " ", plain
	case mark.fresh:
		return "+", m.palette.fresh[step]
	default:
		return "~", m.palette.changed[step]
	}
}

func (m *model) step(since time.Time) int {
	return min(max(int(m.now().Sub(since)/fadeStep), 0), fadeSteps-1)
}

func (m *model) appendCell(dst []byte, c column, row uint32) []byte {
	l := m.shown.look
	conn := l.row(row)
	switch c {
	case columnState:
		return append(dst, conn.State.String()...)
	case columnLocal:
		return appendEndpoint(dst, conn.Local)
	case columnRemote:
		return m.appendRemote(dst, conn)
	case columnOwner:
		return cut(appendOwner(dst, conn, l.process(row)), widestOwner)
	case columnNetNS:
		return cut(appendShown(dst, l.netns(conn)), widestNetNS)
	case columnUser:
		return cut(m.appendUser(dst, l, conn), widestUser)
	case columnAge:
		return append(dst, m.age(l, row)...)
	}
	return m.appendQueue(dst, c, l, conn)
}

func (m *model) appendRemote(dst []byte, c *tcptable.Conn) []byte {
	if m.resolve {
		if name := m.names.known[c.Remote.Addr().WithZone("")]; name != "" {
			port := ":" + strconv.Itoa(int(c.Remote.Port()))
			return append(cut(appendShown(dst, name), widestHost-len(port)), port...)
		}
	}
	return appendEndpoint(dst, c.Remote)
}

func (m *model) appendUser(dst []byte, l *look, c *tcptable.Conn) []byte {
	switch {
	case !c.HasUser():
		return append(dst, '-')
	case m.settings.numeric:
		return strconv.AppendUint(dst, uint64(c.UID), 10)
	}
	return appendShown(dst, l.users[c.UID])
}

func (m *model) appendQueue(dst []byte, c column, l *look, conn *tcptable.Conn) []byte {
	unknown, queue := tcptable.FieldQueues, conn.RecvQ
	if c == columnSendQ {
		queue = conn.SendQ
		if conn.State == tcptable.StateListen {
			unknown = tcptable.FieldListenSendQ
		}
	}
	if l.snap.Report.Missing&unknown != 0 {
		return append(dst, '-')
	}
	return strconv.AppendUint(dst, uint64(queue), 10)
}

// age is how old a row is: of those that were there before us, at least so old.
func (m *model) age(l *look, row uint32) string {
	now := m.now()
	if g := l.ghostOf(row); g != nil {
		return "gone"
	}
	if born, known := l.born[identityOf(l.row(row))]; known {
		return ageText(now.Sub(born))
	}
	return ">" + ageText(now.Sub(l.since))
}

// drawGroup draws the head of a group.
func (m *model) drawGroup(s *screen, at line, selected bool) {
	g := &m.shown.groups[at.group]
	sign := "[+] "
	if m.shown.settings.expanded[g.key] {
		sign = "[-] "
	}
	style := m.palette.group
	if selected {
		style = both(reversed, style)
	}
	s.begin(0)
	s.put(style, pointer(selected)+sign)
	s.skip = m.left
	s.put(style, m.groupName(g)+"  ")
	s.put(style, groupCounts(g))
	if selected {
		s.fill(style)
	}
}

func (m *model) groupName(g *group) string {
	l := m.shown.look
	c := l.row(g.first)
	switch g.key.by {
	case groupProcess:
		return string(appendOwner(nil, c, l.process(g.first)))
	case groupUser:
		return string(m.appendUser(nil, l, c))
	case groupRemote:
		text := appendEndpoint(nil, c.Remote)
		return string(text[:len(text)-len(":")-len(strconv.Itoa(int(c.Remote.Port())))])
	case groupPort:
		return "port " + strconv.Itoa(int(g.key.number))
	case groupContainer:
		if g.key.text == "" {
			return "in no container that can be seen"
		}
		return shown(g.key.text)
	case groupNetNS:
		return shown(g.key.text)
	}
	return c.State.String()
}

// groupCounts says how many rows a group has, and in which states.
func groupCounts(g *group) string {
	var states []string
	total := 0
	for state, n := range g.states {
		if n > 0 {
			total += n
			states = append(states, fmt.Sprintf("%d %v", n, tcptable.State(state)))
		}
	}
	switch {
	case total == 0:
		return "gone"
	case g.key.by == groupState:
		return counted(total, "row")
	}
	return counted(total, "row") + ": " + strings.Join(states, ", ")
}
