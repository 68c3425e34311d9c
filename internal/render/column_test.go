package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable/internal/render"
)

func mustFind(t *testing.T, names ...string) render.Columns {
	t.Helper()
	var columns render.Columns
	for _, name := range names {
		c, ok := render.FindColumn(name)
		if !ok {
			t.Fatalf("no column %s", name)
		}
		columns = append(columns, c)
	}
	return columns
}

func TestColumnsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range render.AllColumns() {
		if c.Name == "" || c.Meaning == "" || strings.HasPrefix(c.Kind.String(), "kind(") || seen[c.Name] {
			t.Errorf("column %q has no meaning or kind, or is there twice", c.Name)
		}
		seen[c.Name] = true
		for _, spelling := range []string{c.Name, strings.ToUpper(c.Name), strings.ReplaceAll(c.Name, "_", "-"), strings.ReplaceAll(c.Name, "_", "")} {
			if found, ok := render.FindColumn(spelling); !ok || found.Name != c.Name {
				t.Errorf("%s finds the column %q", spelling, found.Name)
			}
		}
	}
	if _, ok := render.FindColumn("nothing"); ok {
		t.Error("there is a column of any name")
	}
}

// TestFieldColumns holds the columns against the fast path for the fields that are there by default.
func TestFieldColumns(t *testing.T) {
	rows := all(sampleRows())
	columns := render.FieldColumns()
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, render.FieldNames()) {
		t.Errorf("columns %v, want %v", names, render.FieldNames())
	}
	var slow, fast bytes.Buffer
	if err := columns.NDJSON(&slow, rows); err != nil {
		t.Fatal(err)
	}
	if err := render.NDJSON(&fast, rows); err != nil {
		t.Fatal(err)
	}
	if slow.String() != fast.String() {
		t.Errorf("NDJSON by columns is\n%s\nwant\n%s", &slow, &fast)
	}
	slow.Reset()
	fast.Reset()
	if err := columns.CSV(&slow, rows, true); err != nil {
		t.Fatal(err)
	}
	if err := render.CSV(&fast, rows, true); err != nil {
		t.Fatal(err)
	}
	if slow.String() != fast.String() {
		t.Errorf("CSV by columns is\n%s\nwant\n%s", &slow, &fast)
	}
}

// TestEveryColumn writes every column of every sample row in every format: what is written is of one
// line, can be read, and holds nothing that a terminal would obey.
func TestEveryColumn(t *testing.T) {
	for name, rows := range map[string][]render.Row{"known": fullRows(), "unknown": sampleRows()} {
		columns := render.AllColumns()
		var out bytes.Buffer
		if err := columns.JSON(&out, sampleHead(nil), all(rows)); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(out.Bytes()) {
			t.Errorf("%s: not JSON:\n%s", name, &out)
		}
		out.Reset()
		if err := columns.CSV(&out, all(rows), true); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "\x1b") {
			t.Errorf("%s: CSV has a control character", name)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(records) != len(rows)+1 || len(records[0]) != len(columns) {
			t.Errorf("%s: CSV has %d records, want %d: %v", name, len(records), len(rows)+1, err)
		}
		for _, wide := range []bool{false, true} {
			out.Reset()
			if err := render.Text(&out, all(rows), render.TextOptions{Header: true, Columns: columns, Wide: wide}); err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(out.String(), "\n"); lines != len(rows)+1 || strings.Contains(out.String(), "\x1b") {
				t.Errorf("%s: text has %d lines, want %d, or a control character", name, lines, len(rows)+1)
			}
		}
	}
}

func TestLongTexts(t *testing.T) {
	full := fullRows()
	rows := all([]render.Row{full[2], full[5]})
	columns := mustFind(t, "pid", "exe", "user")
	var cut, wide bytes.Buffer
	if err := render.Text(&cut, rows, render.TextOptions{Columns: columns}); err != nil {
		t.Fatal(err)
	}
	if err := render.Text(&wide, rows, render.TextOptions{Columns: columns, Wide: true}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(cut.String()) {
		if len([]rune(line)) > 90 || !strings.Contains(line, `\x1b[2Jyyy`) || !strings.Contains(line, "y…  ") {
			t.Errorf("not cut: %q", line)
		}
	}
	if !strings.Contains(wide.String(), strings.Repeat("y", 100)+"  ") {
		t.Errorf("cut although wide: %q", &wide)
	}
}

func TestValuesForPeople(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 1: "1ns", 999: "999ns", 38 * time.Microsecond: "38.0µs", 1234 * time.Microsecond: "1.23ms",
		150 * time.Millisecond: "150ms", 45600 * time.Millisecond: "45.6s", 723 * time.Second: "12m3s", 12 * time.Minute: "12m",
		5*time.Hour + 10*time.Minute: "5h10m", 999_499: "999µs", 999_500: "1.00ms", 999_499_999: "999ms", 999_500_000: "1.00s",
		59_949_999_999: "59.9s", 59_950_000_000: "1m", time.Minute: "1m", 100 * time.Microsecond: "100µs", 76*time.Hour + 59*time.Minute: "3d4h", -1: "0s",
	} {
		if got := string(render.AppendDuration(nil, d)); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	row := fullRows()[1]
	for name, want := range map[string]string{
		"bytes_sent": "1.23MB", "bytes_acked": "999B", "delivery_rate": "45.6MB/s", "last_send": "1m15s", "pacing_rate": "-",
		"rtt": "1.23ms", "age": "1h", "netns_name": "blue", "uptime": "1d2h", "parent": "1", "runs_as": "root", "deleted": "yes",
		"exe": "/opt/x (deleted)", "cmdline": `x: worker -a \x1b]0;\x07`, "unit": "x.service", "container": "31cb02944da7",
		"container_name": "web-0", "runtime": "docker", "pod": "web-0", "pod_name": "web-0", "cgroup": "/pod/x",
		"process_netns": "4026531840", "netns_container": "lxc-1", "netns_pod": "-", "holders": "100/nginx,101/nginx,102", "port": "80", "ssthresh": "-",
		"started": time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC).Local().Format(time.DateTime),
	} {
		c := mustFind(t, name)[0]
		if got := string(c.AppendText(nil, &row, render.TextOptions{})); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestValuesForPrograms(t *testing.T) {
	columns := mustFind(t, "rtt", "rttvar", "last_send", "delivery_rate", "holders", "created", "age", "local", "why", "dual_stack")
	var out bytes.Buffer
	if err := columns.NDJSON(&out, all(fullRows()[1:2])); err != nil {
		t.Fatal(err)
	}
	const want = `{"rtt":0.001234567,"rttvar":null,"last_send":75,"delivery_rate":45600000,` +
		`"holders":[{"pid":100,"process":"nginx"},{"pid":101,"process":"nginx"},{"pid":102,"process":""}],` +
		`"created":"2026-11-29T11:00:00Z","age":3600,"local":"[::]:80","why":null,"dual_stack":true}` + "\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
	out.Reset()
	if err := columns.CSV(&out, all(fullRows()[1:2]), false); err != nil {
		t.Fatal(err)
	}
	if want := "0.001234567,,75,45600000,\"100/nginx,101/nginx,102\",2026-11-29T11:00:00Z,3600,[::]:80,,true\r\n"; out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}

func TestOrderOfColumns(t *testing.T) {
	rows := fullRows()
	rtt := mustFind(t, "rtt")[0]
	if rtt.Compare(&rows[1], &rows[2]) >= 0 || rtt.Compare(&rows[2], &rows[1]) <= 0 {
		t.Error("the shorter time does not come first")
	}
	if rtt.Known(&rows[0]) || rtt.Compare(&rows[0], &rows[1]) <= 0 {
		t.Error("a row without a value does not come last")
	}
	for _, c := range render.AllColumns() {
		for i := range rows {
			if c.Compare(&rows[i], &rows[i]) != 0 {
				t.Errorf("%s: a row differs from itself", c.Name)
			}
		}
	}
}
