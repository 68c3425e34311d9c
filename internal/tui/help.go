package tui

// helpText is what each key does. It is no wider than 80 columns.
var helpText = [...][2]string{
	{"up, down, k, j", "move; also page up, page down, home, end"},
	{"left, right", "scroll to the side, where addresses need room"},
	{"/", "filter as on the command line, for example: port = 443"},
	{"esc", "show all rows again"},
	{"s, S", "sort by the next column; the other way round"},
	{"g", "group by process, user, remote, port, state, container, or not"},
	{"enter, space", "open or close a group; enter on a row shows all about it"},
	{"K", "close the connection, or end its owner, after a question"},
	{"p", "pause"},
	{"+, -", "look less often, more often"},
	{"r", "names of remote hosts"},
	{"n", "numbers of users instead of their names"},
	{"q, ctrl+c", "quit"},
}

var helpSigns = [...][2]string{
	{"+", "the connection is new"},
	{"~", "its state or its owner has changed"},
	{"-", "it is gone"},
	{"AGE >5m", "it was there before this program, which has run for 5 minutes"},
}

func (m *model) drawHelp(s *screen) {
	lines := m.height - m.footerLines()
	show := func(style, text string) {
		if s.lines < lines {
			s.line(style, text)
		}
	}
	show(bold, "Keys")
	for _, h := range helpText {
		show(plain, pad("  "+h[0], 18)+h[1])
	}
	show(plain, "")
	show(bold, "Signs before a row")
	for _, h := range helpSigns {
		show(plain, pad("  "+h[0], 18)+h[1])
	}
}

// pad adds spaces to a text of ASCII.
func pad(text string, width int) string {
	for len(text) < width {
		text += " "
	}
	return text
}
