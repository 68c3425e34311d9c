package render

import (
	"io"

	"github.com/tcptable/tcptable"
)

// KillResult is what has come of closing a connection, or of signalling its owner.
type KillResult uint8

// The results. Planned is what would be done, where nothing is done yet.
const (
	KillPlanned KillResult = iota
	KillClosed
	KillSignaled
	KillGone        // there was nothing to do any more
	KillSpared      // it was left alone on purpose
	KillDenied      // it takes a privilege
	KillUnsupported // it cannot be done
	KillFailed      // what has become of it is not known
)

// killWords are the results as JSON has them and as people read them.
var killWords = [...]struct{ stable, shown, color string }{
	KillPlanned:     {"planned", "planned", dim},
	KillClosed:      {"closed", "closed", green},
	KillSignaled:    {"signaled", "signaled", green},
	KillGone:        {"gone", "gone already", dim},
	KillSpared:      {"spared", "left alone", yellow},
	KillDenied:      {"denied", "not permitted", red},
	KillUnsupported: {"unsupported", "not possible", red},
	KillFailed:      {"failed", "failed", red},
}

// String returns a stable name of one word, for example "closed".
func (r KillResult) String() string { return killWords[r].stable }

// Outcome is what has come of one row.
type Outcome struct {
	Row    Row
	Result KillResult
	Reason string // why, in words, or what else there is to know. Empty: nothing
}

// KillOptions says how [KillText] writes.
type KillOptions struct {
	Header     bool
	Color      bool
	Preview    bool // without results, before anything is done
	Namespaces bool // each row with what its network namespace is called
}

// KillText writes the rows as a table, with what has come of each.
func KillText(w io.Writer, outcomes []Outcome, o KillOptions) error {
	if len(outcomes) == 0 {
		return nil
	}
	var g grid
	if o.Header {
		title := paint(bold, o.Color)
		cells := []cell{{"STATE", title}, {"LOCAL ADDRESS", title}, {"REMOTE ADDRESS", title}, {"PID/PROCESS", title}, {"USER", title}}
		if !o.Preview {
			cells = append([]cell{{"RESULT", title}}, cells...)
		}
		if o.Namespaces {
			cells = append(cells, cell{"NAMESPACE", title})
		}
		g.add(append(cells, cell{reasonTitle(outcomes), title})...)
	}
	for i := range outcomes {
		g.add(outcomes[i].cells(o)...)
	}
	_, err := w.Write(g.append(nil))
	return err
}

// reasonTitle is the title of a column that is there only where it has something to say.
func reasonTitle(outcomes []Outcome) string {
	for i := range outcomes {
		if outcomes[i].Reason != "" {
			return "WHY"
		}
	}
	return ""
}

func (o *Outcome) cells(options KillOptions) []cell {
	row := &o.Row
	user := "-"
	if row.User != "" {
		user = safe(row.User)
	}
	cells := []cell{
		{row.Conn.State.String(), paint(stateColor(row.Conn.State), options.Color)},
		{endpoint(row.Conn, false), ""},
		{endpoint(row.Conn, true), ""},
		{ownerOf(row.Conn, row.Process), ""},
		{user, ""},
	}
	if !options.Preview {
		word := killWords[o.Result]
		cells = append([]cell{{word.shown, paint(word.color, options.Color)}}, cells...)
	}
	if options.Namespaces {
		cells = append(cells, cell{namespaceOf(row), ""})
	}
	return append(cells, cell{safe(o.Reason), ""})
}

// namespaceOf is what the namespace of a row is called, or its number.
func namespaceOf(r *Row) string {
	if name := r.more().NetNS; name != "" {
		return safe(name)
	}
	return string(appendNonzero(nil, r.Conn.NetNS))
}

// KillSchemaVersion is the number in the field "schema_version" of what [KillDocument.JSON] writes, see
// [SchemaVersion].
const KillSchemaVersion = 1

// KillDocument is what was done to a selection of rows.
type KillDocument struct {
	Report   *tcptable.Report
	Failure  error  // why rows are missing
	Signal   string // what was sent to the owners, for example "TERM". Empty: connections were closed
	DryRun   bool
	Outcomes []Outcome
}

// JSON writes one document, with the rows one on a line.
func (d *KillDocument) JSON(w io.Writer) error {
	var j jsonWriter
	j.begin('{')
	j.key("schema_version")
	j.int(KillSchemaVersion)
	j.key("source")
	j.text(d.Report.Source)
	j.key("complete")
	j.bool(d.Failure == nil)
	j.key("error")
	j.error(d.Failure)
	j.key("action")
	if d.Signal == "" {
		j.text("close")
	} else {
		j.text("signal")
	}
	j.key("signal")
	j.textOrNull(d.Signal)
	j.key("dry_run")
	j.bool(d.DryRun)
	d.writeCounts(&j)
	j.key("connections")
	j.begin('[')
	var addrs addrTexts
	for i := range d.Outcomes {
		j.line()
		j.next()
		j.out = d.Outcomes[i].appendJSON(j.out, &addrs)
	}
	j.out = append(j.out, '\n')
	j.end(']')
	j.end('}')
	_, err := w.Write(append(j.out, '\n'))
	return err
}

// writeCounts writes how many rows there are of each result, of those too that there are none of.
func (d *KillDocument) writeCounts(j *jsonWriter) {
	var counts [len(killWords)]uint64
	for i := range d.Outcomes {
		counts[d.Outcomes[i].Result]++
	}
	j.key("counts")
	j.begin('{')
	for result, n := range counts {
		j.key(KillResult(result).String())
		j.uint(n)
	}
	j.end('}')
}

// NDJSON writes one JSON object a line for each row.
func (d *KillDocument) NDJSON(w io.Writer) error {
	var out []byte
	var addrs addrTexts
	for i := range d.Outcomes {
		out = append(d.Outcomes[i].appendJSON(out, &addrs), '\n')
	}
	if len(out) == 0 {
		return nil
	}
	_, err := w.Write(out)
	return err
}

// appendJSON appends the row with the fields that it always has, and what has come of it.
func (o *Outcome) appendJSON(dst []byte, addrs *addrTexts) []byte {
	dst = appendJSON(dst, &o.Row, addrs)
	j := jsonWriter{out: dst[:len(dst)-len("}")], comma: true}
	j.key("netns")
	j.uint(o.Row.Conn.NetNS)
	j.key("result")
	j.text(o.Result.String())
	j.key("reason")
	j.textOrNull(o.Reason)
	j.end('}')
	return j.out
}
