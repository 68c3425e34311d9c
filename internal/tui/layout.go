package tui

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
	widestHost  = 47 // of the longest IPv6 address with a port
)

type widths [columnCount]int

// layout is which columns the table has, and how wide they are. An address that is wider than its column
// moves what is to the right of it in its own row.
type layout struct {
	widths  widths
	columns column // how many, from the left
	longest int    // cells of the longest row
}

// measure makes the columns as wide as the lines on the screen need. Between two keys that turn the page
// or change what is shown a column only grows, so that the table stands still.
func (m *model) measure() {
	var needed widths
	if !m.remeasure {
		needed = m.needed
	}
	m.remeasure = false
	for c := range columnCount {
		needed[c] = max(needed[c], len(columnTitles[c]))
	}
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
			needed[c] = max(needed[c], row[c])
		}
		rows = append(rows, row)
	}
	m.needed = needed
	m.layout = newLayout(needed, rows, m.width)
}

func newLayout(needed widths, rows []widths, room int) layout {
	l := layout{widths: needed}
	if l.lineWidth(columnOwner+1) > room {
		l.squeeze(rows, room)
	}
	for l.columns = columnOwner + 1; l.columns < columnCount && l.lineWidth(l.columns+1) <= room; {
		l.columns++
	}
	l.longest = l.lineWidth(l.columns)
	for i := range rows {
		l.longest = max(l.longest, l.rowWidth(&rows[i]))
	}
	return l
}

// lineWidth is how wide a line with the first n columns is.
func (l *layout) lineWidth(n column) int {
	width := gutter + gap*int(n-1)
	for c := range n {
		width += l.widths[c]
	}
	return width
}

// rowWidth is how wide a row is whose cells have these widths.
func (l *layout) rowWidth(row *widths) int {
	at, end := gutter, gutter
	for c := range l.columns {
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

// squeeze makes the columns of addresses narrower, so that the owners stand on the screen too, if that is
// enough for most rows. The others are wider than the screen.
func (l *layout) squeeze(rows []widths, room int) {
	squeezed := *l
	over := squeezed.lineWidth(columnOwner+1) - room
	less := min(over, max(l.widths[columnOwner]-leastOwner, 0))
	squeezed.widths[columnOwner] -= less
	over -= less
	for ; over > 0; over-- {
		c := columnLocal
		if squeezed.widths[columnRemote] > squeezed.widths[columnLocal] {
			c = columnRemote
		}
		squeezed.widths[c]--
	}
	fit := 0
	squeezed.columns = columnOwner + 1
	for i := range rows {
		if squeezed.rowWidth(&rows[i]) <= room {
			fit++
		}
	}
	if min(squeezed.widths[columnLocal], squeezed.widths[columnRemote]) >= len("REMOTE ADDRESS") && 2*fit >= len(rows) {
		l.widths = squeezed.widths
	}
}

// farthest is how far the table can be scrolled to the side.
func (m *model) farthest() int { return max(m.layout.longest-m.width, 0) }
