package tcptable_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// The owner of a row, as a snapshot describes it, has a program.
func TestFactsOfOwner(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	here := listenAt(t, "127.0.0.1:0")
	for _, open := range openers {
		table := mustOpen(t, open)
		owner := ownerOf(t, table, here.String())
		facts, err := table.ProcessFacts(t.Context(), owner)
		want := tcptable.ProcessFacts{
			Process: owner, Executable: self, CommandLine: os.Args, Parent: uint32(os.Getppid()),
			UID: uint32(os.Getuid()), HasUID: true, NetNS: netNSOfMainThread(t),
			// These are of the machine that the test runs on.
			Started: facts.Started, Cgroup: facts.Cgroup, Unit: facts.Unit, Container: facts.Container,
		}
		if err != nil || !reflect.DeepEqual(facts, want) {
			t.Errorf("facts of %+v: %+v, %v, want %+v", owner, facts, err, want)
		}
		owner.Start++
		if facts, err := table.ProcessFacts(t.Context(), owner); !errors.Is(err, fs.ErrNotExist) || !reflect.DeepEqual(facts, tcptable.ProcessFacts{}) {
			t.Errorf("facts of an earlier process: %+v, %v, want fs.ErrNotExist", facts, err)
		}
		owner.Start = 0
		if facts, err := table.ProcessFacts(t.Context(), owner); err != nil || facts.Start == 0 || facts.Executable != self {
			t.Errorf("facts of whoever has the PID: %+v, %v", facts, err)
		}
		if facts, err := table.ProcessFacts(t.Context(), tcptable.Process{}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("facts of nobody: %+v, %v, want fs.ErrNotExist", facts, err)
		}
	}
}

// netNSOfMainThread returns the namespace that the whole process passes for being in.
func netNSOfMainThread(t *testing.T) uint64 {
	t.Helper()
	var st unix.Stat_t
	if err := unix.Stat("/proc/self/ns/net", &st); err != nil {
		t.Fatal(err)
	}
	return st.Ino
}

// ownerOf returns the owner of the listener with the given address.
func ownerOf(t *testing.T, table *tcptable.Table, address string) tcptable.Process {
	t.Helper()
	snap := mustSnapshot(t, table, tcptable.Query{
		States: tcptable.States(tcptable.StateListen), Owners: tcptable.OwnersProcess,
	})
	for _, c := range snap.Conns {
		if c.Local.String() == address {
			if p, ok := snap.Process(c.PID); ok {
				return p
			}
		}
	}
	t.Fatalf("nobody is known to listen on %s", address)
	return tcptable.Process{}
}

// A child runs another program, and then it is gone.
func TestFactsOfChild(t *testing.T) {
	program, err := exec.LookPath("cat")
	if err != nil {
		t.Skipf("no program to run: %v", err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		t.Fatal(err)
	}
	child := exec.Command("cat")
	input, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	table := mustOpen(t, openDefault)
	facts, err := table.ProcessFacts(t.Context(), tcptable.Process{PID: uint32(child.Process.Pid)})
	if err != nil || facts.Executable != program || facts.Deleted || facts.Kernel || facts.Name != "cat" {
		t.Errorf("facts of the child: %+v, %v, want the program %s", facts, err, program)
	}
	if err := errors.Join(input.Close(), child.Wait()); err != nil {
		t.Fatal(err)
	}
	if facts, err := table.ProcessFacts(t.Context(), facts.Process); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("facts of the child that has ended: %+v, %v, want fs.ErrNotExist", facts, err)
	}
}

// TestFactsOfOtherUser looks at a process of root's as a user without privileges.
func TestFactsOfOtherUser(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.RequireUser(t, nobody)
		here := listenAt(t, "127.0.0.1:0")
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(ownerOf(t, mustOpen(t, openDefault), here.String())); err != nil {
			t.Fatal(err)
		}
		sockfarm.Rerun(t, asNobody(), b.Bytes())
		return
	}
	var foreign tcptable.Process
	if err := gob.NewDecoder(io.LimitReader(os.Stdin, 1<<10)).Decode(&foreign); err != nil {
		t.Fatal(err)
	}
	table := mustOpen(t, openDefault)
	facts, err := table.ProcessFacts(t.Context(), foreign)
	want := tcptable.ProcessFacts{
		Process: foreign, CommandLine: facts.CommandLine, Parent: facts.Parent, HasUID: true,
		Started: facts.Started, Cgroup: facts.Cgroup, Unit: facts.Unit, Container: facts.Container,
	}
	if !errors.Is(err, fs.ErrPermission) || !reflect.DeepEqual(facts, want) || len(facts.CommandLine) == 0 || facts.Parent == 0 {
		t.Errorf("facts of root's process: %+v, %v, want %+v and fs.ErrPermission", facts, err, want)
	}
	foreign.Start++
	if facts, err := table.ProcessFacts(t.Context(), foreign); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("facts of an earlier process: %+v, %v, want fs.ErrNotExist", facts, err)
	}
}

// TestFactsOfHiddenProcess looks at a process of root's where proc(5) hides the processes of
// others, more or less. It takes three processes, see TestHiddenProcesses.
func TestFactsOfHiddenProcess(t *testing.T) {
	switch {
	case !sockfarm.IsRerun():
		sockfarm.RequireUser(t, nobody)
		sockfarm.Rerun(t, withPrivateProcesses(), nil)
	case os.Geteuid() == 0:
		mountProc(t, "hidepid=1")
		sockfarm.Rerun(t, asNobody(), []byte("shut"))
		mountProc(t, "hidepid=2")
		sockfarm.Rerun(t, asNobody(), []byte("unseen"))
	default:
		how, err := io.ReadAll(os.Stdin)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]error{"shut": fs.ErrPermission, "unseen": fs.ErrNotExist}[string(how)]
		facts, err := mustOpen(t, openDefault).ProcessFacts(t.Context(), tcptable.Process{PID: 1})
		if !errors.Is(err, want) || !reflect.DeepEqual(facts, tcptable.ProcessFacts{}) {
			t.Errorf("facts of a process that is %s: %+v, %v, want %v", how, facts, err, want)
		}
	}
}
