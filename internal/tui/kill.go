package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// kill is the question whether a connection is to be closed, or its owner to be ended.
type kill struct {
	conn    tcptable.Conn
	process tcptable.Process
	owner   bool   // the question is about the owner
	typed   string // of the word that a listener takes
}

// listenerWord is what has to be typed before a listener is closed.
const listenerWord = "listener"

type killMsg struct {
	done  string // what was done if it was, can be shown
	takes string // which right it takes
	err   error
}

// askKill asks about the selected row.
func (m *model) askKill() {
	conn, gone := m.selected()
	if m.detail != nil {
		conn, gone = &m.detail.conn, nil
		if m.detail.gone {
			gone = &ghost{}
		}
	}
	switch {
	case conn == nil:
		m.say("select a connection: groups are not closed as a whole")
	case gone != nil:
		m.say("this connection is gone already")
	default:
		m.kill = &kill{conn: *conn}
		if p, known := m.look.snap.Process(conn.PID); known {
			m.kill.process = p
		}
		if !m.canAsk() {
			m.kill = nil
			m.complain("the window is too small for the question")
		}
	}
}

// killKey takes in an answer. Whatever is no yes is a no.
func (m *model) killKey(name, text string) tea.Cmd {
	k := m.kill
	canSignal := m.options.Terminate != nil && k.process.PID != 0
	switch {
	case !m.canAsk():
	case name == "o" && !k.owner && k.typed == "" && canSignal:
		k.owner = true
		return nil
	case k.owner && name == "y":
		m.kill = nil
		return m.terminate(k.process)
	case !k.owner && k.conn.State == tcptable.StateListen:
		return m.killListenerKey(name, text)
	case !k.owner && name == "y":
		m.kill = nil
		return m.close(k.conn)
	}
	m.kill = nil
	m.say("nothing was closed")
	return nil
}

// killListenerKey takes in the word that has to be typed before a listener is closed.
func (m *model) killListenerKey(name, text string) tea.Cmd {
	k := m.kill
	switch {
	case name == "enter" && k.typed == listenerWord:
		m.kill = nil
		return m.close(k.conn)
	case name == "backspace":
		k.typed = k.typed[:max(len(k.typed)-1, 0)]
	case text != "" && strings.HasPrefix(listenerWord, k.typed+text):
		k.typed += text
	default:
		m.kill = nil
		m.say("nothing was closed")
	}
	return nil
}

func (m *model) close(c tcptable.Conn) tea.Cmd {
	ctx, table := m.ctx, m.options.Table
	return func() tea.Msg {
		return killMsg{"closed " + endpoints(&c), "closing takes CAP_NET_ADMIN", table.Kill(ctx, c)}
	}
}

func (m *model) terminate(p tcptable.Process) tea.Cmd {
	ctx, terminate := m.ctx, m.options.Terminate
	return func() tea.Msg {
		return killMsg{"asked process " + processText(p) + " to end", "it takes the same user, or CAP_KILL", terminate(ctx, p)}
	}
}

// killed shows the result, and looks whether it can be seen.
func (m *model) killed(msg killMsg) tea.Cmd {
	switch {
	case msg.err == nil:
		m.say(msg.done)
		return m.lookNow()
	case errors.Is(msg.err, context.Canceled):
	default:
		m.complain(msg.failure())
	}
	return nil
}

// failure says in a few words why nothing was done. Whom it is about stands on the screen.
func (msg *killMsg) failure() string {
	switch {
	case errors.Is(msg.err, fs.ErrPermission):
		return "not permitted: " + msg.takes
	case errors.Is(msg.err, fs.ErrNotExist):
		return "nothing was done: it is gone already"
	}
	err := msg.err
	if inner := errors.Unwrap(err); inner != nil {
		err = inner // without the addresses
	}
	return "nothing was done: " + shown(err.Error())
}

// question is what is asked: lines as wide as the screen. The last one says what can be answered.
func (m *model) question() []string {
	k := m.kill
	owner := "its owner, process " + processText(k.process) + ", lives on and gets an error."
	if k.process.PID == 0 {
		owner = "its owner is not known."
	}
	var lines []string
	answers := "y: yes   " + m.offerOwner() + "other keys: no"
	switch {
	case k.owner:
		lines = append(lines, "End process "+processText(k.process)+"?")
		lines = append(lines, wrap(m.rowsOf(k.process.PID)+" with it.", m.width)...)
		answers = "y: yes   other keys: no"
	case k.conn.State == tcptable.StateListen:
		lines = append(lines, wrap("Close the listener "+endpoints(&k.conn)+"?", m.width)...)
		lines = append(lines, wrap("Nobody can connect to it until it is started anew; "+owner, m.width)...)
		answers = listenerWord + " and enter: yes   " + m.offerOwner() + "esc: no   > " + k.typed
	default:
		lines = append(lines, wrap("Close "+endpoints(&k.conn)+", "+k.conn.State.String()+"?", m.width)...)
		lines = append(lines, wrap("Its peer gets a reset, data on the way is lost; "+owner, m.width)...)
	}
	return append(lines, answers)
}

// canAsk reports whether the screen has room for the question. What nobody could read nobody can have
// answered.
func (m *model) canAsk() bool {
	lines := m.question()
	return len(lines) < m.height && len(lines[len(lines)-1])+len(listenerWord) <= m.width
}

func (m *model) offerOwner() string {
	if m.options.Terminate == nil || m.kill.process.PID == 0 {
		return ""
	}
	return "o: end its owner   "
}

// rowsOf says how many rows go with a process.
func (m *model) rowsOf(pid uint32) string {
	n := 0
	for i := range m.look.snap.Conns {
		if m.look.snap.Conns[i].PID == pid {
			n++
		}
	}
	if n == 1 {
		return "1 row of this table goes"
	}
	return counted(n, "row") + " of this table go"
}

func endpoints(c *tcptable.Conn) string {
	local := string(appendEndpoint(nil, c.Local))
	if c.State == tcptable.StateListen {
		return local
	}
	return local + " to " + string(appendEndpoint(nil, c.Remote))
}

func processText(p tcptable.Process) string {
	return fmt.Sprintf("%d %s", p.PID, appendShown(nil, p.Name))
}
