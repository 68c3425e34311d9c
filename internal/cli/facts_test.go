package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/render"
)

// factsSource is a fakeSource that knows the processes of its rows, but for one that has ended.
type factsSource struct {
	*fakeSource
	asked []uint32
}

var sampleProcesses = map[uint32]tcptable.ProcessFacts{
	1:  {Process: tcptable.Process{PID: 1, Name: "init"}},
	22: {Process: tcptable.Process{PID: 22, Name: "sshd"}, Executable: "/usr/sbin/sshd", Parent: 1, HasUID: true, Unit: "ssh.service"},
	100: {
		Process: tcptable.Process{PID: 100, Name: "nginx"}, Executable: "/usr/sbin/nginx", Parent: 22, UID: 33, HasUID: true,
		CommandLine: []string{"nginx: master\x1b[2J"}, Started: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC),
		Container: tcptable.Container{ID: strings.Repeat("ab", 32), Runtime: "docker"},
	},
}

func (f *factsSource) ProcessFacts(_ context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	f.asked = append(f.asked, p.PID)
	facts, known := sampleProcesses[p.PID]
	if !known {
		return facts, fs.ErrNotExist
	}
	return facts, nil
}

// factsEnv is a world in which processes and two network namespaces tell what they are.
func factsEnv(f *factsSource, args ...string) Env {
	env := testEnv(f.fakeSource, args...)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(f))
	}
	env.Namespaces = func(context.Context) ([]tcptable.Namespace, error) {
		return sampleNamespaces(), fmt.Errorf("some: %w", fs.ErrPermission)
	}
	return env
}

// sampleNamespaces are of rows on ports below 80 and above. Both are called the same.
func sampleNamespaces() []tcptable.Namespace {
	web := tcptable.Container{ID: strings.Repeat("cd", 32), Name: "web"}
	return []tcptable.Namespace{
		{ID: 41, Names: []string{"web"}, Process: tcptable.Process{PID: 22, Name: "sshd"}, Processes: 3},
		{ID: 42, Paths: []string{"/run/docker/netns/\x1b"}, Container: web, Processes: 1, Denied: true},
	}
}

func sampleFacts() *factsSource {
	f := &factsSource{fakeSource: sampleSource()}
	for i := range f.snap.Conns {
		c := &f.snap.Conns[i]
		c.NetNS = 41
		if c.Local.Addr().Is6() {
			c.NetNS = 42
		}
	}
	return f
}

func TestFactsOfOwners(t *testing.T) {
	f := sampleFacts()
	r := runEnv(factsEnv(f, "-H", "--port", "80", "-o", "pid,exe,cmdline,runs_as,parent,container,netns_name,netns_container"))
	want := `100 /usr/sbin/nginx nginx: master\x1b[2J www-data 22 abababababab web (42) cdcdcdcdcdcd
100 /usr/sbin/nginx nginx: master\x1b[2J www-data 22 abababababab web (42) cdcdcdcdcdcd
101 - - - - - web (42) cdcdcdcdcdcd
`
	if squeeze(r.stdout) != want || r.code != exitOK {
		t.Errorf("got\n%s%s, want\n%s", r.stdout, r.stderr, want)
	}
	if !slices.Equal(f.asked, []uint32{100, 101}) {
		t.Errorf("asked about %v, want each process once", f.asked)
	}
}

// TestFactsAreAskedForColumns: what no column shows is not asked.
func TestFactsAreAskedForColumns(t *testing.T) {
	for _, args := range []string{"", "-e", "--json", "--csv", "--group process", "-o all --no-owners", "-p"} {
		f := sampleFacts()
		if r := runEnv(factsEnv(f, strings.Fields(args)...)); r.code != exitOK || len(f.asked) > 0 {
			t.Errorf("%s: asked about %v, exit code %d: %s", args, f.asked, r.code, r.stderr)
		}
	}
	for _, args := range []string{"-W", "--sort exe", "--group unit", "--json -o +cmdline", "--csv -W"} {
		f := sampleFacts()
		if r := runEnv(factsEnv(f, strings.Fields(args)...)); r.code != exitOK || !slices.Equal(f.asked, []uint32{22, 100, 101}) {
			t.Errorf("%s: asked about %v, exit code %d: %s", args, f.asked, r.code, r.stderr)
		}
	}
}

func TestGroupsOfFacts(t *testing.T) {
	for group, want := range map[string][]string{
		"container": {"2 abababababab", "2 -", "1 - not permitted"},
		"unit":      {"1 ssh.service", "1 - kernel"},
		"netns":     {"3 web (41)", "3 web (42)"},
		"user":      {"3 www-data", "1 root", "1 1000"},
		"remote":    {"1 10.9.8.7", "1 ::ffff:10.9.8.7"},
		"port":      {"3 80", "2 22", "1 443"},
		"state":     {"2 LISTEN", "2 ESTABLISHED"},
		"process":   {"3 nginx", "1 sshd", "1 - not permitted", "1 - kernel"},
		"runs-as":   {"2 www-data", "1 root"},
	} {
		r := runEnv(factsEnv(sampleFacts(), "--group", group))
		for _, line := range want {
			if !strings.Contains(squeeze(r.stdout), "\n"+line+" ") {
				t.Errorf("--group %s: no line %q in\n%s%s", group, line, r.stdout, r.stderr)
			}
		}
	}
}

func TestGroupWordsAreColumns(t *testing.T) {
	for _, word := range groupWords() {
		if err := new(groupFlag).Set(word); err != nil {
			t.Errorf("--group %s: %v", word, err)
		}
	}
}

// TestUnknownNamespaces: who may not look at any still gets the rows.
func TestUnknownNamespaces(t *testing.T) {
	env := factsEnv(sampleFacts(), "-H", "-l", "-4", "-o", "netns,netns_name,netns_container,local")
	env.Namespaces = func(context.Context) ([]tcptable.Namespace, error) { return nil, errors.ErrUnsupported }
	if r := runEnv(env); squeeze(r.stdout) != "41 - - 0.0.0.0:22\n" || r.code != exitOK {
		t.Errorf("got %+v", r)
	}
}

func TestTreeOfFacts(t *testing.T) {
	r := runEnv(factsEnv(sampleFacts(), "--tree", "-n", "-o", "state,local"))
	want := `1/init
└─ 22/sshd
   │ LISTEN 0.0.0.0:22
   └─ 100/nginx
         LISTEN [::]:80
         ESTABLISHED [::ffff:10.0.0.1]:80
101/nginx
   CLOSE_WAIT [fe80::1%eth0]:80
- kernel
   TIME_WAIT 127.0.0.1:40000
- not permitted
   ESTABLISHED 10.0.0.1:22
`
	if squeeze(r.stdout) != squeeze(want) {
		t.Errorf("got\n%s%s, want\n%s", r.stdout, r.stderr, want)
	}
}

func TestSortByFacts(t *testing.T) {
	for keys, want := range map[string]string{
		"pid:desc,local_port": "101 100 100 22 - -", "exe": "100 100 22 - - 101", "parent:desc": "100 100 22 - - 101",
		"netns:desc,pid": "100 100 101 - - 22", "started": "100 100 22 - - 101",
	} {
		r := runEnv(factsEnv(sampleFacts(), "-H", "-o", "pid", "--sort", keys))
		if got := strings.Join(strings.Fields(r.stdout), " "); got != want {
			t.Errorf("--sort %s: %s, want %s: %s", keys, got, want, r.stderr)
		}
	}
}

func TestColumnsNeedWhatTheyShow(t *testing.T) {
	for _, c := range render.AllColumns() {
		if r := runEnv(factsEnv(sampleFacts(), "-o", c.Name, "--sort", c.Name+":desc")); r.code != exitOK || r.stderr != "" && !strings.Contains(r.stderr, "not shown") {
			t.Errorf("-o %s: %+v", c.Name, r)
		}
	}
}
