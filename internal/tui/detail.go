package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// detail is the view of all about one row.
type detail struct {
	conn    tcptable.Conn
	process tcptable.Process
	gone    bool
	top     int // the first line that is shown

	facts    tcptable.ProcessFacts
	factsErr error
	info     tcptable.TCPInfo
	infoErr  error
	asked    bool // the four above are answers

	at                  time.Time // of info; zero: there was none
	rtt, sent, received history   // in milliseconds, and in bytes per second
}

// detailFacts is what was found out about a row.
type detailFacts struct {
	conn     tcptable.Conn
	gone     bool
	process  tcptable.Process
	facts    tcptable.ProcessFacts
	factsErr error
	info     tcptable.TCPInfo
	infoErr  error
	at       time.Time
}

type detailMsg struct{ *detailFacts }

// openDetail shows all about a row, and asks for what is not in the table.
func (m *model) openDetail(c *tcptable.Conn, gone *ghost) tea.Cmd {
	m.detail = &detail{conn: *c, gone: gone != nil}
	if p, known := m.look.snap.Process(c.PID); known {
		m.detail.process = p
	}
	if m.detail.gone {
		return nil
	}
	w, l, conn := m.watcher, m.look, *c
	return func() tea.Msg { return detailMsg{w.detail(m.ctx, l, &conn)} }
}

// detail finds out all about the connection that was c in the look before. It may be called while
// a look is under way.
func (w *watcher) detail(ctx context.Context, l *look, c *tcptable.Conn) *detailFacts {
	d := &detailFacts{conn: *c, gone: true}
	id := identityOf(c)
	for i := range l.snap.Conns {
		if id.is(&l.snap.Conns[i]) {
			d.conn, d.gone = l.snap.Conns[i], false
			break
		}
	}
	if d.gone {
		return d
	}
	d.info, d.infoErr = w.options.Table.TCPInfo(ctx, d.conn)
	d.at = w.now()
	if p, known := l.snap.Process(d.conn.PID); known {
		d.process = p
		d.facts, d.factsErr = w.options.Table.ProcessFacts(ctx, p)
	}
	return d
}

// take takes in what was found out, if it is about the same connection.
func (d *detail) take(f *detailFacts) {
	if d == nil || identityOf(&d.conn) != identityOf(&f.conn) {
		return
	}
	d.conn, d.gone = f.conn, d.gone || f.gone
	if f.gone {
		return
	}
	if f.infoErr == nil {
		d.measure(f)
	}
	d.process, d.asked = f.process, true
	d.facts, d.factsErr = f.facts, f.factsErr
	d.info, d.infoErr = f.info, f.infoErr
}

// measure adds to the sparklines.
func (d *detail) measure(f *detailFacts) {
	d.rtt.add(float64(f.info.RTT) / float64(time.Millisecond))
	seconds := f.at.Sub(d.at).Seconds()
	known := f.info.Missing&tcptable.InfoBytesAcked == 0
	if known && !d.at.IsZero() && d.infoErr == nil && seconds > 0 {
		d.sent.add(rate(d.info.BytesAcked, f.info.BytesAcked, seconds))
		d.received.add(rate(d.info.BytesReceived, f.info.BytesReceived, seconds))
	}
	d.at = f.at
}

func rate(before, after uint64, seconds float64) float64 {
	if after < before {
		return 0
	}
	return float64(after-before) / seconds
}

func (m *model) detailKey(name string) tea.Cmd {
	page := max(m.height-2, 1)
	switch name {
	case "esc", "enter", "backspace":
		m.detail = nil
	case "up", "k":
		m.detail.top--
	case "down", "j":
		m.detail.top++
	case "pgup":
		m.detail.top -= page
	case "pgdown", "space":
		m.detail.top += page
	case "home":
		m.detail.top = 0
	case "end", "G":
		m.detail.top = 1 << 20 // View takes back what is too much
	case "left", "h":
		m.left = max(m.left-8, 0)
	case "right", "l":
		m.left += 8
	}
	return nil
}
