package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/bench/internal/contest"
	"github.com/tcptable/tcptable/bench/internal/sockets"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestMain lets the test program be every part of the benchmark.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{sockets.HolderVerb, contest.CallVerb, arenaVerb, watchArenaVerb}, os.Args[1]) {
		main()
		os.Exit(0)
	}
	sockfarm.Main(m)
}

// A whole run, with few sockets and few contestants, and what is written of it.
func TestBench(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("a network namespace takes root, or a kernel that lets users make user namespaces")
	}
	var text, log bytes.Buffer
	args := []string{"-sizes", "0,200", "-rounds", "2", "-only", "^(netlink|netlink-owners|procfs|cat|tcptable-owners)$"}
	o, err := parseOptions(args, &log)
	if err != nil {
		t.Fatal(err)
	}
	run, err := o.measured(t.Context(), &log)
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	if len(run.Sizes) != 2 || len(run.Sizes[0].Entries) != 1 || len(run.Sizes[1].Entries) != 5 {
		t.Fatalf("%+v", run)
	}
	for _, size := range run.Sizes {
		for _, e := range size.Entries {
			if len(e.Samples) != 2 {
				t.Errorf("%d rows: %+v", size.Rows, e)
			}
		}
	}
	if err := run.WriteText(&text); err != nil || !strings.Contains(text.String(), "\n200 sockets\n") {
		t.Errorf("%v\n%s", err, text.String())
	}
	writeAndRender(t, run.Machine.Kernel, func(o *options) error { return o.writeFiles(run) })
}

// writeAndRender has write fill a checkout, which rendering then must leave as it is.
func writeAndRender(t *testing.T, kernel string, write func(*options) error) {
	t.Helper()
	document, err := os.ReadFile("../docs/benchmarks.md")
	if err != nil {
		t.Fatal(err)
	}
	o := &options{root: t.TempDir(), render: true}
	if err := os.Mkdir(filepath.Join(o.root, "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.root, "docs", "benchmarks.md"), document, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write(o); err != nil {
		t.Fatal(err)
	}
	first := contents(t, o.root)
	if !strings.Contains(first["docs/benchmarks.md"], kernel) || len(first) != 5 {
		t.Errorf("%d files; benchmarks.md:\n%s", len(first), first["docs/benchmarks.md"])
	}
	if err := o.bench(t.Context(), new(bytes.Buffer), new(bytes.Buffer)); err != nil {
		t.Fatal(err)
	}
	for path, content := range contents(t, o.root) {
		if content != first[path] {
			t.Errorf("rendering changes %s", path)
		}
	}
}

func contents(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"docs/*", "bench/results/*"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(content)
		}
	}
	return files
}

func TestParseSizes(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		sizes      []int
	}{
		{"0,1k,10K,2m", "", []int{0, 1000, 10_000, 2_000_000}},
		{"600", "", []int{600}},
		{"", `size ""`, nil},
		{"1x", `size "1x"`, nil},
		{"-2", "want an even number", nil},
		{"3", "want an even number", nil},
		{"3m", "want an even number", nil},
		{"2k,1k", "sizes must grow", nil},
	} {
		got, err := parseSizes(tt.text)
		if !slices.Equal(got, tt.sizes) || (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %d, %v", tt.text, got, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for want, args := range map[string][]string{
		`argument "all" is not wanted`: {"all"},
		"not defined: -nonsense":       {"-nonsense"},
		`part "run"`:                   {"-part", "run"},
		`part "../x"`:                  {"-part", "../x"},
		"missing closing )":            {"-only", "("},
	} {
		if _, err := parseOptions(args, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	o, err := parseOptions(nil, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[int]int{0: 101, 1000: 11, 10_000: 11, 100_000: 7, 1_000_000: 3} {
		if got := o.roundsFor(rows); got != want {
			t.Errorf("%d rounds with %d rows, want %d", got, rows, want)
		}
	}
}

func TestMachine(t *testing.T) {
	m, err := describeMachine(t.Context(), "..")
	if err != nil {
		t.Fatal(err)
	}
	if m.CPUs == 0 || m.Memory == 0 || m.Kernel == "" || m.Go == "" || !regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(m.Date) {
		t.Errorf("%+v", m)
	}
	if got := valueOf("a b\t: c: d \nx: y\n", "a b"); got != "c: d" {
		t.Errorf("valueOf: %q", got)
	}
}

// What watching costs, on a small table.
func TestWatchBench(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("a network namespace takes root, or a kernel that lets users make user namespaces")
	}
	var text, log bytes.Buffer
	if err := measureWatch(t.Context(), []string{"-sizes", "200", "-looks", "2"}, &text, &log); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	for _, kind := range []string{"view", "keys", "events"} {
		if !regexp.MustCompile(`(?m)^ +200  ` + kind + ` +\d+\.\d +\d+ +\S+ +\S+ +\S+$`).MatchString(text.String()) {
			t.Errorf("nothing of %s:\n%s", kind, text.String())
		}
	}
}
