package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

const pauseID = "31cb02944da7a12196a193cf0e0f6c226d7c453a1db62e65ba98287593a2ee30"

// sampleFacts are of a process that tells everything, of one that tells nothing, and of one that would
// break a screen.
func sampleFacts(now time.Time) [3]tcptable.ProcessFacts {
	return [...]tcptable.ProcessFacts{
		{},
		{
			Process: tcptable.Process{PID: 100, Name: "x"}, Executable: "/opt/x", Deleted: true,
			CommandLine: []string{"x: worker", "-a", "\x1b]0;\a"}, Parent: 1, HasUID: true, Started: now.Add(-26 * time.Hour),
			NetNS: 4026531840, Cgroup: "/pod/x", Unit: "x.service",
			Container: tcptable.Container{ID: pauseID, Runtime: "docker", Pod: "74ba62da-1a3d-11e7-bb11-080027cb0e22", Name: "web-0"},
		},
		{
			Executable: "/usr/sbin/x\x1b[2J" + strings.Repeat("y", 100), Cgroup: "/\n\xff", Unit: "\u202e.service",
			CommandLine: []string{"a\nb", "", "\xfe\x00", strings.Repeat("z", 100_000)}, Started: now.Add(time.Hour),
			Container: tcptable.Container{Runtime: "lxc", Name: "\r\x1b]"},
		},
	}
}

// fullRows are the sample rows with everything that can be known.
func fullRows() []render.Row {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	facts := sampleFacts(now)
	rows := sampleRows()
	for i := range rows {
		rows[i].More = &render.More{
			Facts: &facts[i%len(facts)],
			Info: &tcptable.TCPInfo{
				RTT: time.Duration(i) * 1234567, SndCwnd: 10, BytesSent: 1_234_567, BytesAcked: 999, DeliveryRate: 45_600_000,
				LastDataSent: 75 * time.Second, PacingRate: 1<<64 - 1,
			},
			RunsAs: "root", Created: now.Add(-time.Hour), Now: now, NetNS: "blue",
			Namespace: &tcptable.Namespace{Container: tcptable.Container{Runtime: "lxc", Name: "lxc-1"}},
		}
	}
	return rows
}

// TestOwnerColumns holds what programs get of a process that tells everything, and of one that has ended.
func TestOwnerColumns(t *testing.T) {
	columns := mustFind(t, "exe", "deleted", "cmdline", "runs_as", "started", "uptime", "parent", "cgroup", "unit", "process_netns",
		"container", "container_name", "runtime", "pod", "pod_name", "netns_container", "netns_pod")
	rows := fullRows()
	rows[0].More = nil
	var out bytes.Buffer
	if err := columns.NDJSON(&out, all(rows[:2])); err != nil {
		t.Fatal(err)
	}
	const want = `{"exe":null,"deleted":null,"cmdline":null,"runs_as":null,"started":null,"uptime":null,"parent":null,"cgroup":null,` +
		`"unit":null,"process_netns":null,"container":null,"container_name":null,"runtime":null,"pod":null,"pod_name":null,` +
		`"netns_container":null,"netns_pod":null}` + "\n" +
		`{"exe":"/opt/x","deleted":true,"cmdline":["x: worker","-a","\u001b]0;\u0007"],"runs_as":"root",` +
		`"started":"2026-11-28T10:00:00Z","uptime":93600,"parent":1,"cgroup":"/pod/x","unit":"x.service",` +
		`"process_netns":4026531840,"container":"` + pauseID + `","container_name":"web-0","runtime":"docker",` +
		`"pod":"74ba62da-1a3d-11e7-bb11-080027cb0e22","pod_name":"web-0","netns_container":"lxc-1","netns_pod":null}` + "\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// sampleNamespaces are called alike, or what would break a screen.
func sampleNamespaces() []tcptable.Namespace {
	return []tcptable.Namespace{
		{ID: 4026531840, Names: []string{"web", "\x1b[2J"}, Paths: []string{"/run/netns/web", "/\xff"}, Denied: true},
		{
			ID: 4026532000, Process: tcptable.Process{PID: 7, Name: "redis\n"}, Processes: 2,
			Container: tcptable.Container{ID: pauseID, Name: "web", Runtime: "docker"},
		},
		{ID: 4026532001},
	}
}

func TestNamesOfNamespaces(t *testing.T) {
	process := tcptable.Process{PID: 7, Name: "redis"}
	for _, test := range []struct {
		ns   tcptable.Namespace
		want string
	}{
		{tcptable.Namespace{ID: 1}, ""},
		{tcptable.Namespace{Paths: []string{"/run/docker/netns/1a", "/x"}}, "/run/docker/netns/1a"},
		{tcptable.Namespace{Paths: []string{"/x"}, Process: process}, "7/redis"},
		{tcptable.Namespace{Process: process, Container: tcptable.Container{ID: pauseID}}, "31cb02944da7"},
		{tcptable.Namespace{Process: process, Container: tcptable.Container{ID: "init.scope-" + pauseID}}, "init.scope-" + pauseID},
		{tcptable.Namespace{Process: process, Container: tcptable.Container{ID: pauseID, Name: "web"}}, "web"},
		{tcptable.Namespace{Process: process, Container: tcptable.Container{Pod: "uid"}}, "uid"},
		{tcptable.Namespace{Names: []string{"blue", "green"}, Process: process, Container: tcptable.Container{Name: "web"}}, "blue"},
	} {
		if got := render.NameNamespaces([]tcptable.Namespace{test.ns})[0].Name; got != test.want {
			t.Errorf("%+v is called %q, want %q", test.ns, got, test.want)
		}
	}
}

// TestContainersOfGroups: a container is known by all of its id, and shown by the beginning.
func TestContainersOfGroups(t *testing.T) {
	rows := fullRows()
	groups := render.NewGroups(mustFind(t, "container")[0])
	for i := range rows {
		groups.Add(&rows[i])
	}
	var text, data bytes.Buffer
	if err := groups.Text(&text, render.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := groups.NDJSON(&data); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "  31cb02944da7  ") || !strings.Contains(data.String(), `"key":"`+pauseID+`"`) {
		t.Errorf("got\n%s%s", &text, &data)
	}
}

func TestUnitsOfContainers(t *testing.T) {
	unit := mustFind(t, "unit")[0]
	for name, want := range map[string]string{
		"ssh.service":                             "ssh.service",
		"docker-" + pauseID + ".scope":            "docker-31cb02944da7….scope",
		pauseID + pauseID:                         pauseID + pauseID, // which is no id
		pauseID + ":" + pauseID:                   "31cb02944da7…:31cb02944da7…",
		"a" + pauseID[1:] + "-cafe.scope":         "a1cb02944da7…-cafe.scope",
		pauseID[:63]:                              pauseID[:63],
		"x" + pauseID[:63] + "-" + pauseID + "\n": "x" + pauseID[:63] + "-31cb02944da7…\\n",
	} {
		row := render.Row{Conn: new(tcptable.Conn), More: &render.More{Facts: &tcptable.ProcessFacts{Unit: name}}}
		if got := string(unit.AppendText(nil, &row, render.TextOptions{})); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
	}
}

// BenchmarkWide is what --wide costs once all is known.
func BenchmarkWide(b *testing.B) {
	rows := busy(10_000, false)
	more := fullRows()[1].More
	for i := range rows {
		rows[i].More = more
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := render.Text(new(bytes.Buffer), all(rows), render.TextOptions{Header: true, Wide: true, Columns: render.WideColumns()}); err != nil {
			b.Fatal(err)
		}
	}
}
