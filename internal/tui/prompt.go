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
	text    []rune
	at      int // where the next rune goes
	err     error
	entered bool // it ends as soon as the text is understood
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
		return m.filter(tcptable.Filter{}, "")
	case "enter":
		p.entered = true // it ends with what the text turns out to mean
		return m.applyPrompt()
	}
	p.entered = false
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

type filterMsg struct {
	text   string
	filter tcptable.Filter
	err    error
}

// applyPrompt lets what is typed take effect, if it can be understood. Names of users are looked up for
// that, which can take its time.
func (m *model) applyPrompt() tea.Cmd {
	if m.parsing {
		return nil // the latest text will be looked at
	}
	m.parsing = true
	text, parse := string(m.prompt.text), m.options.ParseFilter
	return func() tea.Msg {
		filter, err := parse(text)
		return filterMsg{text, filter, err}
	}
}

// parsed takes in a filter, or what is wrong with it.
func (m *model) parsed(msg filterMsg) tea.Cmd {
	m.parsing = false
	if m.prompt == nil {
		return nil // it was given up
	}
	if text := string(m.prompt.text); text != msg.text {
		return m.applyPrompt()
	}
	m.prompt.err = msg.err
	entered := m.prompt.entered
	if msg.err != nil {
		m.prompt.entered = false
		return nil
	}
	if entered {
		m.prompt = nil
	}
	return m.filter(msg.filter, msg.text)
}

func (m *model) filter(filter tcptable.Filter, text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == m.settings.text {
		return nil
	}
	m.settings.filter, m.settings.text = filter, text
	m.keyed = true
	if m.look != nil && filter.Owners() > m.look.asked.query.Owners {
		return tea.Batch(m.rearrange(), m.lookNow()) // which finds out what the filter asks about
	}
	return m.rearrange()
}
