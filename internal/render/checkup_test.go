package render_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"testing"

	"github.com/tcptable/tcptable/internal/render"
)

func sampleCheckup() *render.Checkup {
	return &render.Checkup{
		Version: "v1.0.0", System: "Windows/amd64", User: `as a "\x1b[2J" user`, Program: `C:\Program Files\tcptable` + "\x1b[2J.exe",
		Capabilities: []string{"cap_bpf"},
		Checks: []render.Check{
			{Name: "table", Detail: "every connection"},
			{Name: "brief connections", Status: render.Refused, Detail: "a text that is longer than what is left of a line of eighty columns", Failure: fs.ErrPermission, Needs: []string{"cap_net_admin"}},
			{Name: "kill", Status: render.Failed, Detail: "closes", Failure: errors.New("tcptable: line\nfeed")},
		},
		Advice: []render.Advice{{Purpose: "To do more", Commands: []string{"sudo setcap cap_net_admin+ep '/opt/my tools/tcptable'"}, Note: "Mind the gap."}},
	}
}

func TestCheckupText(t *testing.T) {
	const want = `tcptable v1.0.0 on Windows/amd64, as a "\\x1b[2J" user
with cap_bpf
C:\Program Files\tcptable\x1b[2J.exe

works    table              every connection
refused  brief connections  a text that is longer than what is left of a line of
                            eighty columns: permission denied
failed   kill               closes: line\nfeed

To do more:
  sudo setcap cap_net_admin+ep '/opt/my tools/tcptable'
Mind the gap.
`
	var out bytes.Buffer
	if err := render.CheckupText(&out, sampleCheckup(), false); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestCheckupJSON(t *testing.T) {
	var out bytes.Buffer
	if err := render.CheckupJSON(&out, sampleCheckup()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Program string
		Checks  []struct{ Status, Error string }
		Advice  []struct{ Commands []string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	want := sampleCheckup()
	if got.Program != want.Program || len(got.Checks) != 3 || got.Checks[1].Status != "refused" ||
		got.Checks[1].Error != "permission denied" || got.Advice[0].Commands[0] != want.Advice[0].Commands[0] {
		t.Errorf("%+v", got)
	}
}
