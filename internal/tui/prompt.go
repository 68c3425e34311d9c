package tui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// prompt is the line in which a filter is typed. It takes effect with each key after which it can be
// understood.
type prompt struct {
	text []rune
	at   int // where the next rune goes
	err  error
}

func newPrompt(text string) *prompt {
	p := &prompt{text: []rune(text)}
	p.at = len(p.text)
	return p
}

func (m *model) promptKey(name, text string) tea.Cmd {
	p := m.prompt
	switch name {
	case "esc":
		m.prompt = nil
		return m.setFilter("")
	case "enter":
		if p.err == nil {
			m.prompt = nil
		}
		return nil
	}
	if !p.edit(name) {
		p.insert(text)
	}
	return m.applyPrompt()
}

func (m *model) paste(text string) tea.Cmd {
	if m.prompt == nil {
		return nil
	}
	m.prompt.insert(text)
	return m.applyPrompt()
}

// edit reports whether the key is one that edits.
func (p *prompt) edit(name string) bool {
	switch name {
	case "backspace", "ctrl+h":
		p.remove(max(p.at-1, 0), p.at)
	case "delete", "ctrl+d":
		p.remove(p.at, min(p.at+1, len(p.text)))
	case "ctrl+u":
		p.remove(0, p.at)
	case "ctrl+k":
		p.remove(p.at, len(p.text))
	case "ctrl+w":
		p.remove(len([]rune(beforeWord(string(p.text[:p.at])))), p.at)
	case "left", "ctrl+b":
		p.at = max(p.at-1, 0)
	case "right", "ctrl+f":
		p.at = min(p.at+1, len(p.text))
	case "home", "ctrl+a":
		p.at = 0
	case "end", "ctrl+e":
		p.at = len(p.text)
	default:
		return false
	}
	return true
}

// beforeWord returns what stands before the last word.
func beforeWord(text string) string {
	text = strings.TrimRight(text, " ")
	return text[:strings.LastIndexByte(text, ' ')+1]
}

func (p *prompt) remove(from, to int) {
	p.text = append(p.text[:from:from], p.text[to:]...)
	p.at = from
}

// insert types text. What is not a letter becomes a space.
func (p *prompt) insert(text string) {
	const longest = 4096
	var typed []rune
	for _, r := range text {
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			r = ' '
		}
		typed = append(typed, r)
	}
	if len(p.text)+len(typed) > longest {
		return
	}
	p.text = append(p.text[:p.at:p.at], append(typed, p.text[p.at:]...)...)
	p.at += len(typed)
}

// applyPrompt lets what is typed take effect, if it can be understood.
func (m *model) applyPrompt() tea.Cmd {
	text := string(m.prompt.text)
	filter, err := parseFilter(text)
	m.prompt.err = err
	if err != nil {
		return nil
	}
	return m.filter(filter, text)
}

// setFilter is for texts that can be understood.
func (m *model) setFilter(text string) tea.Cmd {
	filter, err := parseFilter(text)
	if err != nil {
		m.complain(err.Error())
		return nil
	}
	return m.filter(filter, text)
}

func (m *model) filter(filter tcptable.Filter, text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == m.settings.text {
		return nil
	}
	m.settings.filter, m.settings.text = filter, text
	return m.rearrange()
}

// caret returns what is wrong with the text, and where: a line for below it.
func (p *prompt) caret() (offset, length int, message string) {
	return len(p.text), 1, p.err.Error()
}
