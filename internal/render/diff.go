package render

import (
	"bytes"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
)

// Change is what has become of one row from one document to another.
type Change struct {
	Before, After *DiffRow // nil: it was not there, or is not there any more
	State, Owner  bool     // which of them has changed, where it was there before and after
}

// DiffRow is a row of a document.
type DiffRow struct {
	Conn          tcptable.Conn
	Process, User string

	// Raw is the row as it stands in the document: a JSON object, with fields perhaps that this
	// version does not know.
	Raw []byte
}

// kind is what JSON calls the change, and mark what text puts before it.
func (c *Change) kind() (word, mark, color string) {
	switch {
	case c.Before == nil:
		return "opened", "+", green
	case c.After == nil:
		return "closed", "-", red
	}
	return "changed", "~", yellow
}

// DiffText writes one line for each change: + opened, - closed, ~ changed.
func DiffText(w io.Writer, changes []Change, header, color bool) error {
	if len(changes) == 0 {
		return nil
	}
	var g grid
	if header {
		title := paint(bold, color)
		g.add(cell{" ", ""}, cell{"STATE", title}, cell{"LOCAL ADDRESS", title}, cell{"REMOTE ADDRESS", title},
			cell{"PID/PROCESS", title}, cell{"USER", title})
	}
	for i := range changes {
		g.add(changes[i].cells(color)...)
	}
	_, err := w.Write(g.append(nil))
	return err
}

func (c *Change) cells(color bool) []cell {
	_, mark, markColor := c.kind()
	row := c.After
	if row == nil {
		row = c.Before
	}
	state, owner := row.Conn.State.String(), ownerOf(&row.Conn, row.Process)
	if c.State {
		state = c.Before.Conn.State.String() + " -> " + state
	}
	if c.Owner {
		owner = ownerOf(&c.Before.Conn, c.Before.Process) + " -> " + owner
	}
	user := "-"
	if row.User != "" {
		user = safe(row.User)
	}
	return []cell{
		{mark, paint(markColor, color)},
		{state, paint(stateColor(row.Conn.State), color)},
		{endpoint(&row.Conn, false), ""},
		{endpoint(&row.Conn, true), ""},
		{owner, ""},
		{user, ""},
	}
}

// DiffSide is one of the two documents.
type DiffSide struct {
	Name, Source string
	Begin        time.Time
	Complete     bool
	Rows         int
}

// DiffSchemaVersion is the number in the field "schema_version" of what [DiffJSON] writes, see
// [SchemaVersion].
const DiffSchemaVersion = 1

// DiffJSON writes the changes as one JSON document, one on a line, with the rows as they stood in their
// documents.
func DiffJSON(w io.Writer, before, after DiffSide, changes []Change) error {
	var j jsonWriter
	j.begin('{')
	j.key("schema_version")
	j.int(DiffSchemaVersion)
	j.key("before")
	before.write(&j)
	j.key("after")
	after.write(&j)
	counts := make(map[string]uint64)
	for i := range changes {
		word, _, _ := changes[i].kind()
		counts[word]++
	}
	for _, word := range []string{"opened", "closed", "changed"} {
		j.key(word)
		j.uint(counts[word])
	}
	j.key("changes")
	j.begin('[')
	for i := range changes {
		j.line()
		changes[i].write(&j)
	}
	j.out = append(j.out, '\n')
	j.end(']')
	j.end('}')
	_, err := w.Write(append(j.out, '\n'))
	return err
}

func (s *DiffSide) write(j *jsonWriter) {
	j.begin('{')
	j.key("name")
	j.text(s.Name)
	j.key("source")
	j.text(s.Source)
	j.key("begin")
	j.text(s.Begin.UTC().Format(time.RFC3339Nano))
	j.key("complete")
	j.bool(s.Complete)
	j.key("rows")
	j.int(int64(s.Rows))
	j.end('}')
}

func (c *Change) write(j *jsonWriter) {
	word, _, _ := c.kind()
	j.begin('{')
	j.key("change")
	j.text(word)
	j.key("fields")
	j.begin('[')
	if c.State {
		j.text("state")
	}
	if c.Owner {
		j.text("owner")
	}
	j.end(']')
	j.key("before")
	writeRaw(j, c.Before)
	j.key("after")
	writeRaw(j, c.After)
	j.end('}')
}

func writeRaw(j *jsonWriter, row *DiffRow) {
	if row == nil {
		j.null()
		return
	}
	j.next()
	j.out = appendSafeJSON(j.out, row.Raw)
}

// appendSafeJSON appends valid JSON without what is not to reach a terminal, and without line ends:
// whoever wrote it need not have been this program. Outside of strings it is ASCII alone.
func appendSafeJSON(dst, value []byte) []byte {
	value = bytes.ReplaceAll(value, []byte("\n"), nil) // never within a string, where it has to be escaped
	value = bytes.ReplaceAll(value, []byte("\r"), nil)
	for len(value) > 0 {
		r, size := utf8.DecodeRune(value)
		switch {
		case r == '\t':
			dst = append(dst, ' ')
		case r == utf8.RuneError && size == 1:
			dst = append(dst, `\ufffd`...)
		case strconv.IsPrint(r):
			dst = append(dst, value[:size]...)
		default:
			dst = appendJSONRune(dst, r)
		}
		value = value[size:]
	}
	return dst
}
