package render

import "github.com/tcptable/tcptable"

// cell is one cell of a grid: text that is already safe for a terminal.
type cell struct{ text, color string }

// grid is a small table of text, kept whole. The rows of the connection table, of which there can be
// a million, are written by [Text].
type grid struct {
	rows   [][]cell
	indent string // before each line
}

func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// append appends the rows with columns as wide as what they hold. No line ends with spaces.
func (g *grid) append(dst []byte) []byte {
	var widths []int
	for _, row := range g.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runes([]byte(c.text)))
		}
	}
	for _, row := range g.rows {
		dst = append(dst, g.indent...)
		padding := 0
		for i, c := range row {
			if c.text != "" {
				dst = appendColored(appendSpaces(dst, padding), c)
				padding = 0
			}
			padding += widths[i] + gap
			padding -= runes([]byte(c.text))
		}
		dst = append(dst, '\n')
	}
	return dst
}

func appendColored(dst []byte, c cell) []byte {
	if c.color == "" {
		return append(dst, c.text...)
	}
	return append(append(append(dst, c.color...), c.text...), resetColor...)
}

// paint is for cells of which the colour is a matter of the options.
func paint(color string, on bool) string {
	if on {
		return color
	}
	return ""
}

// safe returns text as a terminal may get it.
func safe(text string) string { return string(appendEscaped(nil, text)) }

// endpoint returns an address and its port.
func endpoint(c *tcptable.Conn, remote bool) string {
	var text endpointText
	if remote {
		return string(text.append(nil, c.Remote))
	}
	return string(text.append(nil, c.Local))
}

// ownerOf returns the owner of a row, or why there is none.
func ownerOf(c *tcptable.Conn, process string) string {
	return string(appendOwner(nil, nil, &Row{Conn: c, Process: process}))
}
