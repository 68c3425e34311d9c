package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// model is the state of the view. Its Update answers keys and messages at once: what takes time is a
// command, one of a kind at a time.
type model struct {
	options Options
	ctx     context.Context
	now     func() time.Time
	after   func(d time.Duration, msg tea.Msg) tea.Cmd // [tea.Tick]
	watcher *watcher
	palette *palette
	names   *hostNames

	width, height int
	interval      time.Duration
	paused        bool

	look      *look // the last one
	looks     int
	looking   bool
	timer     int // the number of the timer that is valid
	refading  bool
	arranging bool
	outdated  bool // the arrangement in the making

	settings        settings
	shown           *arrangement // what the screen shows
	cursor          cursor
	needed, typical widths // of the columns, by the lines on the screen: all of them, and most
	layout          layout
	remeasure       bool // the columns may get narrower
	keyed           bool // a key has been pressed since the rows were arranged
	left            int  // how far the table is scrolled to the side
	resolve         bool // names of hosts are shown

	message string // what the last key has brought about, until the next key
	alarm   bool   // the message is about a failure

	parsing bool    // a filter is being read
	prompt  *prompt // nil: no filter is being typed
	unseen  error   // why connections that are shorter than the interval are not seen. Nil: they are
	detail  *detail // nil: the table is shown
	kill    *kill   // nil: nothing is about to be closed
	help    bool
}

type (
	lookMsg    struct{ *look }
	arrangeMsg struct{ *arrangement }
	timerMsg   struct{ number int } // it is time to look
	fadeMsg    struct{}             // it is time to draw again
)

func newModel(ctx context.Context, o Options) *model {
	if o.Interval == 0 {
		o.Interval = time.Second
	}
	if o.ParseFilter == nil {
		o.ParseFilter = func(text string) (tcptable.Filter, error) { return tcptable.ParseFilter(text) }
	}
	m := &model{
		options:  o,
		ctx:      ctx,
		now:      time.Now,
		interval: min(max(o.Interval, fastest), slowest),
		palette:  newPalette(o.Colors),
		width:    usualWidth,
		height:   usualHeight,
		settings: settings{sortBy: columnLocal},
	}
	m.after = func(d time.Duration, msg tea.Msg) tea.Cmd {
		return tea.Tick(d, func(time.Time) tea.Msg { return msg })
	}
	m.watcher = &watcher{options: &m.options, now: func() time.Time { return m.now() }}
	m.names = newHostNames(o.LookupAddr)
	return m
}

// Init begins with the first look.
func (m *model) Init() tea.Cmd { return m.lookNow() }

// Update takes a message in.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = max(msg.Width, 1), max(msg.Height, 1)
		m.remeasure = true
	case tea.KeyPressMsg:
		cmd = m.key(msg.String(), msg.Text)
	case tea.PasteMsg:
		cmd = m.paste(msg.Content)
	case lookMsg:
		cmd = m.looked(msg.look)
	case arrangeMsg:
		cmd = m.arranged(msg.arrangement)
	case timerMsg:
		if msg.number == m.timer {
			cmd = m.lookNow()
		}
	case fadeMsg:
		m.refading = false
		cmd = m.refade()
	case filterMsg:
		cmd = m.parsed(msg)
	case detailMsg:
		m.detail.take(msg.detailFacts)
	case killMsg:
		cmd = m.killed(msg)
	case hostMsg:
		m.names.take(msg)
	}
	m.keepInSight()
	return m, tea.Batch(cmd, m.askNames())
}

// lookNow begins a look, unless one is under way.
func (m *model) lookNow() tea.Cmd {
	if m.looking || m.paused {
		return nil
	}
	m.looking = true
	m.timer++
	ask := question{query: m.options.Query, containers: m.settings.groupBy == groupContainer}
	ask.query.Owners = max(ask.query.Owners, m.settings.filter.Owners())
	if m.detail != nil && !m.detail.gone {
		ask.subject = &m.detail.conn
	}
	w := m.watcher
	return func() tea.Msg { return lookMsg{w.look(m.ctx, ask)} }
}

// looked takes in a look, and sets the timer for the next: an interval after the last one began, but
// not before half of the time is left for others.
func (m *model) looked(l *look) tea.Cmd {
	m.looking = false
	m.look = l
	if m.looks++; m.looks == m.options.Looks {
		return tea.Quit
	}
	if l.detail != nil {
		m.detail.take(l.detail)
	}
	elapsed := l.snap.Report.Elapsed
	return tea.Batch(m.rearrange(), m.refade(), m.lookAfter(max(m.interval-elapsed, elapsed)))
}

func (m *model) lookAfter(d time.Duration) tea.Cmd {
	m.timer++
	return m.after(max(d, 0), timerMsg{m.timer})
}

// rearrange begins to arrange the rows anew. If that is under way, it will be done once more.
func (m *model) rearrange() tea.Cmd {
	switch {
	case m.look == nil:
		return nil
	case m.arranging:
		m.outdated = true
		return nil
	}
	m.arranging, m.outdated = true, false
	l, s := m.look, m.settings
	return func() tea.Msg { return arrangeMsg{arrange(l, s)} }
}

func (m *model) arranged(a *arrangement) tea.Cmd {
	m.arranging = false
	m.shown = a
	m.remeasure, m.keyed = m.remeasure || m.keyed, false
	m.cursor.follow(a)
	if m.outdated {
		return m.rearrange()
	}
	return nil
}

// refade draws again as long as something fades.
func (m *model) refade() tea.Cmd {
	if m.refading || m.look == nil || !m.look.fades(m.now()) {
		return nil
	}
	m.refading = true
	return m.after(fadeStep, fadeMsg{})
}

// fades reports whether something in the look has not faded yet.
func (l *look) fades(now time.Time) bool {
	for _, g := range l.ghosts {
		if now.Sub(g.gone) < fading {
			return true
		}
	}
	for _, m := range l.marks {
		if now.Sub(m.since) < fading {
			return true
		}
	}
	return false
}

// say shows a message until the next key.
func (m *model) say(text string) { m.message, m.alarm = text, false }

// complain is say for a failure.
func (m *model) complain(text string) { m.message, m.alarm = text, true }
