package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// namedRow is a row in which a name stands in every place that takes one.
func namedRow(name string) render.Row {
	return render.Row{Conn: &tcptable.Conn{PID: 1, Inode: 1}, Process: name, User: name}
}

func FuzzJSONName(f *testing.F) {
	for _, row := range sampleRows() {
		f.Add(row.Process)
	}
	f.Fuzz(func(t *testing.T, name string) {
		line := render.AppendJSON(nil, namedRow(name))
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v\n%q", err, line)
		}
		if want := validUTF8(name); r.Process != want || r.User != want {
			t.Errorf("%q became %q and %q", name, r.Process, r.User)
		}
		checkPrintable(t, line)
	})
}

func FuzzCSVName(f *testing.F) {
	for _, row := range sampleRows() {
		f.Add(row.Process)
	}
	f.Fuzz(func(t *testing.T, name string) {
		line := render.AppendCSV(nil, namedRow(name))
		records, err := csv.NewReader(bytes.NewReader(line)).ReadAll()
		if err != nil || len(records) != 1 || len(records[0]) != len(render.FieldNames()) {
			t.Fatalf("%q is %v, %v", line, records, err)
		}
		if got, want := records[0][9], escaped(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
		checkPrintable(t, bytes.TrimSuffix(line, []byte("\r\n")))
	})
}

func FuzzTextName(f *testing.F) {
	for _, row := range sampleRows() {
		f.Add(row.Process)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var out bytes.Buffer
		rows := []render.Row{namedRow(name)}
		if err := render.Text(&out, all(rows), render.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if name != "" && !strings.Contains(out.String(), "1/"+escaped(name)+"  ") {
			t.Errorf("%q is not in %q as %q", name, out.String(), escaped(name))
		}
		checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
	})
}

// factsRow is a row in which a text stands in every place that takes what a process, a container or a
// namespace says of itself.
func factsRow(text string) render.Row {
	row := namedRow(text)
	container := tcptable.Container{ID: text, Name: text, Runtime: text, Pod: text}
	row.More = &render.More{
		Facts: &tcptable.ProcessFacts{
			Executable: text, Deleted: true, CommandLine: strings.Split(text, "\x00"), Cgroup: text, Unit: text, Container: container,
		},
		RunsAs: text, NetNS: text, Remote: text,
		Namespace: &tcptable.Namespace{Container: container},
	}
	return row
}

func FuzzColumns(f *testing.F) {
	for _, row := range sampleRows() {
		f.Add(row.Process)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, columns := all([]render.Row{factsRow(text)}), render.AllColumns()
		var out bytes.Buffer
		fields := make(map[string]any)
		err := columns.NDJSON(&out, rows)
		if err = errors.Join(err, json.Unmarshal(out.Bytes(), &fields)); err != nil || len(fields) != len(columns) {
			t.Fatalf("%v\n%q", err, &out)
		}
		checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
		out.Reset()
		if err := columns.CSV(&out, rows, false); err != nil {
			t.Fatal(err)
		}
		checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\r\n")))
		if records, err := csv.NewReader(&out).ReadAll(); err != nil || len(records) != 1 || len(records[0]) != len(columns) {
			t.Fatalf("%d records, %v", len(records), err)
		}
		for _, wide := range []bool{false, true} {
			out.Reset()
			if err := render.Text(&out, rows, render.TextOptions{Columns: columns, Wide: wide}); err != nil {
				t.Fatal(err)
			}
			checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
		}
		checkGroups(t, text, columns)
	})
}

// checkGroups counts a row by each column.
func checkGroups(t *testing.T, text string, columns render.Columns) {
	t.Helper()
	row := factsRow(text)
	for _, c := range columns {
		g := render.NewGroups(c)
		g.Add(&row)
		var out bytes.Buffer
		if err := g.Text(&out, render.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
		out.Reset()
		if err := g.NDJSON(&out); err != nil || !json.Valid(out.Bytes()) {
			t.Fatalf("%s: %v\n%q", c.Name, err, &out)
		}
		checkPrintable(t, bytes.TrimSuffix(out.Bytes(), []byte("\n")))
	}
}

// checkPrintable makes sure that a line moves no cursor and ends nowhere but at its end.
func checkPrintable(t *testing.T, line []byte) {
	t.Helper()
	if !utf8.Valid(line) {
		t.Errorf("%q is not UTF-8", line)
	}
	for _, r := range string(line) {
		if !unicode.IsPrint(r) {
			t.Errorf("%q holds %U", line, r)
		}
	}
}
