package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

func runWho(f *fakeSource, args ...string) result {
	return runEnv(factsEnv(&factsSource{fakeSource: f}, append([]string{"who"}, args...)...))
}

func TestWho(t *testing.T) {
	for _, test := range []struct {
		args string
		want []string // lines
		not  string
		code int
	}{
		{"22", []string{
			"sshd, process 22, listens on port 22.", "  reachable    0.0.0.0:22, by every IPv4 address of this machine",
			"  connections  1 with 1 host: 1 ESTABLISHED", "  waiting      0 of at most 0 to be accepted", "  program      /usr/sbin/sshd",
			"  user         root", "  started by   1/init", "  unit         ssh.service",
		}, "Nobody", exitOK},
		{"http", []string{
			"nginx, process 100, listens on port 80 (http).", "  reachable    [::]:80, by every address of this machine, IPv4 and IPv6",
			"  connections  2 with 2 hosts: 1 ESTABLISHED, 1 CLOSE_WAIT", `  command      nginx: master\x1b[2J`,
			"  started by   22/sshd, by 1/init", "  container    abababababab of docker", "  held by      101/nginx, too",
		}, "\x1b", exitOK},
		{"443", []string{"Nobody listens on port 443.", "  From here go to that port 1 connection with 1 host: 1 TIME_WAIT; 1 of an unknown owner (kernel)."}, "At this end", exitOK},
		{"50000", []string{"Nobody listens on port 50000."}, "At this end", exitOK},
		{"40000", []string{"Nobody listens on port 40000.", "  At this end have it 1 connection with 1 host: 1 TIME_WAIT; 1 of an unknown owner (kernel)."}, "go to that port", exitOK},
		{"22,:9 22", []string{"sshd, process 22, listens on port 22.", "Nobody listens on port 9."}, "", exitOK},
		{"9 --fail-empty", []string{"Nobody listens on port 9."}, "", exitEmpty},
		{"9 22 --fail-empty", []string{"Nobody listens on port 9."}, "", exitOK},
		{"22 --numeric", []string{"  user         0"}, "root", exitOK},
		{"22 --netns x", nil, "", exitError},
	} {
		r := runWho(sampleSource(), strings.Fields(test.args)...)
		if r.code != test.code || test.not != "" && strings.Contains(r.stdout, test.not) || strings.Count(r.stdout, "listens on port 22") > 1 {
			t.Errorf("who %s: exit code %d\n%s%s", test.args, r.code, r.stdout, r.stderr)
		}
		for _, line := range test.want {
			if !strings.Contains("\n"+r.stdout, "\n"+line+"\n") {
				t.Errorf("who %s: no line %q in\n%s", test.args, line, r.stdout)
			}
		}
	}
}

// Who may not see all says so.
func TestWhoWithoutPrivilege(t *testing.T) {
	f := sampleSource()
	f.snap.Conns[0].PID, f.snap.Conns[0].Owner = 0, tcptable.OwnerDenied
	r := runWho(f, "22")
	want := "A process that is not known listens on port 22.\n"
	if r.code != exitOK || !strings.HasPrefix(r.stdout, want) || !strings.Contains(r.stdout, "\n  why          its process may not be looked at") ||
		!strings.Contains(r.stderr, "tcptable: owners of 2 connections are not shown: 3 processes may not be looked at") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

func TestWhoJSON(t *testing.T) {
	r := runWho(sampleSource(), "--json", "--all-netns", "80", "7")
	var got struct {
		SchemaVersion  int  `json:"schema_version"`
		OwnersComplete bool `json:"owners_complete"`
		Ports          []struct {
			Port      uint16
			Listeners []struct {
				PID     uint32
				Parents []struct{ PID uint32 }
				Facts   struct{ Exe string }
				Sockets []struct{ Reach string }
			}
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatalf("%v:\n%s", err, r.stdout)
	}
	if r.code != exitOK || r.stderr != "" || got.SchemaVersion != 1 || got.OwnersComplete || len(got.Ports) != 2 || got.Ports[1].Port != 7 || len(got.Ports[1].Listeners) > 0 {
		t.Fatalf("exit code %d, %+v: %s", r.code, got, r.stderr)
	}
	l := got.Ports[0].Listeners
	if len(l) != 1 || l[0].PID != 100 || len(l[0].Parents) != 2 || l[0].Facts.Exe != "/usr/sbin/nginx" || l[0].Sockets[0].Reach != "any" {
		t.Errorf("%+v", l)
	}
}

func TestWhoReadFailures(t *testing.T) {
	f := sampleSource()
	f.err = errors.New("half of it")
	if r := runWho(f, "22"); r.code != exitError || !strings.Contains(r.stdout, "sshd") || !strings.Contains(r.stderr, "half of it") {
		t.Errorf("a part: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	f = sampleSource()
	f.err, f.snap.Conns = errors.New("nothing"), nil
	if r := runWho(f, "22", "--fail-empty"); r.code != exitError || r.stdout != "" {
		t.Errorf("none: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	f = sampleSource()
	f.snap.Report.NamespacesDenied = 2
	if r := runWho(f, "--all-netns", "22"); r.code != exitDenied || !strings.Contains(r.stdout, "sshd") {
		t.Errorf("two namespaces missing: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// A connection came by the listener with its address, in its namespace, and not by another.
func TestListenerOf(t *testing.T) {
	ap := netip.MustParseAddrPort
	listener := func(local string, pid uint32, change func(c *tcptable.Conn)) render.Listener {
		c := &tcptable.Conn{Local: ap(local), State: tcptable.StateListen, PID: pid}
		if change != nil {
			change(c)
		}
		row := render.Row{Conn: c}
		return render.Listener{Row: row, Sockets: []render.Row{row}}
	}
	listeners := []render.Listener{
		listener("0.0.0.0:80", 1, nil),
		listener("10.0.0.1:80", 2, nil),
		listener("[::]:80", 3, nil),
		listener("[::]:80", 4, func(c *tcptable.Conn) { c.NetNS, c.DualStack = 5, true }),
		listener("0.0.0.0:80", 6, func(c *tcptable.Conn) { c.NetNS, c.Interface = 6, 2 }),
		listener("0.0.0.0:80", 7, nil), // SO_REUSEPORT
	}
	for _, test := range []struct {
		local  string
		change func(c *tcptable.Conn)
		want   int
	}{
		{"10.0.0.2:80", nil, 0},
		{"10.0.0.1:80", nil, 1},
		{"10.0.0.1:80", func(c *tcptable.Conn) { c.PID = 1 }, 1},
		{"10.0.0.2:80", func(c *tcptable.Conn) { c.PID = 7 }, 5},
		{"[2001:db8::1]:80", nil, 2},
		{"[::ffff:10.0.0.2]:80", nil, -1},
		{"[::ffff:10.0.0.2]:80", func(c *tcptable.Conn) { c.NetNS = 5 }, 3},
		{"[2001:db8::1]:80", func(c *tcptable.Conn) { c.NetNS = 5 }, 3},
		{"10.0.0.2:80", func(c *tcptable.Conn) { c.NetNS = 6 }, -1},
		{"10.0.0.2:80", func(c *tcptable.Conn) { c.NetNS, c.Interface = 6, 2 }, 4},
		{"10.0.0.2:80", func(c *tcptable.Conn) { c.NetNS = 9 }, -1},
	} {
		c := tcptable.Conn{Local: ap(test.local), State: tcptable.StateEstablished}
		if test.change != nil {
			test.change(&c)
		}
		i := inquiry{snap: new(tcptable.Snapshot)}
		if got := i.listenerOf(listeners, &c); got != test.want {
			t.Errorf("%+v came by listener %d, want %d", c, got, test.want)
		}
	}
	mapped := tcptable.Conn{Local: ap("[::ffff:10.0.0.2]:80")}
	i := inquiry{snap: &tcptable.Snapshot{Report: tcptable.Report{Missing: tcptable.FieldDualStack}}}
	if got := i.listenerOf(listeners, &mapped); got != 2 {
		t.Errorf("of a source that does not tell: listener %d, want 2", got)
	}
}

// circle is a source in which two processes are the parents of each other, and one of them has been
// there longer than the number of its parent.
type circle struct{ *fakeSource }

func (circle) ProcessFacts(_ context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	facts := map[uint32]tcptable.ProcessFacts{
		100: {Process: tcptable.Process{PID: 100}, Parent: 101},
		101: {Process: tcptable.Process{PID: 101}, Parent: 100},
		22:  {Process: tcptable.Process{PID: 22, Start: 5}, Parent: 23},
		23:  {Process: tcptable.Process{PID: 23, Start: 6}},
	}
	return facts[p.PID], nil
}

func TestWhoParents(t *testing.T) {
	table, err := tcptable.Open(tcptable.WithSource(circle{sampleSource()}))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	i := inquiry{facts: gatherer{table: table, snap: new(tcptable.Snapshot), owners: make(map[uint32]owner)}}
	if got := i.parents(t.Context(), &tcptable.ProcessFacts{Process: tcptable.Process{PID: 100}, Parent: 101}); len(got) != 2 {
		t.Errorf("parents in a circle: %v, want two", got)
	}
	if got := i.parents(t.Context(), &tcptable.ProcessFacts{Process: tcptable.Process{PID: 22, Start: 5}, Parent: 23}); len(got) != 0 {
		t.Errorf("parents that began later: %v", got)
	}
}

func TestWhoPorts(t *testing.T) {
	env := testEnv(nil)
	for text, want := range map[string]string{
		"80": "[{80 }]", ":80": "[{80 }]", "http": "[{80 http}]", "80,http": "[{80 }]", "1,65535": "[{1 } {65535 }]",
		"": "", "0": "", "65536": "", "-1": "", "99999999999999999999": "", "80,": "", "nosuch": "", "80-90": "",
	} {
		ports, err := env.parsePorts(t.Context(), []string{text})
		if got := fmt.Sprint(ports); err == nil && got != want || (err != nil) != (want == "") {
			t.Errorf("%q is %s, %v, want %q", text, got, err, want)
		}
	}
}
