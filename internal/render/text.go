package render

import (
	"io"
	"iter"
	"unicode/utf8"

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

	// Columns are what is shown. Without any, Extended and NoOwners choose.
	Columns Columns

	// Wide is for who wants to see all of texts that can be very long, such as command lines.
	// Without it they are cut, and end in "…".
	Wide bool

	// Missing are the fields that the source could not tell; they are shown as "-".
	Missing tcptable.Fields
}

// Text writes the rows as columns that are as wide as what they hold. It goes through the rows
// twice, so rows must yield the same ones both times. Nothing but long texts is
// ever cut off, see [TextOptions.Wide], and no line ends with spaces.
func Text(w io.Writer, rows iter.Seq[Row], o TextOptions) error {
	t := text{options: o, columns: o.columns()}
	t.widths = make([]int, len(t.columns))
	t.measure(rows)
	var head []byte
	if o.Header {
		head = t.appendHeader(nil)
	}
	return flow(w, head, rows, t.appendRow, "")
}

func (o *TextOptions) columns() Columns {
	columns := o.Columns
	if len(columns) == 0 {
		columns = PlainColumns()
		if o.Extended {
			columns = ExtendedColumns()
		}
	}
	if o.NoOwners {
		columns = columns.Without("holder")
	}
	return columns
}

// text is the state of one call of Text.
type text struct {
	options       TextOptions
	columns       Columns
	widths        []int
	cell          []byte // one cell, reused
	local, remote endpointText
	user          string // that was measured last
}

func (t *text) measure(rows iter.Seq[Row]) {
	if t.options.Header {
		for i := range t.columns {
			col := &t.columns[i]
			t.widths[i] = len(col.Title())
		}
	}
	var row Row // of all rows, because its address is taken
	for row = range rows {
		for i := range t.columns {
			t.widths[i] = max(t.widths[i], t.wider(&t.columns[i], &row, t.widths[i]))
		}
	}
}

func (t *text) wider(col *Column, r *Row, width int) int {
	if col.wider != nil {
		return col.wider(t, r, width)
	}
	t.cell = t.appendCell(col, t.cell[:0], r)
	if col.long {
		return min(runes(t.cell), maxAligned)
	}
	return runes(t.cell)
}

// maxCut is where long texts are cut, and maxAligned how wide they make their column where they are
// not: what stands behind a longer one is out of line, instead of all rows full of spaces.
const (
	maxCut     = 60
	maxAligned = 100
)

// appendCell appends what the column shows of r.
func (t *text) appendCell(col *Column, dst []byte, r *Row) []byte {
	start := len(dst)
	if col.appendCell != nil {
		dst = col.appendCell(t, dst, r)
	} else {
		v := col.of(r)
		dst = col.appendText(dst, &v)
	}
	if col.long && !t.options.Wide {
		dst = cutAt(dst, start, maxCut)
	}
	return dst
}

// appendText appends what text shows of a value.
func (c *Column) appendText(dst []byte, v *value) []byte {
	if c.shorten != nil && v.known {
		return appendEscaped(dst, c.shorten(v.text))
	}
	return appendTextValue(dst, c.Kind, v)
}

// cutAt cuts what stands behind start to a width.
func cutAt(dst []byte, start, width int) []byte {
	if len(dst)-start <= width || runes(dst[start:]) <= width {
		return dst
	}
	end := start
	for range width - 1 {
		_, size := utf8.DecodeRune(dst[end:])
		end += size
	}
	return append(dst[:end], "…"...)
}

func (t *text) appendHeader(dst []byte) []byte {
	color := ""
	if t.options.Color {
		color = bold
	}
	for i := range t.columns {
		t.cell = append(t.cell[:0], t.columns[i].Title()...)
		dst = t.appendAligned(dst, i, color)
	}
	return append(dst, '\n')
}

func (t *text) appendRow(dst []byte, r *Row) []byte {
	for i := range t.columns {
		col := &t.columns[i]
		if color := t.color(i, r); color != "" || col.right {
			t.cell = t.appendCell(col, t.cell[:0], r)
			dst = t.appendAligned(dst, i, color)
			continue
		}
		start := len(dst)
		dst = t.appendCell(col, dst, r)
		if i < len(t.columns)-1 {
			dst = appendSpaces(dst, max(t.widths[i]-runes(dst[start:]), 0)+gap)
		}
	}
	return append(dst, '\n')
}

// color returns the colour of a cell: that of a state has one.
func (t *text) color(i int, r *Row) string {
	if !t.options.Color || t.columns[i].Name != stateColumn {
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

const stateColumn = "state"

const spaces = "                                "

func appendSpaces(dst []byte, n int) []byte {
	n = max(n, 0) // of a long text, which is wider than its column
	for n > len(spaces) {
		dst = append(dst, spaces...)
		n -= len(spaces)
	}
	return append(dst, spaces[:n]...)
}
