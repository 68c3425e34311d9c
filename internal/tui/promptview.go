package tui

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
)

// drawPrompt draws the filter that is being typed, the place of the cursor, and below it what is wrong.
func (m *model) drawPrompt(s *screen, lines int) {
	p := m.prompt
	skip := p.skip(m.width)
	s.begin(skip)
	s.put(bold, "/")
	s.put(plain, shown(string(p.text[:p.at])))
	under, after := " ", ""
	if p.at < len(p.text) {
		under, after = string(p.text[p.at:p.at+1]), string(p.text[p.at+1:])
	}
	s.put(reversed, shown(under))
	s.put(plain, shown(after))
	if p.err == nil {
		return
	}
	complaint := p.complaint(m.width)
	for _, text := range complaint[:min(lines-1, len(complaint))] {
		s.line(m.palette.alarm, text)
	}
}

// skip returns how many cells of the line are left of the screen, so that the cursor is on it.
func (p *prompt) skip(width int) int {
	return max(len("/")+p.cellsBefore(p.at)+1-width, 0)
}

// cellsBefore returns in how many cells the first n runes stand.
func (p *prompt) cellsBefore(n int) int { return cells(appendShown(nil, string(p.text[:n]))) }

// complaint is what is wrong with the text, in lines of that width: a caret below the word, and the message
// behind it or, where there is no room for that, below.
func (p *prompt) complaint(width int) []string {
	offset, length, message := p.caret()
	from := min(offset, len(p.text))
	to := min(from+length, len(p.text))
	skip := p.skip(width)
	begin := min(max(len("/")+p.cellsBefore(from)-skip, 0), width-1)
	end := min(max(len("/")+p.cellsBefore(to)-skip, begin+1), width)
	caret := strings.Repeat(" ", begin) + "^" + strings.Repeat("~", end-begin-1)
	message = shown(message)
	if end+1+cells([]byte(message)) <= width {
		return []string{caret + " " + message}
	}
	return append([]string{caret}, wrap(message, width)...)
}

// caret returns what is wrong with the text, and where.
func (p *prompt) caret() (offset, length int, message string) {
	var wrong *tcptable.FilterError
	if !errors.As(p.err, &wrong) {
		return len(p.text), 1, p.err.Error()
	}
	begin := min(wrong.Offset, len(wrong.Text))
	end := min(begin+wrong.Length, len(wrong.Text))
	return utf8.RuneCountInString(wrong.Text[:begin]), utf8.RuneCountInString(wrong.Text[begin:end]), wrong.Message
}
