package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// record is a row as a program that reads our output sees it.
type record struct {
	Family      string  `json:"family"`
	State       string  `json:"state"`
	LocalAddr   string  `json:"local_addr"`
	LocalPort   uint16  `json:"local_port"`
	LocalScope  uint32  `json:"local_scope"`
	RemoteAddr  string  `json:"remote_addr"`
	RemotePort  uint16  `json:"remote_port"`
	RemoteScope uint32  `json:"remote_scope"`
	PID         uint32  `json:"pid"`
	Process     string  `json:"process"`
	Owner       string  `json:"owner"`
	UID         *uint32 `json:"uid"`
	User        string  `json:"user"`
	Offload     string  `json:"offload"`
	Inode       uint64  `json:"inode"`
	Cookie      string  `json:"cookie"`
	DualStack   bool    `json:"dual_stack"`
	RecvQ       uint32  `json:"recv_q"`
	SendQ       uint32  `json:"send_q"`
}

func TestJSONDecodes(t *testing.T) {
	rows := sampleRows()
	var out bytes.Buffer
	if err := render.JSON(&out, sampleHead(nil), all(rows)); err != nil {
		t.Fatal(err)
	}
	var document struct {
		SchemaVersion int      `json:"schema_version"`
		Source        string   `json:"source"`
		Complete      bool     `json:"complete"`
		Report        any      `json:"report"`
		Connections   []record `json:"connections"`
	}
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	if document.SchemaVersion != render.SchemaVersion || document.Source != "procfs" || !document.Complete {
		t.Errorf("head of the document: %+v", document)
	}
	if len(document.Connections) != len(rows) {
		t.Fatalf("%d rows, want %d", len(document.Connections), len(rows))
	}
	for i, got := range document.Connections {
		checkRecord(t, i, got, rows[i], validUTF8(rows[i].Process), validUTF8(rows[i].User))
	}
}

// TestJSONReadsLikeEncodingJSON holds our objects against those of encoding/json.
func TestJSONReadsLikeEncodingJSON(t *testing.T) {
	for i, row := range sampleRows() {
		ours := render.AppendJSON(nil, row)
		var r record
		if err := json.Unmarshal(ours, &r); err != nil {
			t.Fatalf("row %d: %v\n%s", i, err, ours)
		}
		theirs, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var a, b map[string]any
		if err := json.Unmarshal(ours, &a); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(theirs, &b); err != nil {
			t.Fatal(err)
		}
		if len(a) != len(render.FieldNames()) {
			t.Errorf("row %d has %d fields, want %d", i, len(a), len(render.FieldNames()))
		}
		for _, name := range render.FieldNames() {
			if value, ok := a[name]; !ok || value != b[name] {
				t.Errorf("row %d, %s: %v, encoding/json reads and writes %v", i, name, value, b[name])
			}
		}
	}
}

func TestJSONFieldOrder(t *testing.T) {
	decoder := json.NewDecoder(bytes.NewReader(render.AppendJSON(nil, sampleRows()[0])))
	var names []string
	for i := 0; ; i++ {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		if name, ok := token.(string); ok && i%2 == 1 { // token 0 is the brace, then name, value, …
			names = append(names, name)
		}
	}
	if !slices.Equal(names, render.FieldNames()) {
		t.Errorf("fields are in the order\n%v, want\n%v", names, render.FieldNames())
	}
}

func TestCSVDecodes(t *testing.T) {
	rows := sampleRows()
	var out bytes.Buffer
	if err := render.CSV(&out, all(rows), true); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\r\n"); lines != len(rows)+1 || lines != strings.Count(out.String(), "\n") {
		t.Errorf("%d lines that end with CR LF, want %d and no other line", lines, len(rows)+1)
	}
	records, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(records[0], render.FieldNames()) {
		t.Errorf("header %v, want %v", records[0], render.FieldNames())
	}
	for i, fields := range records[1:] {
		r := recordOf(t, fields)
		checkRecord(t, i, r, rows[i], escaped(rows[i].Process), escaped(rows[i].User))
	}
}

func TestCSVWithoutHeader(t *testing.T) {
	var out bytes.Buffer
	if err := render.CSV(&out, all(sampleRows()[:1]), false); err != nil {
		t.Fatal(err)
	}
	if got, want := out.Bytes(), render.AppendCSV(nil, sampleRows()[0]); !bytes.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func checkRecord(t *testing.T, i int, got record, row render.Row, process, user string) {
	t.Helper()
	c := row.Conn
	want := record{
		Family: c.Family().String(), State: c.State.String(),
		LocalAddr: got.LocalAddr, LocalPort: c.Local.Port(), LocalScope: c.LocalScope,
		RemoteAddr: got.RemoteAddr, RemotePort: c.Remote.Port(), RemoteScope: c.RemoteScope,
		PID: c.PID, Process: process, Owner: c.Owner.String(), UID: got.UID, User: user,
		Offload: c.Offload.String(), Inode: c.Inode, Cookie: strconv.FormatUint(c.Cookie, 10),
		DualStack: c.DualStack, RecvQ: c.RecvQ, SendQ: c.SendQ,
	}
	if got != want {
		t.Errorf("row %d is\n%+v, want\n%+v", i, got, want)
	}
	checkAddr(t, i, got.LocalAddr, c.Local.Addr())
	checkAddr(t, i, got.RemoteAddr, c.Remote.Addr())
	switch {
	case !c.HasUser() && got.UID != nil:
		t.Errorf("row %d has the user %d, want none", i, *got.UID)
	case c.HasUser() && (got.UID == nil || *got.UID != c.UID):
		t.Errorf("row %d has the user %v, want %d", i, got.UID, c.UID)
	}
}

func checkAddr(t *testing.T, i int, got string, want netip.Addr) {
	t.Helper()
	if parsed, err := netip.ParseAddr(got); err != nil || parsed != want.WithZone("") {
		t.Errorf("row %d has the address %q (%v), want %v without zone", i, got, err, want)
	}
}

// recordOf reads the fields of a CSV record in the documented order.
func recordOf(t *testing.T, fields []string) record {
	t.Helper()
	number := func(i, size int) uint64 {
		n, err := strconv.ParseUint(fields[i], 10, size)
		if err != nil {
			t.Fatalf("field %s: %v", render.FieldNames()[i], err)
		}
		return n
	}
	r := record{
		Family: fields[0], State: fields[1],
		LocalAddr: fields[2], LocalPort: uint16(number(3, 16)), LocalScope: uint32(number(4, 32)),
		RemoteAddr: fields[5], RemotePort: uint16(number(6, 16)), RemoteScope: uint32(number(7, 32)),
		PID: uint32(number(8, 32)), Process: fields[9], Owner: fields[10], User: fields[12],
		Offload: fields[13], Inode: number(14, 64), Cookie: fields[15], DualStack: fields[16] == "true",
		RecvQ: uint32(number(17, 32)), SendQ: uint32(number(18, 32)),
	}
	if fields[11] != "" {
		uid := uint32(number(11, 32))
		r.UID = &uid
	}
	return r
}

// validUTF8 is s as JSON has it: one U+FFFD for each byte that is not UTF-8.
func validUTF8(s string) string { return string([]rune(s)) }

// escaped is s as text and CSV have it, by way of the standard library.
func escaped(s string) string {
	quoted := strconv.Quote(s)
	quoted = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	for letter, number := range map[string]string{`\a`: `\x07`, `\b`: `\x08`, `\f`: `\x0c`, `\v`: `\x0b`} {
		quoted = replaceEscape(quoted, letter, number)
	}
	return quoted
}

// replaceEscape replaces an escape without taking `\\a` for `\a`.
func replaceEscape(s, old, replacement string) string {
	parts := strings.Split(s, `\\`)
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], old, replacement)
	}
	return strings.Join(parts, `\\`)
}

func TestUnknownNumbersStayReadable(t *testing.T) {
	conn := tcptable.Conn{State: 99, Owner: 99, Offload: 99}
	row := render.Row{Conn: &conn}
	var r record
	if err := json.Unmarshal(render.AppendJSON(nil, row), &r); err != nil {
		t.Fatal(err)
	}
	if r.State != "STATE(99)" || r.Owner != "owner(99)" || r.Offload != "OFFLOAD(99)" || r.Family != "family(0)" {
		t.Errorf("got %+v", r)
	}
	var out bytes.Buffer
	if err := render.Text(&out, all([]render.Row{row}), render.TextOptions{Extended: true, Color: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "STATE(99)") {
		t.Errorf("got %q", out.String())
	}
}
