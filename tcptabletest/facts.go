package tcptabletest

import (
	"errors"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// testStatistics demands that the counters have counted the connection of the suite.
func testStatistics(t *testing.T, s *suite) {
	reader, ok := s.source.(tcptable.StatisticsReader)
	if !ok {
		t.Skip("the source is no StatisticsReader")
	}
	before, err := reader.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if before.ActiveOpens == 0 || before.PassiveOpens == 0 || before.InSegs == 0 || before.OutSegs == 0 {
		t.Errorf("with a connection open: %+v", before)
	}
	newSuite(t, s.source, s.listener.Addr().String(), s.limits)
	after, err := reader.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.ActiveOpens <= before.ActiveOpens || after.PassiveOpens <= before.PassiveOpens ||
		after.InSegs <= before.InSegs || after.OutSegs <= before.OutSegs {
		t.Errorf("with one more connection: %+v, before: %+v", after, before)
	}
}

// testProcessFacts demands that this process is known by its PID and start time, and that nobody
// else is taken for it.
func testProcessFacts(t *testing.T, s *suite) {
	reader, ok := s.source.(tcptable.ProcessReader)
	if !ok {
		t.Skip("the source is no ProcessReader")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	me := tcptable.Process{PID: uint32(os.Getpid())}
	facts, err := reader.ProcessFacts(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	if facts.Executable != self || facts.Kernel || facts.PID != me.PID || facts.Start == 0 {
		t.Errorf("the facts of this process are %+v, its executable is %s", facts, self)
	}
	if facts.CommandLine != nil && !slices.Equal(facts.CommandLine, os.Args) || facts.Parent != uint32(os.Getppid()) {
		t.Errorf("this process is %q, a child of %d; the facts say %q, of %d", os.Args, os.Getppid(), facts.CommandLine, facts.Parent)
	}
	if age := time.Since(facts.Started); age < -time.Second || age > 24*time.Hour {
		t.Errorf("this process started %v ago", age)
	}
	if again, err := reader.ProcessFacts(t.Context(), facts.Process); err != nil || !reflect.DeepEqual(again, facts) {
		t.Errorf("asked by the start time: %+v, %v, want %+v", again, err, facts)
	}
	for _, p := range []tcptable.Process{{PID: me.PID, Start: facts.Start + 1}, {}} {
		if nobody, err := reader.ProcessFacts(t.Context(), p); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the facts of %+v are %+v, %v, want fs.ErrNotExist", p, nobody, err)
		}
	}
}
