package cli

import (
	"strings"
	"testing"
)

// TestCount: whatever the flags leave is counted, and what could not be decided is told.
func TestCount(t *testing.T) {
	for args, want := range map[string]string{
		"":                        "6",
		"-4":                      "3",
		"--pid 101":               "2",
		"--pid 4000000":           "0",
		"--address fe80::2%eth0":  "1",
		"--address fe80::2%eth1":  "0",
		"--port 80 state listen":  "1",
		"pid = 100":               "2",
		"--csv --pid 22":          "count\r\n1\r",
		"--csv -H --pid 22":       "1\r",
		"--json --pid 22":         `{"schema_version":1,"complete":true,"error":null,"count":1}`,
		"--ndjson":                `{"schema_version":1,"complete":true,"error":null,"count":6}`,
		"--all -o +state process": "",
	} {
		f := sampleSource()
		r := run(f, append(strings.Fields(args), "--count")...)
		if want == "" {
			if r.code != exitUsage {
				t.Errorf("--count %s: %+v", args, r)
			}
			continue
		}
		if r.stdout != want+"\n" || r.code != exitOK {
			t.Errorf("--count %s: %q, want %q: %s", args, r.stdout, want, r.stderr)
		}
	}
	if r := run(sampleSource(), "--count", "--fail-empty", "--port", "9"); r.code != exitEmpty || r.stdout != "0\n" {
		t.Errorf("got %+v", r)
	}
	if r := run(sampleSource(), "--count", "pid = 100"); !strings.Contains(r.stderr, "1 connection was left out") {
		t.Errorf("who holds a row is not known, and that is not told: %q", r.stderr)
	}
}

// TestGroupByStateOfSomeProcesses: the condition needs owners, and the column does not.
func TestGroupByStateOfSomeProcesses(t *testing.T) {
	for _, args := range []string{"--pid 100", "pid = 100"} {
		r := run(sampleSource(), append([]string{"--group", "state", "--csv"}, strings.Fields(args)...)...)
		if want := "state,owner,count,CLOSED,LISTEN,"; !strings.HasPrefix(r.stdout, want) || strings.Count(r.stdout, "\n") != 3 {
			t.Errorf("%s: got\n%s%s", args, r.stdout, r.stderr)
		}
	}
}
