package cli

import (
	"errors"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestCompleteness: namespaces that are missing make a document incomplete, and are told above the table.
func TestCompleteness(t *testing.T) {
	f := sampleFacts()
	f.snap.Namespaces = sampleNamespaces()
	f.snap.Report.NamespacesDenied, f.snap.Report.NamespacesUnseen = 1, 2
	r := runEnv(factsEnv(f, "--json", "--all-netns"))
	for _, want := range []string{
		`"complete":false,"report":{"error":"1 network namespace may not be read`,
		`"namespaces_denied":1,"namespaces_vanished":0,"namespaces_unseen":2,"namespaces_complete":false},"namespaces":[`,
		`{"id":42,"name":"web (42)","names":[],"paths":["/run/docker/netns/\u001b"],"pid":0,`,
		`"netns":42,"netns_name":"web (42)","netns_container":"cdcdcd`,
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %s in\n%s", want, r.stdout)
		}
	}
	if r.code != exitDenied || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
	env := factsEnv(f, "--all-netns", "--color", "never")
	env.IsTerminal = func() bool { return true }
	if head, _, _ := strings.Cut(runEnv(env).stdout, "\n"); !strings.HasPrefix(head,
		"fake · 6 rows · 3 processes not permitted · 1 namespace not permitted · namespaces of 2 processes not permitted · ") {
		t.Errorf("the line above the table is %q", head)
	}
	f.snap.Report = tcptable.Report{Source: "fake"}
	if r := runEnv(factsEnv(f, "--json", "--all-netns")); r.code != exitOK || !strings.Contains(r.stdout, `"complete":true`) {
		t.Errorf("got %+v", r)
	}
}

// TestMessagesAreOneLine: whatever is in an error, it is a line and moves no cursor.
func TestMessagesAreOneLine(t *testing.T) {
	f := sampleSource()
	f.err = errors.New("a\x1b[2J\r\xff\u202e\nb é \"\\x\"\n")
	want := "tcptable: read: a\\x1b[2J\\r\\xff\\u202e; b é \"\\x\"\n"
	if r := run(f, "--csv"); r.stderr != want || r.code != exitError {
		t.Errorf("got %q, want %q", r.stderr, want)
	}
}
