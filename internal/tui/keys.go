package tui

import (
	"fmt"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// key takes a key in: name is as [tea.Key.String] gives it, text what it types.
func (m *model) key(name, text string) tea.Cmd {
	m.message, m.keyed = "", true
	switch {
	case name == "ctrl+c":
		return tea.Quit
	case name == "ctrl+z":
		return tea.Suspend
	case m.help:
		m.help = false
		return nil
	case m.kill != nil:
		return m.killKey(name, text)
	case m.prompt != nil:
		return m.promptKey(name, text)
	}
	if cmd, known := m.commonKey(name); known {
		return cmd
	}
	if m.detail != nil {
		return m.detailKey(name)
	}
	if m.moveKey(name) {
		return nil
	}
	return m.tableKey(name)
}

// commonKey is for the keys that mean the same in the table and in the view of one row.
func (m *model) commonKey(name string) (cmd tea.Cmd, known bool) {
	switch name {
	case "q":
		return tea.Quit, true
	case "?":
		m.help = true
	case "p":
		return m.pause(), true
	case "+", "=":
		return m.changeInterval(1), true
	case "-":
		return m.changeInterval(-1), true
	case "r":
		m.toggleNames()
	case "n":
		m.settings.numeric = !m.settings.numeric
		return m.rearrange(), true
	case "K":
		m.askKill()
	default:
		return nil, false
	}
	return nil, true
}

// moveKey is for the keys that move the cursor.
func (m *model) moveKey(name string) bool {
	m.remeasure = name == "pgup" || name == "pgdown" || name == "home" || name == "end"
	page := max(m.tableLines()-1, 1)
	switch name {
	case "up", "k":
		m.move(-1)
	case "down", "j":
		m.move(1)
	case "pgup", "ctrl+b":
		m.move(-page)
	case "pgdown", "ctrl+f":
		m.move(page)
	case "home":
		m.moveTo(0)
	case "end", "G":
		if m.shown != nil {
			m.moveTo(m.shown.count() - 1)
		}
	case "left", "h":
		m.left = max(m.left-8, 0)
	case "right", "l":
		m.left += 8 // keepInSight takes back what is too much
	default:
		return false
	}
	return true
}

func (m *model) tableKey(name string) tea.Cmd {
	switch name {
	case "/":
		m.prompt = newPrompt(m.settings.text)
	case "esc":
		return m.filter(tcptable.Filter{}, "")
	case "s":
		if m.settings.sortBy++; m.layout.hides(m.settings.sortBy) {
			m.settings.sortBy++
		}
		m.settings.sortBy %= columnCount
		return m.sorted()
	case "S":
		m.settings.reverse = !m.settings.reverse
		return m.sorted()
	case "g":
		return m.groupNext()
	case "enter":
		return m.enter()
	case "space":
		return m.toggleGroup()
	}
	return nil
}

// groupNext groups the rows by the next thing they can be grouped by.
func (m *model) groupNext() tea.Cmd {
	m.settings.groupBy = (m.settings.groupBy + 1) % groupingCount
	if m.settings.groupBy == groupNetNS && !m.layout.netns {
		m.settings.groupBy = groupNone
	}
	m.settings.expanded = nil
	m.say("grouped by " + groupingNames[m.settings.groupBy])
	if m.settings.groupBy == groupContainer {
		return tea.Batch(m.rearrange(), m.lookNow()) // which finds out about containers
	}
	return m.rearrange()
}

func (m *model) sorted() tea.Cmd {
	order := ""
	if m.settings.reverse {
		order = ", descending"
	}
	m.say("sorted by " + columnTitles[m.settings.sortBy] + order)
	return m.rearrange()
}

// enter opens what is selected: a group, or the view of one row.
func (m *model) enter() tea.Cmd {
	if conn, gone := m.selected(); conn != nil {
		return m.openDetail(conn, gone)
	}
	return m.toggleGroup()
}

// toggleGroup opens or closes the group that is selected, or in which a row is.
func (m *model) toggleGroup() tea.Cmd {
	if m.shown == nil || m.shown.count() == 0 || m.shown.groups == nil {
		return nil
	}
	key := m.shown.groups[m.shown.at(m.cursor.index).group].key
	expanded := maps.Clone(m.settings.expanded)
	if expanded == nil {
		expanded = map[groupKey]bool{}
	}
	expanded[key] = !expanded[key]
	m.settings.expanded = expanded
	m.cursor.onGroup, m.cursor.key, m.cursor.moved = true, key, true
	return m.rearrange()
}

func (m *model) pause() tea.Cmd {
	m.paused = !m.paused
	if m.paused {
		m.timer++ // the timer that runs is not valid any more
		return nil
	}
	return m.lookNow()
}

// intervals are what + and - choose from.
var intervals = [...]time.Duration{
	fastest, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, slowest,
}

// changeInterval takes the next of the intervals that is longer, or shorter.
func (m *model) changeInterval(direction int) tea.Cmd {
	next := m.interval
	for _, d := range intervals {
		if direction > 0 && d > m.interval {
			next = d
			break
		}
		if direction < 0 && d < m.interval {
			next = d
		}
	}
	m.interval = next
	m.say(fmt.Sprintf("a look every %v", next))
	if m.looking || m.paused {
		return nil
	}
	return m.lookAfter(m.interval)
}
