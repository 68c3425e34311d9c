package render

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tcptable/tcptable"
)

// WhoOptions says how [WhoText] writes.
type WhoOptions struct {
	Color      bool
	Wide       bool            // long texts in full
	Missing    tcptable.Fields // what the source of the rows cannot tell
	Namespaces bool            // there are rows of several
	Place      string          // where the ports are: this machine, or a network namespace
}

// WhoText says in words who has the ports.
func WhoText(w io.Writer, answers []Who, o WhoOptions) error {
	t := whoText{options: o}
	for i := range answers {
		if i > 0 {
			t.out = append(t.out, '\n')
		}
		t.port(&answers[i])
	}
	return writeAny(w, t.out)
}

type whoText struct {
	options WhoOptions
	out     []byte
}

func (t *whoText) port(w *Who) {
	port := strconv.Itoa(int(w.Port))
	if w.Name != "" {
		port += " (" + safe(w.Name) + ")"
	}
	for i := range w.Listeners {
		if i > 0 {
			t.out = append(t.out, '\n')
		}
		t.listener(&w.Listeners[i], port)
	}
	if len(w.Listeners) == 0 {
		t.title("Nobody listens on port " + port + ".")
		if w.Outgoing.Rows > 0 {
			t.say("  " + useText("From here go to that port ", &w.Outgoing))
		}
		if w.Kept.Rows > 0 {
			t.say("  " + useText("At this end have it ", &w.Kept))
		}
	} else if w.Kept.Rows > 0 {
		t.say("\n" + useText("Besides, port "+port+" is at this end of ", &w.Kept))
	}
}

func (t *whoText) say(text string) { t.out = append(append(t.out, text...), '\n') }

func (t *whoText) title(text string) {
	c := cell{text, paint(bold, t.options.Color)}
	t.out = append(appendColored(t.out, c), '\n')
}

func (t *whoText) label(text string) cell { return cell{text, paint(dim, t.options.Color)} }

// listener says who it is, and then everything about it, one line for each fact that is known.
func (t *whoText) listener(l *Listener, port string) {
	t.title(l.subject() + " listens on port " + port + ".")
	g := grid{indent: "  "}
	add := func(label, text string) {
		if text != "" {
			g.add(t.label(label), cell{text, ""})
		}
	}
	label := "reachable"
	for _, s := range l.addresses() {
		add(label, s.text+", "+safe(reachText(s.conn, t.options)))
		label = ""
	}
	m := l.Row.more()
	if t.options.Namespaces {
		add("namespace", strings.TrimSpace(safe(m.NetNS)+" "+strconv.FormatUint(l.Row.Conn.NetNS, 10)))
	}
	if l.Taken.Rows > 0 {
		add("connections", strconv.Itoa(l.Taken.Rows)+withText(&l.Taken))
	} else {
		add("connections", "none")
	}
	add("waiting", l.queue(t.options.Missing))
	if !m.Created.IsZero() {
		add("listening", string(AppendDuration(nil, m.Now.Sub(m.Created)))+", since "+m.Created.Local().Format(time.DateTime))
	}
	if f := m.Facts; f != nil {
		add("running", runningFor(m))
		add("program", t.program(f))
		add("command", t.cut(safe(commandLine(f.CommandLine))))
		add("user", l.users())
		add("started by", parentsText(l.Parents))
		add("unit", safe(f.Unit))
		add("container", containerText(&f.Container))
	} else {
		add("user", l.users())
	}
	add("held by", l.others())
	add("why", Why(l.Row.Conn))
	t.out = g.append(t.out)
}

func (t *whoText) program(f *tcptable.ProcessFacts) string {
	text := t.cut(safe(f.Executable))
	switch {
	case f.Kernel:
		return "a thread of the kernel"
	case f.Deleted:
		return text + ", whose file has been removed or replaced"
	}
	return text
}

// cut cuts what can be very long, unless all of it is wanted.
func (t *whoText) cut(text string) string {
	const width = 200
	if t.options.Wide {
		return text
	}
	return string(cutAt([]byte(text), 0, width))
}
