package render

import (
	"io"
	"iter"
	"slices"

	"github.com/tcptable/tcptable"
)

// gap is what stands between two columns.
const gap = 2

// TextOptions says how [Text] writes.
type TextOptions struct {
	Header   bool // a first line with the titles of the columns
	Color    bool // the state in a colour of its own, the titles bold
	Extended bool // the queues, the numbers of user, inode and cookie, and what kind of socket it is
	NoOwners bool // no column for the owners, because nobody asked who they are

	// Missing are the fields that the source could not tell; they are shown as "-".
	Missing tcptable.Fields
}

// Text writes the rows as columns that are as wide as what they hold. It goes through the rows
// twice, so rows must yield the same ones both times. Nothing is ever cut off, and no line ends
// with spaces.
func Text(w io.Writer, rows iter.Seq[Row], o TextOptions) error {
	t := text{options: o, columns: plainColumns}
	if o.Extended {
		t.columns = extendedColumns
	}
	if o.NoOwners {
		t.columns = slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.title == ownerColumn.title })
	}
	t.measure(rows)
	var head []byte
	if o.Header {
		head = t.appendHeader(nil)
	}
	return flow(w, head, rows, t.appendRow, "")
}

// text is the state of one call of Text.
type text struct {
	options       TextOptions
	columns       []column
	widths        [maxColumns]int
	cell          []byte // one cell, reused
	local, remote endpointText
	user          string // that was measured last
}

func (t *text) measure(rows iter.Seq[Row]) {
	if t.options.Header {
		for i, col := range t.columns {
			t.widths[i] = len(col.title)
		}
	}
	var row Row // of all rows, because its address is taken
	for row = range rows {
		for i := range t.columns {
			t.widths[i] = max(t.widths[i], t.wider(&t.columns[i], &row, t.widths[i]))
		}
	}
}

func (t *text) wider(col *column, r *Row, width int) int {
	if col.wider != nil {
		return col.wider(t, r, width)
	}
	t.cell = col.appendCell(t, t.cell[:0], r)
	return runes(t.cell)
}

func (t *text) appendHeader(dst []byte) []byte {
	color := ""
	if t.options.Color {
		color = bold
	}
	for i := range t.columns {
		t.cell = append(t.cell[:0], t.columns[i].title...)
		dst = t.appendAligned(dst, i, color)
	}
	return append(dst, '\n')
}

func (t *text) appendRow(dst []byte, r *Row) []byte {
	for i := range t.columns {
		col := &t.columns[i]
		if color := t.color(i, r); color != "" || col.right {
			t.cell = col.appendCell(t, t.cell[:0], r)
			dst = t.appendAligned(dst, i, color)
			continue
		}
		start := len(dst)
		dst = col.appendCell(t, dst, r)
		if i < len(t.columns)-1 {
			dst = appendSpaces(dst, t.widths[i]-runes(dst[start:])+gap)
		}
	}
	return append(dst, '\n')
}

// color returns the colour of a cell: the first column is the state.
func (t *text) color(i int, r *Row) string {
	if i > 0 || !t.options.Color {
		return ""
	}
	return stateColor(r.Conn.State)
}

// appendAligned appends t.cell as the cell of column i.
func (t *text) appendAligned(dst []byte, i int, color string) []byte {
	padding := t.widths[i] - runes(t.cell)
	if t.columns[i].right {
		dst = appendSpaces(dst, padding)
	}
	if color != "" {
		dst = append(dst, color...)
	}
	dst = append(dst, t.cell...)
	if color != "" {
		dst = append(dst, resetColor...)
	}
	if i == len(t.columns)-1 {
		return dst
	}
	if !t.columns[i].right {
		dst = appendSpaces(dst, padding)
	}
	return appendSpaces(dst, gap)
}

const spaces = "                                "

func appendSpaces(dst []byte, n int) []byte {
	for n > len(spaces) {
		dst = append(dst, spaces...)
		n -= len(spaces)
	}
	return append(dst, spaces[:n]...)
}
