package render

import (
	"io"
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// WhoSchemaVersion is the number in the field "schema_version" of what [WhoJSON] writes, see
// [SchemaVersion].
const WhoSchemaVersion = 1

// WhoJSON writes one document, with the ports one on a line.
func WhoJSON(w io.Writer, report *tcptable.Report, failure error, answers []Who) error {
	var j jsonWriter
	j.begin('{')
	j.key("schema_version")
	j.int(WhoSchemaVersion)
	j.key("source")
	j.text(report.Source)
	j.key("complete")
	j.bool(failure == nil)
	j.key("error")
	j.error(failure)
	j.key("owners_complete")
	j.bool(report.OwnersComplete())
	j.key("ports")
	j.begin('[')
	for i := range answers {
		j.line()
		answers[i].write(&j, report.Missing)
	}
	j.out = append(j.out, '\n')
	j.end(']')
	j.end('}')
	_, err := w.Write(append(j.out, '\n'))
	return err
}

func (w *Who) write(j *jsonWriter, missing tcptable.Fields) {
	j.begin('{')
	j.key("port")
	j.uint(uint64(w.Port))
	j.key("name")
	j.textOrNull(w.Name)
	j.key("listeners")
	j.begin('[')
	for i := range w.Listeners {
		w.Listeners[i].write(j, missing)
	}
	j.end(']')
	j.key("kept")
	w.Kept.write(j)
	j.key("outgoing")
	w.Outgoing.write(j)
	j.end('}')
}

func (l *Listener) write(j *jsonWriter, missing tcptable.Fields) {
	c, m := l.Row.Conn, l.Row.more()
	j.begin('{')
	j.key("pid")
	j.uint(uint64(c.PID))
	j.key("process")
	j.text(l.Row.Process)
	j.key("owner")
	j.text(c.Owner.String())
	j.key("why")
	j.textOrNull(Why(c))
	j.key("user")
	j.textOrNull(l.Row.User)
	j.key("netns")
	j.uint(c.NetNS)
	j.key("netns_name")
	j.textOrNull(m.NetNS)
	j.key("facts")
	writeFacts(j, m)
	j.key("parents")
	writeProcesses(j, l.Parents)
	j.key("sockets")
	j.begin('[')
	for i := range l.Sockets {
		writeSocket(j, &l.Sockets[i], missing)
	}
	j.end(']')
	j.key("connections")
	l.Taken.write(j)
	j.end('}')
}

// writeFacts writes what is known of the owner beyond its row, or null.
func writeFacts(j *jsonWriter, m *More) {
	f := m.Facts
	if f == nil {
		j.null()
		return
	}
	j.begin('{')
	j.key("runs_as")
	j.textOrNull(m.RunsAs)
	j.key("started")
	writeTime(j, f.Started)
	j.key("exe")
	j.textOrNull(f.Executable)
	j.key("deleted")
	j.bool(f.Deleted)
	j.key("cmdline")
	if f.CommandLine == nil {
		j.null()
	} else {
		j.texts(f.CommandLine)
	}
	j.key("unit")
	j.textOrNull(f.Unit)
	j.key("cgroup")
	j.textOrNull(f.Cgroup)
	j.key("container")
	writeContainer(j, &f.Container)
	j.end('}')
}

func writeProcesses(j *jsonWriter, processes []tcptable.Process) {
	j.begin('[')
	for _, p := range processes {
		j.begin('{')
		j.key("pid")
		j.uint(uint64(p.PID))
		j.key("process")
		j.text(p.Name)
		j.end('}')
	}
	j.end(']')
}

// writeSocket writes one socket of a listener. What the source cannot tell is null.
func writeSocket(j *jsonWriter, r *Row, missing tcptable.Fields) {
	c := r.Conn
	j.begin('{')
	j.key("family")
	j.text(c.Family().String())
	j.key("local_addr")
	j.text(string(appendAddr(nil, c.Local.Addr())))
	j.key("local_scope")
	j.uint(uint64(c.LocalScope))
	j.key("interface")
	j.uint(uint64(c.Interface))
	j.key("reach")
	j.text(ReachOf(c).String())
	j.key("dual_stack")
	if missing&tcptable.FieldDualStack != 0 {
		j.null()
	} else {
		j.bool(c.DualStack)
	}
	j.key("waiting")
	writeUnless(j, missing&tcptable.FieldQueues, c.RecvQ)
	j.key("backlog")
	writeUnless(j, missing&(tcptable.FieldQueues|tcptable.FieldListenSendQ), c.SendQ)
	j.key("cookie")
	j.text(strconv.FormatUint(c.Cookie, 10))
	j.key("created")
	writeTime(j, r.more().Created)
	j.key("holders")
	writeProcesses(j, r.Holders)
	j.end('}')
}

func writeUnless(j *jsonWriter, missing tcptable.Fields, n uint32) {
	if missing != 0 {
		j.null()
		return
	}
	j.uint(uint64(n))
}

func writeTime(j *jsonWriter, t time.Time) {
	if t.IsZero() {
		j.null()
		return
	}
	j.text(t.UTC().Format(time.RFC3339Nano))
}

func (u *Use) write(j *jsonWriter) {
	j.begin('{')
	j.key("count")
	j.uint(uint64(u.Rows))
	j.key("hosts")
	j.uint(uint64(u.Hosts))
	j.key("states")
	j.begin('{')
	for _, s := range u.states() {
		j.key(s.String())
		j.uint(uint64(u.States[s]))
	}
	j.end('}')
	j.key("by")
	j.begin('[')
	for i := range u.By {
		by := &u.By[i]
		j.begin('{')
		j.key("pid")
		j.uint(uint64(by.Conn.PID))
		j.key("process")
		j.text(by.Process)
		j.key("owner")
		j.text(by.Conn.Owner.String())
		j.key("count")
		j.uint(uint64(by.Rows))
		j.end('}')
	}
	j.end(']')
	j.end('}')
}
