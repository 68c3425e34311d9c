package tui

import "unicode/utf8"

// screen is the text of a screen in the making: lines of at most width cells. The first cells of a
// line that is scrolled to the side are skipped.
type screen struct {
	text  []byte
	width int
	lines int
	ascii bool // every cell of a letter beyond ASCII has a "?" instead

	skip, room int // of the line in the making
}

func newScreen(width, height int) *screen {
	return &screen{text: make([]byte, 0, 2*width*height), width: width}
}

// begin begins a line, of which the first skip cells are not shown.
func (s *screen) begin(skip int) {
	if s.lines > 0 {
		s.text = append(s.text, '\n')
	}
	s.lines++
	s.skip, s.room = skip, s.width
}

// line adds a line of one style.
func (s *screen) line(style, text string) {
	s.begin(0)
	s.put(style, text)
}

// put appends a text that can be shown as it is, in a style.
func (s *screen) put(style, text string) { put(s, style, text) }

// put8 is put for bytes.
func (s *screen) put8(style string, text []byte) { put(s, style, text) }

func put[T string | []byte](s *screen, style string, text T) {
	before := len(s.text)
	s.text = appendStyle(s.text, style)
	began := len(s.text)
	s.text = clip(s, s.text, text)
	switch {
	case len(s.text) == began:
		s.text = s.text[:before]
	case style != "":
		s.text = append(s.text, resetStyle...)
	}
}

// clip appends the part of text that is to be seen.
func clip[T string | []byte](s *screen, dst []byte, text T) []byte {
	for i := 0; i < len(text) && s.room > 0; {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(string(text[i:min(len(text), i+utf8.UTFMax)]))
		}
		width := max(cellsOf(r), 1)
		switch {
		case s.skip >= width:
			s.skip -= width
		case s.skip > 0 || width > s.room: // half of a wide rune
			for n := min(width-s.skip, s.room); n > 0; n-- {
				dst = append(dst, ' ')
				s.room--
			}
			s.skip = 0
		case s.ascii && r >= utf8.RuneSelf:
			dst = append(dst, "??"[:width]...)
			s.room -= width
		default:
			dst = append(dst, text[i:i+size]...)
			s.room -= width
		}
		i += size
	}
	return dst
}

// spaces puts n spaces.
func (s *screen) spaces(style string, n int) {
	const some = "                                                                "
	for ; n > len(some); n -= len(some) {
		s.put(style, some)
	}
	s.put(style, some[:max(n, 0)])
}

// fill fills the rest of the line.
func (s *screen) fill(style string) {
	s.skip = 0
	s.spaces(style, s.room)
}

// right puts text at the right end of the line, if there is room for it.
func (s *screen) right(style, text string) {
	if free := s.room - len(text); free > 0 {
		s.spaces("", free)
		s.put(style, text)
	}
}

// finish adds empty lines, or takes lines away, so that there are height of them.
func (s *screen) finish(height int) string {
	for s.lines < height {
		s.begin(0)
	}
	return string(s.text)
}
