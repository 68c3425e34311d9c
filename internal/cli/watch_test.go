package cli

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
)

// changingSource tells sampleSource's table, and from the second time on another.
type changingSource struct{ *fakeSource }

func (s changingSource) Read(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	err := s.fakeSource.Read(ctx, q, into)
	for i := range into.Conns {
		into.Conns[i].Cookie = uint64(into.Conns[i].Inode + 1)
	}
	if len(s.queries) == 1 {
		return err
	}
	into.Conns = slices.DeleteFunc(into.Conns, func(c tcptable.Conn) bool { return c.Inode == 2 })
	for i := range into.Conns {
		switch c := &into.Conns[i]; c.Inode {
		case 4:
			c.State, c.Inode, c.PID, c.Owner = tcptable.StateTimeWait, 0, 0, tcptable.OwnerKernel
		case 5:
			c.Cookie = 99
		}
	}
	return err
}

// watchEvents runs tcptable watch for two looks and returns the events of the second.
func watchEvents(t *testing.T, args ...string) []map[string]any {
	t.Helper()
	env := testEnv(nil, append([]string{"watch", "--interval", "50ms", "--times", "2"}, args...)...)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(changingSource{sampleSource()}))
	}
	r := runEnv(env)
	const unseen = "tcptable: connections shorter than the interval are not seen: this source does not tell of them\n"
	if r.code != exitOK || r.stderr != "" && r.stderr != unseen {
		t.Fatalf("exit code %d, standard error %q", r.code, r.stderr)
	}
	var events []map[string]any
	for line := range strings.Lines(r.stdout) {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if event["event"] != "present" {
			events = append(events, event)
		}
	}
	return events
}

func TestWatchEvents(t *testing.T) {
	events := watchEvents(t)
	if len(events) != 4 {
		t.Fatalf("%d events: %v", len(events), events)
	}
	for i, want := range []map[string]any{
		{"event": "closed", "cookie": "3", "local_port": 22.0, "before_state": nil},
		{"event": "closed", "cookie": "6", "process": "nginx"},
		{"event": "state", "cookie": "5", "state": "TIME_WAIT", "before_state": "ESTABLISHED", "brief": false},
		{"event": "opened", "cookie": "99", "process": "nginx", "user": "www-data", "before_pid": nil},
	} {
		for name, value := range want {
			if got, known := events[i][name]; !known || got != value {
				t.Errorf("event %d: %s is %v, want %v", i, name, got, value)
			}
		}
	}
	if r := run(sampleSource(), "watch", "--times", "2", "--interval", "50ms", "-l"); r.stderr != "" {
		t.Errorf("listeners need nobody to tell of their end: %s", r.stderr)
	}
	if got := watchEvents(t, "-l", "-n"); len(got) != 0 {
		t.Errorf("of listeners there are no changes, but %v", got)
	}
}

func TestWatchUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--interval", "1ms"}, "the interval 1ms is out of range"},
		{[]string{"--interval", "20ms"}, "the interval 20ms is out of range: give one from 50ms to a year"},
		{[]string{"--color", "blue"}, `unknown value "blue" for --color`},
		{[]string{"--netns", "x", "--all-netns"}, "--netns and --all-netns exclude each other"},
	} {
		r := run(sampleSource(), append([]string{"watch"}, test.args...)...)
		if r.code != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, test.want) {
			t.Errorf("%v: %+v", test.args, r)
		}
	}
}

// A terminal that cannot show a screen is refused before anything is read.
func TestWatchTerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no TERM on this system: every console can show a screen")
	}
	for term, want := range map[string]string{
		"dumb": "tcptable: this terminal cannot show a screen (TERM=dumb): take --ndjson\n",
		"":     "tcptable: TERM is not set, so that nobody knows what this terminal can show: set it, or take --ndjson\n",
	} {
		env := testEnv(sampleSource(), "watch")
		env.IsInteractive = func() bool { return true }
		env.LookupEnv = func(name string) (string, bool) { return term, name == "TERM" }
		if r := runEnv(env); r.code != exitError || r.stdout != "" || r.stderr != want {
			t.Errorf("TERM=%q: %+v", term, r)
		}
		env.Args = []string{"watch", "--ndjson", "--times", "1"}
		if r := runEnv(env); r.code != exitOK || !strings.HasPrefix(r.stdout, `{"event":"present"`) {
			t.Errorf("TERM=%q --ndjson: %+v", term, r)
		}
	}
}

func TestWatchFails(t *testing.T) {
	source := sampleSource()
	source.snap.Conns, source.err = nil, errors.New("no table today")
	if r := run(source, "watch"); r.code != exitError || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("%+v", r)
	}
}

func TestScreenColors(t *testing.T) {
	for _, test := range []struct {
		term, depth, noColor string
		want                 uint8
	}{
		{"xterm", "", "", 1},
		{"tmux-256color", "", "", 2},
		{"xterm-256color", "truecolor", "", 3},
		{"xterm-direct", "", "", 3},
		{"xterm-256color", "truecolor", "1", 0},
	} {
		env := testEnv(sampleSource())
		env.IsTerminal = func() bool { return true }
		env.LookupEnv = func(name string) (string, bool) {
			value := map[string]string{"TERM": test.term, "COLORTERM": test.depth, "NO_COLOR": test.noColor}[name]
			return value, value != ""
		}
		if got := env.colors(colorAuto); uint8(got) != test.want {
			t.Errorf("%+v: %d", test, got)
		}
	}
}

// The view ends exactly the process that was shown, and not itself.
func TestWatchTerminates(t *testing.T) {
	env := testEnv(sampleSource())
	var got []tcptable.Process
	env.Signal = func(p tcptable.Process, signal syscall.Signal) error {
		if signal == syscall.SIGTERM || runtime.GOOS == "windows" && signal == syscall.SIGKILL {
			got = append(got, p)
		}
		return nil
	}
	other := tcptable.Process{PID: uint32(env.PID) + 1, Name: "other", Start: 7}
	if err := env.terminate(t.Context(), other); err != nil || !slices.Equal(got, []tcptable.Process{other}) {
		t.Errorf("%v: %+v", err, got)
	}
	if err := env.terminate(t.Context(), tcptable.Process{PID: uint32(env.PID)}); err == nil || len(got) != 1 {
		t.Errorf("%v: %+v", err, got)
	}
}
