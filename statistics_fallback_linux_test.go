package tcptable

import (
	"errors"
	"os"
	"testing"
)

// What the fallback cannot tell it says, and what it can needs no netlink.
func TestFallbackFacts(t *testing.T) {
	cannot := &fallbackSource{netlink: &scripted{name: "netlink"}, proc: &scripted{name: "proc"}}
	if _, err := cannot.Statistics(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Statistics = %v, want errors.ErrUnsupported", err)
	}
	if _, err := cannot.ProcessFacts(t.Context(), Process{PID: 1}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("ProcessFacts = %v, want errors.ErrUnsupported", err)
	}
	proc, err := OpenProc()
	if err != nil {
		t.Fatal(err)
	}
	can := &fallbackSource{proc: proc}
	defer can.Close()
	if s, err := can.Statistics(t.Context()); err != nil || s.RtoMax == 0 {
		t.Errorf("Statistics = %+v, %v", s, err)
	}
	me := Process{PID: uint32(os.Getpid())}
	if facts, err := can.ProcessFacts(t.Context(), me); err != nil || facts.Executable == "" {
		t.Errorf("ProcessFacts = %+v, %v", facts, err)
	}
}
