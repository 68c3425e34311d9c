package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/internal/render"
)

func grouped(t *testing.T, by string) *render.Groups {
	t.Helper()
	g := render.NewGroups(mustFind(t, by)[0])
	for _, r := range sampleRows() {
		g.Add(&r)
	}
	return g
}

func TestGroupText(t *testing.T) {
	var out bytes.Buffer
	if err := grouped(t, "process").Text(&out, render.TextOptions{Header: true}); err != nil {
		t.Fatal(err)
	}
	const want = `COUNT  PROCESS                                          STATES
    1  a\x1b[2J\n"q",\\\xff\u202e\U000e0001é  CLOSE_WAIT 1
`
	for _, line := range []string{"    1  sshd", "    1  - kernel", "    1  - not permitted", "    1  - not accepted yet", "    1  - "} {
		if !strings.Contains(out.String(), "\n"+line) {
			t.Errorf("no line %q in\n%s", line, &out)
		}
	}
	if strings.Contains(out.String(), "\x1b") || !strings.Contains(out.String(), `a\x1b[2J\n"q",\\\xff\u202e\U000e0001é`) {
		t.Errorf("not escaped, want %s, got\n%s", want, &out)
	}
}

func TestGroupData(t *testing.T) {
	for _, c := range render.AllColumns() {
		g := grouped(t, c.Name)
		var out bytes.Buffer
		if err := g.JSON(&out, sampleHead(errors.New("torn"))); err != nil {
			t.Fatal(err)
		}
		var document struct {
			GroupBy string `json:"group_by"`
			Groups  []struct {
				Count  int
				States map[string]int
			}
		}
		if err := json.Unmarshal(out.Bytes(), &document); err != nil {
			t.Fatalf("%s: %v\n%s", c.Name, err, &out)
		}
		rows := 0
		for _, group := range document.Groups {
			inStates := 0
			for _, n := range group.States {
				inStates += n
			}
			if inStates != group.Count {
				t.Errorf("%s: %d rows in states, %d in the group", c.Name, inStates, group.Count)
			}
			rows += group.Count
		}
		if document.GroupBy != c.Name || rows != len(sampleRows()) || len(document.Groups) != g.Len() {
			t.Errorf("%s: %d rows in %d groups by %s", c.Name, rows, len(document.Groups), document.GroupBy)
		}
		out.Reset()
		if err := g.CSV(&out, true); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(records) != g.Len()+1 {
			t.Errorf("%s: %d records: %v", c.Name, len(records), err)
		}
	}
}

func TestCounts(t *testing.T) {
	var out bytes.Buffer
	err := errors.Join(render.CountText(&out, 7), render.CountCSV(&out, 7, true), render.CountJSON(&out, 7, errors.New("torn")))
	const want = "7\ncount\r\n7\r\n" + `{"schema_version":1,"complete":false,"error":"torn","count":7}` + "\n"
	if err != nil || out.String() != want {
		t.Errorf("got %q, %v, want %q", &out, err, want)
	}
}

func TestTree(t *testing.T) {
	processes := map[uint32]render.Relative{
		1: {Name: "init"}, 100: {Name: "nginx", Parent: 1}, 711: {Name: "sshd", Parent: 1}, 9: {Name: "x", Parent: 711},
		4194304: {Name: "loop", Parent: 4194304},
	}
	var out bytes.Buffer
	if err := render.Tree(&out, processes, sampleRows(), render.TextOptions{Columns: mustFind(t, "state", "local", "holder")}); err != nil {
		t.Fatal(err)
	}
	const want = `1/init
├─ 100/nginx
│     LISTEN       [::]:80
└─ 711/sshd
   │  LISTEN       0.0.0.0:22
   └─ 9/x
         FIN_WAIT2    127.0.0.1:3
4194304/loop
   CLOSE_WAIT   [::ffff:192.0.2.1]:8080
- kernel
   TIME_WAIT    [2001:db8:ffff:ffff:ffff:ffff:ffff:fffe]:65535
- not accepted yet
   ESTABLISHED  127.0.0.1:1
- not permitted
   ESTABLISHED  [fe80::1%eth0]:5000
- gone
   SYN_SENT     127.0.0.1:5
- elsewhere
   LISTEN       [::1]:9
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}
