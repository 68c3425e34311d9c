package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// A connection that is gone is shown for a while also where a filter or a group is about its process, which
// may have gone with it.
func TestGhosts(t *testing.T) {
	before := sampleTables()[0]
	after := before
	ended := func(pid uint32) bool { return pid == 100 || pid == 300 }
	after.Conns = slices.DeleteFunc(slices.Clone(before.Conns), func(c tcptable.Conn) bool { return ended(c.PID) })
	after.Processes = slices.DeleteFunc(slices.Clone(before.Processes), func(p tcptable.Process) bool { return ended(p.PID) })
	tables := []tcptable.Snapshot{before, before, after} // the filter, and the group, make it look once more
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"/", "type process = curl", "enter", "look"}, "\n>-ESTABLISHED  10.0.0.1:41000"},
		{[]string{"g", "g", "g", "g", "g", "g", "end", "space", "look"}, "[-] docker 0123456789ab  1 row: 1 CLOSE_WAIT\n -LISTEN       [::]:80"},
	} {
		s := newStageOf(t, tables, 120, 40, nil)
		for _, key := range test.keys {
			s.do(key)
		}
		if got := s.screen(); !strings.Contains(got, test.want) {
			t.Errorf("%v: %q is not on the screen\n%s", test.keys, test.want, got)
		}
	}
}

// A command line that is long does not push everything else off the screen.
func TestLongCommandLine(t *testing.T) {
	s := newStage(t, 80, 24, nil)
	s.do("end")
	s.do("enter")
	s.m.detail.facts.CommandLine = []string{"java", strings.Repeat("x", 100_000)}
	if got := s.screen(); strings.Contains(got, "java") || !strings.Contains(got, "cookie") {
		t.Errorf("on top is\n%s", got)
	}
	s.do("end")
	if got := s.screen(); !strings.Contains(got, " ... (100,005 bytes)\n") {
		t.Errorf("at the end is\n%s", got)
	}
}
