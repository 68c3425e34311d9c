package tui

import (
	"slices"
	"strings"
)

// What the last line of the screen tells about keys, the most useful first. The last two stay longest.
var (
	tableHint  = []string{"/ filter", "s sort", "g group", "enter all", "K close", "p pause", "? help", "q quit"}
	detailHint = []string{"esc back", "K close", "p pause", "? help", "q quit"}
)

const helpHint = "any key: back"

// hint returns as much of a hint as there is room for. The last two parts stay longest: the help tells of
// everything that is left out.
func hint(parts []string, room int) string {
	last := len(parts) - 2
	for n := last; ; n-- {
		text := strings.Join(slices.Concat(parts[:n], parts[last:]), "  ")
		if n == 0 || len(text) <= room {
			return text
		}
	}
}

// drawHint draws the line of messages and hints.
func (m *model) drawHint(s *screen) {
	switch {
	case m.alarm && m.message != "":
		s.line(m.palette.alarm, m.message)
	case m.message != "":
		s.line(bold, m.message)
	case m.detail != nil:
		s.line(dim, hint(detailHint, m.width))
	case m.settings.text != "":
		s.begin(0)
		s.put(bold, "/"+shown(m.settings.text)+"   ")
		s.put(dim, hint(append([]string{"esc all rows"}, tableHint...), s.room))
	default:
		s.line(dim, hint(tableHint, m.width))
	}
}
