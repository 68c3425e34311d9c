package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// View draws the screen.
func (m *model) View() tea.View {
	v := tea.NewView(m.draw())
	v.AltScreen = true
	v.DisableBracketedPasteMode = m.prompt == nil
	return v
}

// draw returns the text of the screen: as many lines as it is high, none longer than it is wide.
func (m *model) draw() string {
	s := newScreen(m.width, m.height)
	s.ascii = m.options.ASCII
	switch {
	case m.help:
		m.drawHelp(s)
	case m.detail != nil:
		m.drawDetail(s)
	default:
		m.drawStatus(s)
		m.drawTable(s)
	}
	m.drawFooter(s)
	return s.finish(m.height)
}

// How the height is shared out: the less there is, the fewer lines are for anything but the table.
func (m *model) statusLines() int {
	switch free := m.height - m.footerLines(); {
	case free >= 7:
		return 2
	case free >= 4:
		return 1
	}
	return 0
}

func (m *model) titleLines() int {
	if m.height-m.footerLines() >= 3 {
		return 1
	}
	return 0
}

func (m *model) footerLines() int {
	lines := 1
	switch {
	case m.kill != nil && !m.help:
		lines = len(m.question())
	case m.prompt != nil && m.prompt.err != nil:
		lines = 1 + len(m.prompt.complaint(m.width))
	}
	return min(lines, m.height-1)
}

func (m *model) tableLines() int {
	return max(m.height-m.statusLines()-m.titleLines()-m.footerLines(), 1)
}

// drawStatus says what is shown, and how complete it is.
func (m *model) drawStatus(s *screen) {
	lines := m.statusLines()
	if lines > 0 {
		s.begin(0)
		m.drawWhat(s)
	}
	if lines > 1 {
		s.begin(0)
		m.drawHow(s)
	}
}

func (m *model) drawWhat(s *screen) {
	s.put(bold, "tcptable")
	if m.shown == nil {
		s.put(plain, "  the first look is under way")
		return
	}
	r := &m.look.snap.Report
	total := len(m.shown.look.snap.Conns)
	rows := "  " + counted(total, "row")
	if m.settings.text != "" {
		rows = fmt.Sprintf("  %s of %s", thousands(m.shown.shown), counted(total, "row"))
	}
	s.put(plain, rows+"  "+shown(r.Source))
	if m.options.Privilege != "" {
		s.put(plain, "  "+shown(m.options.Privilege))
	}
	if m.options.Selection != "" {
		s.put(plain, "  only "+shown(m.options.Selection))
	}
	if m.paused {
		s.right(reversed, " PAUSED ")
		return
	}
	s.right(plain, fmt.Sprintf("every %v", m.interval))
}

func (m *model) drawHow(s *screen) {
	if m.shown == nil {
		return
	}
	if m.look.err != nil {
		s.put(m.palette.alarm, "last look: "+shown(m.look.err.Error()))
		return
	}
	s.put(plain, m.completeness())
	var how []string
	if m.settings.groupBy != groupNone {
		how = append(how, "by "+groupingNames[m.settings.groupBy])
	}
	if m.settings.sortBy != columnLocal || m.settings.reverse {
		order := columnTitles[m.settings.sortBy]
		if m.settings.reverse {
			order += " descending"
		}
		how = append(how, "sorted by "+order)
	}
	s.right(plain, strings.Join(how, ", "))
}

// completeness says what is missing.
func (m *model) completeness() string {
	r := &m.look.snap.Report
	var parts []string
	switch {
	case m.look.asked.query.Owners == tcptable.OwnersNone:
		parts = append(parts, "owners are not looked for")
	case r.Denied > 0:
		parts = append(parts, fmt.Sprintf("%s of %s not permitted", thousands(r.Denied), countedProcesses(r.Denied+r.Processes)))
	case r.Hidden:
		parts = append(parts, "processes of others are hidden")
	case r.Processes == 0:
		parts = append(parts, "no owner to look for")
	default:
		parts = append(parts, countedProcesses(r.Processes)+" seen, all permitted")
	}
	if r.NamespacesDenied > 0 {
		parts = append(parts, counted(r.NamespacesDenied, "namespace")+" not permitted")
	}
	if r.NamespacesUnseen > 0 {
		parts = append(parts, "namespaces of "+countedProcesses(r.NamespacesUnseen)+" not permitted")
	}
	if m.unseen != nil {
		parts = append(parts, "brief connections unseen")
	}
	if r.Fallback != nil && r.Missing != 0 {
		parts = append(parts, "less than usual is known: "+shown(r.Fallback.Error()))
	}
	return strings.Join(parts, "; ")
}

func countedProcesses(n int) string {
	if n == 1 {
		return "1 process"
	}
	return thousands(n) + " processes"
}

// drawFooter draws the lines at the bottom of the screen.
func (m *model) drawFooter(s *screen) {
	lines := m.footerLines()
	if lines <= 0 {
		return
	}
	for s.lines < m.height-lines {
		s.begin(0)
	}
	switch {
	case m.help:
		s.line(dim, helpHint)
	case m.kill != nil:
		for _, text := range m.question()[:lines] {
			s.line(bold, text)
		}
	case m.prompt != nil:
		m.drawPrompt(s, lines)
	default:
		m.drawHint(s)
	}
}
