package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// TestMain lets the test program take the part of testrun under "go test -exec".
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ordinaryVerb {
		main()
	}
	os.Exit(m.Run())
}

func TestUsage(t *testing.T) {
	for _, tt := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"-nonsense"}, 2, "", "not defined: -nonsense"},
		{[]string{"-only", "("}, 2, "", "missing closing )"},
		{[]string{"-only", "no such step"}, 2, "", `no step matches "no such step"`},
		{[]string{"all"}, 2, "", `argument "all" is not wanted`},
		{[]string{"-help"}, 0, "", "-only regexp"},
		{[]string{"-list", "-only", "^staticcheck .*/amd64"}, 0, "staticcheck linux/amd64\nstaticcheck windows/amd64\n", ""},
		{[]string{"-root", "testdata/nowhere"}, 1, "", "no checkout: "},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), tt.args, &stdout, &stderr)
			if code != tt.code || stdout.String() != tt.stdout || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("exit code %d, want %d\nstdout %q, want %q\nstderr %q, want %q",
					code, tt.code, stdout.String(), tt.stdout, stderr.String(), tt.stderr)
			}
		})
	}
}

// -only chooses by name, and a failure is told by name.
func TestPlanNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range plan(options{}) {
		if seen[s.name] {
			t.Errorf("two steps are called %q", s.name)
		}
		seen[s.name] = true
	}
}

func TestChoose(t *testing.T) {
	var names []string
	for _, s := range choose([]step{{name: "a 1"}, {name: "b 1"}, {name: "b 2"}}, regexp.MustCompile("b|1$")) {
		names = append(names, s.name)
	}
	if want := []string{"a 1", "b 1", "b 2"}; !reflect.DeepEqual(names, want) {
		t.Errorf("chose %q, want %q", names, want)
	}
}

// took matches how long a step took.
var took = regexp.MustCompile(`[0-9]+\.[0-9]s`)

func TestRunReports(t *testing.T) {
	results := []testjson.Result{
		passed(),
		skipped("needs a moon"),
		{Passed: 3, Skips: []testjson.Skip{{Package: modulePath + "/a", Test: "TestB", Reason: "not root"}}},
		{Passed: 1, Skips: []testjson.Skip{
			{Package: modulePath + "/a", Test: "TestB", Reason: "not root"},
			{Package: modulePath, Test: "TestC"},
		}},
		{Failures: []testjson.Failure{
			{Package: modulePath, Test: "TestD/sub"},
			{Package: modulePath, Test: "TestD", Output: "one\ntwo\n"},
			{Output: "broken"},
		}},
	}
	var steps []step
	for i, r := range results {
		steps = append(steps, step{fmt.Sprintf("step %d", i), func(context.Context, *house) testjson.Result { return r }})
	}
	var out bytes.Buffer
	if new(house).run(t.Context(), steps, &out) {
		t.Error("run with failures is told to be good")
	}
	const want = `ok    step 0                           0.0s
skip  step 1                           0.0s  needs a moon
ok    step 2                           0.0s  3 passed, 0 failed, 1 skipped
ok    step 3                           0.0s  1 passed, 0 failed, 2 skipped
FAIL  step 4                           0.0s  0 passed, 3 failed, 0 skipped
      tcptable TestD
      one
      two
      the step itself
      broken

skipped:
  step 1: needs a moon
  a TestB: not root [step 2, step 3]
  tcptable TestC: no reason given [step 3]

failed:
  step 4: tcptable TestD/sub
  step 4: tcptable TestD
  step 4: the step itself

5 passed, 3 failed, 4 skipped
`
	if got := took.ReplaceAllString(out.String(), "0.0s"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRunWithoutFailure(t *testing.T) {
	good := []step{{"good", func(context.Context, *house) testjson.Result { return passed() }}}
	var out bytes.Buffer
	if !new(house).run(t.Context(), good, &out) || !strings.HasSuffix(out.String(), "\n\n1 passed, 0 failed, 0 skipped\n") {
		t.Errorf("got\n%s", out.String())
	}
}

// A run that was interrupted must not look like one that passed.
func TestRunInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	steps := []step{
		{"interrupted", func(context.Context, *house) testjson.Result { cancel(); return passed() }},
		{"never", func(context.Context, *house) testjson.Result { t.Error("a step began after the end"); return passed() }},
	}
	var out bytes.Buffer
	if new(house).run(ctx, steps, &out) || !strings.HasSuffix(out.String(), "\n1 passed, 1 failed, 0 skipped\n") {
		t.Errorf("got\n%s", out.String())
	}
}

func TestMissing(t *testing.T) {
	look := func(command string) (string, error) {
		if command == "ip" {
			return "/bin/ip", nil
		}
		return "", &exec.Error{Name: command, Err: exec.ErrNotFound}
	}
	commands, packages := missing([]want{
		{"ss", []string{"iproute2"}}, {"ip", []string{"else"}}, {"gcc", []string{"gcc", "libc6-dev"}}, {"tc", []string{"iproute2"}},
	}, look)
	if want := []string{"ss", "gcc", "tc"}; !reflect.DeepEqual(commands, want) {
		t.Errorf("commands %q, want %q", commands, want)
	}
	if want := []string{"gcc", "iproute2", "libc6-dev"}; !reflect.DeepEqual(packages, want) {
		t.Errorf("packages %q, want %q", packages, want)
	}
}

// newHouse makes a checkout of the given files beside a go.mod and our own tools.
func newHouse(t *testing.T, files map[string]string) *house {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] += "module example.com/x\n\ngo 1.26\n"
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tools, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tools, filepath.Join(root, "tools")); err != nil {
		t.Skipf("a checkout with our tools cannot be made: %v", err)
	}
	h, err := open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return h
}
