package contest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// Names are how everything else finds a contestant.
func TestContestants(t *testing.T) {
	var names []string
	for _, c := range All() {
		names = append(names, c.Name)
		if (c.open == nil) == (c.args == nil) {
			t.Errorf("%s is not one of a library and a program", c.Name)
		}
		if !slices.Contains(result.Works, c.Work) || c.What == "" {
			t.Errorf("%s does %q: %q", c.Name, c.Work, c.What)
		}
	}
	slices.Sort(names)
	if n := len(slices.Compact(slices.Clone(names))); n != len(names) {
		t.Errorf("two contestants have one name: %q", names)
	}
}

// Every name that a requirement speaks of must be one, or it would never be measured.
func TestRequirementsKnowContestants(t *testing.T) {
	run := &result.Run{}
	for _, rows := range []int{0, 10_000, 100_000, 1_000_000} {
		size := result.Size{Rows: rows}
		for _, c := range All() {
			size.Entries = append(size.Entries, result.Entry{Name: c.Name, Samples: []result.Sample{{Wall: time.Second}}})
		}
		run.Sizes = append(run.Sizes, size)
	}
	for _, q := range result.Requirements() {
		if _, ok := q.Measure(run); !ok {
			t.Errorf("%s against %s at %d cannot be measured", q.Work, q.Against, q.Rows)
		}
	}
}

func TestCommand(t *testing.T) {
	c := Contestant{args: []string{program, "-x", port, ":" + port, "word"}}
	got := c.command("./bin/tcptable", 4711)
	if want := []string{"./bin/tcptable", "-x", "4711", ":4711", "word"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMeasureCalls(t *testing.T) {
	calls := 0
	s, err := measureCalls(func() (int, error) {
		calls++
		return 7, nil
	}, true)
	if err != nil || s.Rows != 7 || calls != 1+mostCalls || s.Peak == 0 {
		t.Errorf("%+v, %v after %d calls", s, err, calls)
	}
	failure := errors.New("failure")
	if _, err := measureCalls(func() (int, error) { return 0, failure }, false); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

func TestMeasureAllocations(t *testing.T) {
	var keep []byte
	s, err := measureCalls(func() (int, error) {
		keep = make([]byte, 1<<16)
		return len(keep), nil
	}, false)
	if err != nil || s.Bytes < 1<<16 || s.Bytes > 1<<17 || s.Allocs < 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestCallRefuses(t *testing.T) {
	for _, args := range [][]string{nil, {"ss"}, {"nobody"}, {"netlink", "bpf"}} {
		if err := Call(args, new(bytes.Buffer)); err == nil {
			t.Errorf("Call(%q) has no error", args)
		}
	}
}

func TestCallAnswers(t *testing.T) {
	var out bytes.Buffer
	if err := Call([]string{"procfs"}, &out); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			t.Skipf("no IPv6: %v", err)
		}
		t.Fatal(err)
	}
	var s result.Sample
	if err := json.Unmarshal(out.Bytes(), &s); err != nil || s.Wall == 0 {
		t.Errorf("%+v, %v from %s", s, err, out.Bytes())
	}
}

func TestRun(t *testing.T) {
	s, err := run(t.Context(), time.Minute, nil, "true")
	if err != nil || s.Wall == 0 || s.Peak == 0 || s.Cut {
		t.Errorf("true: %+v, %v", s, err)
	}
	var out bytes.Buffer
	if _, err := run(t.Context(), time.Minute, &out, "echo", "word"); err != nil || out.String() != "word\n" {
		t.Errorf("echo: %q, %v", out.String(), err)
	}
	// It never ends by itself, however slow the machine is.
	s, err = run(t.Context(), time.Millisecond, nil, "sleep", "infinity")
	if err != nil || !s.Cut || s.Wall != time.Millisecond {
		t.Errorf("sleep: %+v, %v", s, err)
	}
	for want, args := range map[string][]string{
		"nothing-of-this-name is not installed": {"nothing-of-this-name"},
		"exit status 3: why":                    {"sh", "-c", "echo why >&2; echo more >&2; exit 3"},
	} {
		if _, err := run(t.Context(), time.Minute, nil, args...); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", args, err, want)
		}
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(stopped, time.Minute, nil, "true"); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// A program without a flag does not take part, one that fails is out, and the others have all rounds.
func TestRounds(t *testing.T) {
	script := t.TempDir() + "/tcptable"
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho only --old\ntest \"$1\" != fail\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := func(name, flag string, args ...string) Contestant {
		return Contestant{Contestant: result.Contestant{Name: name}, args: append([]string{program}, args...), flag: flag}
	}
	var log bytes.Buffer
	arena := Arena{Rows: 2, Port: 1, Program: script, Log: &log}
	entries, err := arena.Rounds(t.Context(), []Contestant{c("good", "--old"), c("new", "--new"), c("bad", "", "fail")}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries[0].Samples) != 3 || entries[0].Absent != "" {
		t.Errorf("good: %+v", entries[0])
	}
	if entries[1].Absent != "this tcptable has no --new" {
		t.Errorf("new: %+v", entries[1])
	}
	if len(entries[2].Samples) != 0 || !strings.Contains(entries[2].Absent, "exit status 1") {
		t.Errorf("bad: %+v", entries[2])
	}
	if !regexp.MustCompile(`2 rows: good +[0-9.]+`).MatchString(log.String()) {
		t.Errorf("log:\n%s", log.String())
	}
}
