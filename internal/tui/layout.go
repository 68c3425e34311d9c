package tui

import "slices"

// gap is what stands between two columns, and gutter what stands before the first: the cursor, and what
// has happened to the row.
const (
	gap    = 2
	gutter = 2
)

// The widest cells of names. Addresses have no limit.
const (
	widestOwner = 28
	leastOwner  = 14 // where addresses need the room
	widestUser  = 16
	widestNetNS = 20
	widestHost  = 47 // of the longest IPv6 address with a port
)

type widths [columnCount]int

// layout is which columns the table has, and how wide they are. An address that is wider than its column
// moves what is to the right of it in its own row.
type layout struct {
	widths  widths
	columns column // how many, from the left
	longest int    // cells of the longest row
	netns   bool   // the rows are of several network namespaces
}

// hides reports whether a column is left out although those to the right of it are not.
func (l *layout) hides(c column) bool { return c == columnNetNS && !l.netns }

// measure makes the columns as wide as the lines on the screen need. Between two keys that turn the page
// or change what is shown a column only grows, so that the table stands still.
func (m *model) measure() {
	if m.remeasure {
		m.needed, m.typical = widths{}, widths{}
	}
	m.remeasure = false
	for c := range columnCount {
		m.needed[c] = max(m.needed[c], len(columnTitles[c]))
		m.typical[c] = max(m.typical[c], len(columnTitles[c]))
	}
	rows := m.measureRows()
	for c := range columnCount {
		most, some := widest(rows, c)
		m.needed[c], m.typical[c] = max(m.needed[c], most), max(m.typical[c], some)
	}
	m.layout = layout{widths: m.needed, netns: len(m.shown.look.snap.Namespaces) > 0}
	m.layout.fit(rows, m.typical, m.width)
}

func (m *model) measureRows() []widths {
	var rows []widths
	var cell []byte
	for _, line := range m.linesInSight() {
		if line.head {
			continue
		}
		var row widths
		for c := range columnCount {
			cell = m.appendCell(cell[:0], c, line.row)
			row[c] = cells(cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// widest returns how wide the widest cell of a column is, and how wide three of four are at most.
func widest(rows []widths, c column) (most, some int) {
	if len(rows) == 0 {
		return 0, 0
	}
	all := make([]int, len(rows))
	for i := range rows {
		all[i] = rows[i][c]
	}
	slices.Sort(all)
	return all[len(all)-1], all[(3*len(all)-1)/4]
}

// fit chooses the columns that have room. Where it is not enough for the first of them, which are always
// there, the columns of addresses become narrower, if that is enough for most rows.
func (l *layout) fit(rows []widths, typical widths, room int) {
	l.columns = columnOwner + 1
	if l.netns {
		l.columns = columnNetNS + 1
	}
	if over := l.lineWidth(l.columns) - room; over > 0 {
		narrow := *l
		narrow.widths[columnLocal], narrow.widths[columnRemote] = typical[columnLocal], typical[columnRemote]
		over = narrow.lineWidth(l.columns) - room
		narrow.widths[columnOwner] -= max(min(over, narrow.widths[columnOwner]-leastOwner), 0)
		if narrow.lineWidth(l.columns) <= room {
			*l = narrow
		}
	}
	for l.columns < columnCount && l.lineWidth(l.columns+1) <= room {
		l.columns++
	}
	l.longest = l.lineWidth(l.columns)
	for i := range rows {
		l.longest = max(l.longest, l.rowWidth(&rows[i]))
	}
}

// lineWidth is how wide a line with the first n columns is.
func (l *layout) lineWidth(n column) int {
	width := gutter - gap
	for c := range n {
		if !l.hides(c) {
			width += gap + l.widths[c]
		}
	}
	return width
}

// rowWidth is how wide a row is whose cells have these widths.
func (l *layout) rowWidth(row *widths) int {
	at, end := gutter, gutter
	for c := range l.columns {
		if l.hides(c) {
			continue
		}
		at = max(at, end)
		width := row[c]
		if c == columnOwner {
			width = min(width, l.widths[c]) // which is cut
		}
		end = at + width + gap
		at += l.widths[c] + gap
	}
	return end - gap
}

// farthest is how far the table can be scrolled to the side.
func (m *model) farthest() int { return max(m.layout.longest-m.width, 0) }
