package tcptable_test

import (
	"os"
	"os/exec"
	"reflect"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/wine"
)

// A child with arguments that have to be quoted.
func TestWindowsFactsOfChild(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "-test.run=^TestWindowsFactsOfChild$", "a b", `c"d\`, "", "ü")
	child.Env = append(os.Environ(), "TCPTABLE_TEST_CHILD=1")
	if os.Getenv("TCPTABLE_TEST_CHILD") != "" {
		os.Stdin.Read(make([]byte, 1)) //nolint:errcheck // the end of the input is what it waits for
		return
	}
	input, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	table, err := tcptable.Open()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := table.ProcessFacts(t.Context(), tcptable.Process{PID: uint32(child.Process.Pid)})
	if err != nil || facts.Executable != self || facts.Parent != uint32(os.Getpid()) {
		t.Errorf("facts of the child: %+v, %v, want the parent %d", facts, err, os.Getpid())
	}
	if facts.CommandLine == nil && wine.Present() {
		t.Log("this Wine does not tell command lines: ProcessCommandLineInformation is not in it")
	} else if !reflect.DeepEqual(facts.CommandLine, child.Args) {
		t.Errorf("the child is %q, want %q", facts.CommandLine, child.Args)
	}
	if facts.Started.Before(before.Add(-time.Minute)) || facts.Started.After(time.Now().Add(time.Minute)) {
		t.Errorf("it started at %v, now is %v", facts.Started, time.Now())
	}
	if facts.HasUID || facts.NetNS != 0 || facts.Cgroup != "" || facts.Unit != "" || facts.Container != (tcptable.Container{}) {
		t.Errorf("facts that Windows has not: %+v", facts)
	}
	input.Close()
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
	if err := table.Close(); err != nil {
		t.Error(err)
	}
}
