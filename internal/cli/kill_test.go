package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
)

// fakeKiller closes what it is asked to, unless it has an answer for that port.
type fakeKiller struct {
	*fakeSource
	answers map[uint16]error
	killed  []uint16 // the local ports
}

func (k *fakeKiller) Kill(_ context.Context, c tcptable.Conn) error {
	k.killed = append(k.killed, c.Local.Port())
	return k.answers[c.Local.Port()]
}

// killSource has the rows of sampleSource with cookies, on local ports that tell them apart.
func killSource() *fakeKiller {
	f := sampleSource()
	f.snap.Report = tcptable.Report{Source: "fake"}
	for i := range f.snap.Conns {
		f.snap.Conns[i].Cookie = uint64(i) + 1
	}
	f.snap.Conns[1].Owner = tcptable.OwnerElsewhere
	f.snap.Conns[1].Local = netip.MustParseAddrPort("10.0.0.1:2201")
	f.snap.Conns[4].Local = netip.MustParseAddrPort("[::ffff:10.0.0.1]:8001")
	f.snap.Conns[5].Local = netip.MustParseAddrPort("[fe80::1%eth0]:8002")
	return &fakeKiller{fakeSource: f, answers: map[uint16]error{}}
}

// The ports of killSource.
const (
	listener22, connection22 = 22, 2201
	over                     = 40000
	listener80               = 80
	established80            = 8001
	closeWait80              = 8002
)

func killEnv(k *fakeKiller, args ...string) Env {
	env := testEnv(nil, append([]string{"kill"}, args...)...)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(k))
	}
	return env
}

func TestKillChoosesRows(t *testing.T) {
	for _, test := range []struct {
		args string
		want []uint16
		note string
	}{
		{"--yes --all", []uint16{connection22, established80, closeWait80}, "2 listeners are left alone: --listeners is for these too, -l for no others\ntcptable: 1 connection in TIME_WAIT left alone, because they are over: --state time_wait is for these\n"},
		{"--yes --all --listeners", []uint16{connection22, established80, closeWait80, listener22, listener80}, "in TIME_WAIT left alone"},
		{"--yes --all -l", []uint16{listener22, listener80}, ""},
		{"--yes -l --port 80", []uint16{listener80}, ""},
		{"--yes --state listen,close_wait", []uint16{closeWait80, listener22, listener80}, ""},
		{"--yes ( state listening ) and sport = :22", []uint16{listener22}, ""},
		{"--yes state all sport < :100", nil, "2 listeners are left alone"},
		{"--yes state time-wait", []uint16{over}, ""},
		{"--yes --state time_wait", []uint16{over}, ""},
		{"--yes --pid 100", []uint16{established80}, "1 listener is left alone"},
		{"--yes --address fe80::1", []uint16{closeWait80}, ""},
		{"--yes process = nginx", []uint16{established80, closeWait80}, "1 listener is left alone"},
		{"--yes -4 --all", []uint16{connection22}, "1 listener is left alone"},
		{"--dry-run --all --listeners", nil, ""},
		{"--dry-run --yes --all", nil, ""},
		{"--yes sport = :9", nil, "no connection was found that is to be closed\n"},
	} {
		k := killSource()
		r := runEnv(killEnv(k, strings.Fields(test.args)...))
		if r.code != exitOK || !slices.Equal(k.killed, test.want) {
			t.Errorf("kill %s: exit code %d, closed %v, want %v: %s", test.args, r.code, k.killed, test.want, r.stderr)
		}
		if test.note == "" && r.stderr != "" && !strings.Contains(test.args, "dry-run") || !strings.Contains(r.stderr, test.note) {
			t.Errorf("kill %s says %q, want %q", test.args, r.stderr, test.note)
		}
		if k.closed != 1 {
			t.Errorf("kill %s: the table was closed %d times", test.args, k.closed)
		}
	}
}

func TestKillResults(t *testing.T) {
	refused := fmt.Errorf("EPERM: %w", fs.ErrPermission)
	for _, test := range []struct {
		args    string
		answers map[uint16]error
		code    int
		stdout  string // of the one row
		stderr  string
	}{
		{"--port 8001", nil, exitOK, "closed  ESTABLISHED  [::ffff:10.0.0.1]:8001  [::ffff:10.9.8.7]:50001  100/nginx    www-data\n", ""},
		{"--port 8001", map[uint16]error{8001: fmt.Errorf("ENOENT: %w", fs.ErrNotExist)}, exitOK, "gone already  ESTABLISHED", ""},
		{"--port 8001", map[uint16]error{8001: refused}, exitDenied, "not permitted  ESTABLISHED", "1 of 1 connections not closed: run as root, or see tcptable doctor: permission denied\n"},
		{"--port 8001", map[uint16]error{8001: fmt.Errorf("old: %w", errors.ErrUnsupported)}, exitError, "not possible  ESTABLISHED", "1 of 1 connections not closed\n"},
		{"--port 8001", map[uint16]error{8001: errors.New("no \x1b memory")}, exitError, `failed  ESTABLISHED  [::ffff:10.0.0.1]:8001  [::ffff:10.9.8.7]:50001  100/nginx    www-data  no \x1b memory` + "\n", "1 of 1 connections not closed\n"},
		{"-l --port 80", map[uint16]error{80: errors.ErrUnsupported}, exitError, "as none can a listener of MPTCP: --owner is for its process\n", "1 of 1"},
		{"--state time_wait", map[uint16]error{over: errors.ErrUnsupported}, exitError, "Linux 6.0 and later can\n", "1 of 1"},
		{"--state closed", nil, exitError, "not possible  CLOSED", "1 of 1"},
		{"--port 8001,8002", map[uint16]error{8001: refused, 8002: errors.New("x")}, exitDenied, "not permitted", "2 of 2 connections not closed: run as root"},
		{"--port 9 --fail-empty", nil, exitEmpty, "", "no connection was found"},
	} {
		k := killSource()
		k.answers = test.answers
		r := runEnv(killEnv(k, append(strings.Fields(test.args), "--yes")...))
		if r.code != test.code || !strings.Contains(r.stdout, test.stdout) || !strings.Contains(r.stderr, test.stderr) || test.stderr == "" && r.stderr != "" {
			t.Errorf("kill %s with %v: exit code %d, want %d\n%s%s", test.args, test.answers, r.code, test.code, r.stdout, r.stderr)
		}
	}
}

// Without a cookie, or among several namespaces without one, a row is not touched.
func TestKillRowsThatCannotBeTold(t *testing.T) {
	k := killSource()
	k.snap.Conns[4].Cookie = 0
	r := runEnv(killEnv(k, "--yes", "--port", "8001"))
	if r.code != exitError || len(k.killed) > 0 || !strings.Contains(r.stdout, "tells no cookie") {
		t.Errorf("exit code %d, closed %v\n%s", r.code, k.killed, r.stdout)
	}
	k = killSource()
	k.snap.Conns[5].NetNS = 7
	r = runEnv(killEnv(k, "--yes", "--all-netns", "--port", "8001,8002"))
	if r.code != exitError || !slices.Equal(k.killed, []uint16{closeWait80}) || !strings.Contains(r.stdout, "its network namespace is not known") ||
		!strings.Contains(r.stdout, "NAMESPACE") {
		t.Errorf("exit code %d, closed %v\n%s", r.code, k.killed, r.stdout)
	}
}

func TestKillAsks(t *testing.T) {
	for _, test := range []struct {
		args, answer string
		code         int
		asked        string
	}{
		{"--port 8001", "y\n", exitOK, "Close 1 connection? [y/N] "},
		{"--port 8001", "YES", exitOK, "Close 1 connection? [y/N] "},
		{"--all --listeners", "yes\n", exitOK, "Close 3 connections and 2 listeners? [y/N] "},
		{"-l --port 80", "y\r\n", exitOK, "Close 1 listener? [y/N] "},
		{"--all", "n\n", exitError, "Close 3 connections? [y/N] "},
		{"--all", "\n", exitError, "Close 3 connections? [y/N] "},
		{"--all", "yep\n", exitError, "Close 3 connections? [y/N] "},
		{"--all", "", exitError, "Close 3 connections? [y/N] "},
		{"--all --yes", "", exitOK, ""},
		{"--all --dry-run", "", exitOK, ""},
		{"--state closed", "y\n", exitError, ""}, // nothing can be done about it, so nobody is asked
	} {
		k := killSource()
		env := killEnv(k, strings.Fields(test.args)...)
		env.IsInteractive = func() bool { return true }
		env.Stdin = strings.NewReader(test.answer)
		r := runEnv(env)
		done := test.code == exitOK && !strings.Contains(test.args, "dry-run")
		if r.code != test.code || done != (len(k.killed) > 0) || strings.Contains(r.stdout, "[y/N]") != (test.asked != "") || !strings.Contains(r.stdout, test.asked) {
			t.Errorf("kill %s, answer %q: exit code %d, closed %v\n%s%s", test.args, test.answer, r.code, k.killed, r.stdout, r.stderr)
		}
		if test.code == exitError && test.asked != "" && !strings.Contains(r.stderr, "tcptable: nothing was done\n") {
			t.Errorf("kill %s, answer %q: %q", test.args, test.answer, r.stderr)
		}
	}
}

// A long table is not shown as a whole before the question.
func TestKillAsksAboutMany(t *testing.T) {
	k := killSource()
	k.snap.Conns = slices.Repeat(k.snap.Conns[4:5], 1000)
	env := killEnv(k, "--all")
	env.IsInteractive = func() bool { return true }
	r := runEnv(env)
	if !strings.HasSuffix(r.stdout, "\n… and 960 more, which --dry-run shows\nClose 1000 connections? [y/N] ") || strings.Count(r.stdout, "\n") != 42 {
		t.Errorf("standard output:\n%s", r.stdout)
	}
}

func TestKillJSON(t *testing.T) {
	k := killSource()
	k.answers[8002] = fmt.Errorf("EPERM: %w", fs.ErrPermission)
	r := runEnv(killEnv(k, "--json", "--yes", "--all", "--listeners"))
	var got struct {
		SchemaVersion int    `json:"schema_version"`
		Action        string `json:"action"`
		Signal        *string
		DryRun        bool `json:"dry_run"`
		Counts        map[string]int
		Connections   []struct {
			LocalPort uint16 `json:"local_port"`
			Cookie    string
			Result    string
			Reason    *string
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatalf("%v:\n%s", err, r.stdout)
	}
	if r.code != exitDenied || got.SchemaVersion != 1 || got.Action != "close" || got.Signal != nil || got.DryRun ||
		got.Counts["closed"] != 4 || got.Counts["denied"] != 1 || len(got.Counts) != 8 || len(got.Connections) != 5 {
		t.Errorf("exit code %d, %+v", r.code, got)
	}
	for _, c := range got.Connections {
		denied := c.LocalPort == 8002
		if (c.Result == "denied") != denied || (c.Reason != nil) != denied || c.Cookie == "0" {
			t.Errorf("%+v", c)
		}
	}
	lines := runEnv(killEnv(killSource(), "--ndjson", "--dry-run", "--owner", "--signal", "KILL", "--port", "8001"))
	want := `"netns":0,"result":"planned","reason":null}` + "\n"
	if lines.code != exitOK || !strings.HasSuffix(lines.stdout, want) || strings.Count(lines.stdout, "\n") != 1 {
		t.Errorf("exit code %d\n%s", lines.code, lines.stdout)
	}
	empty := runEnv(killEnv(killSource(), "--json", "--yes", "--port", "9"))
	if empty.code != exitOK || !strings.Contains(empty.stdout, `"connections":[`+"\n]}\n") {
		t.Errorf("nothing found: exit code %d\n%s", empty.code, empty.stdout)
	}
}

// sent is a signal that the program has sent.
type sent struct {
	pid    uint32
	signal syscall.Signal
}

func TestKillOwner(t *testing.T) {
	for _, test := range []struct {
		args    string
		answers map[uint32]error
		code    int
		sent    []sent
		stdout  string
	}{
		{"--port 8001,8002", nil, exitOK, []sent{{100, 9}, {101, 9}}, "signaled  CLOSE_WAIT"},
		{"--listeners process = nginx and sport != :8002", nil, exitOK, []sent{{100, 9}}, "www-data  101/nginx holds it too\n"},
		{"--port 8001", map[uint32]error{100: fs.ErrNotExist}, exitOK, nil, "gone already"},
		{"--port 8001", map[uint32]error{100: fs.ErrPermission}, exitDenied, nil, "it takes CAP_KILL, or to be its user"},
		{"--port 8001", map[uint32]error{100: errors.ErrUnsupported}, exitError, nil, "not possible"},
		{"--port 8001", map[uint32]error{100: errors.New("x")}, exitError, nil, "failed"},
		{"--port 2201", nil, exitError, nil, "look from the host, if this is a container"},
		{"--state closed", nil, exitOK, []sent{{22, 9}}, "signaled  CLOSED"},
		{"--dry-run --port 8001", nil, exitOK, nil, "planned  ESTABLISHED"},
	} {
		k := killSource()
		env := killEnv(k, append([]string{"--owner", "--yes", "--signal", "KILL"}, strings.Fields(test.args)...)...)
		var got []sent
		env.Signal = func(p tcptable.Process, signal syscall.Signal) error {
			err := test.answers[p.PID]
			if signal != 0 && err == nil {
				got = append(got, sent{p.PID, signal})
			}
			return err
		}
		r := runEnv(env)
		if r.code != test.code || !slices.Equal(got, test.sent) || len(k.killed) > 0 || !strings.Contains(r.stdout, test.stdout) {
			t.Errorf("kill --owner %s with %v: exit code %d, sent %v, want %v\n%s%s", test.args, test.answers, r.code, got, test.sent, r.stdout, r.stderr)
		}
	}
}

// The program spares itself, and the process on which all others depend unless it is named.
func TestKillOwnerSpares(t *testing.T) {
	for _, test := range []struct {
		pid    uint32
		args   string
		code   int
		signal bool
	}{
		{4000, "--port 8001", exitError, false},
		{4000, "--pid 4000", exitError, false},
		{1, "--port 8001", exitError, false},
		{1, "--pid 1", exitOK, true},
	} {
		k := killSource()
		k.snap.Conns[4].PID = test.pid
		k.snap.Processes = append(k.snap.Processes, tcptable.Process{PID: 4000, Name: "tcptable"})
		k.snap.Processes = slices.Insert(k.snap.Processes, 0, tcptable.Process{PID: 1, Name: "init"})
		k.snap.Holders = nil
		env := killEnv(k, append([]string{"--owner", "--yes", "--signal", "KILL"}, strings.Fields(test.args)...)...)
		signaled := false
		env.Signal = func(_ tcptable.Process, signal syscall.Signal) error {
			signaled = signaled || signal != 0
			return nil
		}
		r := runEnv(env)
		if r.code != test.code || signaled != test.signal || !test.signal && !strings.Contains(r.stdout, "left alone") {
			t.Errorf("process %d, kill --owner %s: exit code %d, signaled %t\n%s%s", test.pid, test.args, r.code, signaled, r.stdout, r.stderr)
		}
	}
}

func TestKillOwnerAsks(t *testing.T) {
	k := killSource()
	k.snap.Conns[5].PID = 100
	env := killEnv(k, "--owner", "--signal", "KILL", "--port", "8001,8002")
	env.IsInteractive = func() bool { return true }
	env.Stdin = strings.NewReader("n\n")
	r := runEnv(env)
	if want := "Send KILL to 1 process, for the sake of 2 connections? [y/N] "; r.code != exitError || !strings.HasSuffix(r.stdout, want) {
		t.Errorf("exit code %d\n%s", r.code, r.stdout)
	}
}

func TestKillWhereNothingCanBeClosed(t *testing.T) {
	k := killSource()
	env := killEnv(k, "--yes", "--all")
	env.CannotClose = func() error { return errors.New("not here") }
	if r := runEnv(env); r.code != exitError || r.stderr != "tcptable: not here\n" || len(k.queries) > 0 {
		t.Errorf("exit code %d, %q, %d reads", r.code, r.stderr, len(k.queries))
	}
}

// Nobody reads the results, and yet the exit code tells what has come of it.
func TestKillReaderGone(t *testing.T) {
	for _, test := range []struct {
		answer error
		code   int
	}{{nil, exitOK}, {fs.ErrPermission, exitDenied}, {errors.New("x"), exitError}} {
		if !readerGone(syscall.EPIPE) {
			t.Skip("no EPIPE on this system: a gone reader has other errors there")
		}
		k := killSource()
		k.answers[established80] = test.answer
		env := killEnv(k, "--yes", "--port", "8001")
		env.Stdout = failingWriter{syscall.EPIPE}
		if code := Main(t.Context(), env); code != test.code || len(k.killed) != 1 {
			t.Errorf("with %v: exit code %d, want %d", test.answer, code, test.code)
		}
	}
}

func TestKillReadFailures(t *testing.T) {
	k := killSource()
	k.err = errors.New("half of it")
	r := runEnv(killEnv(k, "--yes", "--port", "8001"))
	if r.code != exitError || !slices.Equal(k.killed, []uint16{established80}) || !strings.Contains(r.stderr, "half of it") {
		t.Errorf("a part: exit code %d, closed %v, %q", r.code, k.killed, r.stderr)
	}
	k = killSource()
	k.err, k.snap.Conns = errors.New("nothing"), nil
	if r := runEnv(killEnv(k, "--yes", "--all", "--fail-empty")); r.code != exitError || r.stdout != "" || !strings.Contains(r.stderr, "nothing") {
		t.Errorf("none: exit code %d, %q, %q", r.code, r.stdout, r.stderr)
	}
}

func TestSignalFlag(t *testing.T) {
	for text, want := range map[string]syscall.Signal{"": syscall.SIGTERM, "KILL": syscall.SIGKILL, "9": syscall.SIGKILL} {
		var s signalFlag
		if text != "" {
			if err := s.Set(text); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		if s.number() != want || text != "" && s.name() != "KILL" {
			t.Errorf("%q is %d %s, want %d", text, s.number(), s.name(), want)
		}
	}
	for _, text := range []string{"FOO", "0", "65", "-9", "SIG"} {
		var s signalFlag
		var usage *usageError
		if err := s.Set(text); !errors.As(err, &usage) {
			t.Errorf("%q: %v, want a mistake", text, err)
		}
	}
}
