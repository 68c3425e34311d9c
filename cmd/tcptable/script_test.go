package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/internal/wine"
)

func TestMain(m *testing.M) {
	testscript.Main(apart{m}, map[string]func(){"tcptable": main, "holder": holder, "listener": listener})
}

// apart runs the tests in a network namespace of their own where it can.
type apart struct{ m *testing.M }

func (a apart) Run() int { return sockfarm.RunApart(a.m) }

// TestScripts runs the program as it is, one script for each file. The scripts look only at
// sockets that they made themselves, which the commands below do in this process.
func TestScripts(t *testing.T) {
	// A program with the race detector waits for a second before it exits, and here are many.
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Condition:           condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ADDR", ownAddress())
			env.Setenv("PID", strconv.Itoa(os.Getpid()))
			for name, pattern := range ownPatterns() {
				env.Setenv(name, pattern)
			}
			env.Setenv("GORACE", os.Getenv("GORACE"))
			env.Setenv("TERM", "xterm")
			env.Setenv("NO_COLOR", "")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"code":       cmdCode,
			"listen":     cmdListen,
			"pair":       cmdPair,
			"closedpipe": cmdClosedPipe,
			"container":  cmdContainer,
			"named":      cmdNamed,
			"schema":     cmdSchema,
			"terminal":   cmdTerminal,
			"answer":     cmdAnswer,
			"hold":       cmdHold,
			"ended":      cmdEnded,
			"timewait":   cmdTimeWait,
			"unaccepted": cmdUnaccepted,
		},
	})
}

// ownAddress returns an address of the loopback network that nobody else is likely to use, so
// that a script can tell its own sockets from all others. Linux and Windows answer on all of them.
func ownAddress() string {
	part := func() byte { return byte(1 + rand.IntN(254)) }
	return netip.AddrFrom4([4]byte{127, part(), part(), part()}).String()
}

// condition knows [table]: the connection table can be read here; [bpf]: it can be read through BPF;
// [ipv6]: sockets on ::1 can be made here; [owners]: the owner of every socket of this process is known;
// [namespaces]: a script can have namespaces of its own, as root of them; [containers]: it can make control
// groups; [unseen]: there is a process whose network namespace may not be seen; and [apart]: there are no
// connections here but those that scripts make, and root may close them.
func condition(name string) (bool, error) {
	switch name {
	case "table":
		table, err := tcptable.Open()
		if errors.Is(err, errors.ErrUnsupported) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return true, table.Close()
	case "bpf":
		source, err := bpf.Open()
		if err != nil {
			return false, nil //nolint:nilerr // that is the question
		}
		return true, source.Close()
	case "ipv6":
		return haveIPv6(), nil
	case "apart":
		return sockfarm.IsApart() == nil && os.Geteuid() == 0, nil
	case "namespaces":
		return haveNamespaces(), nil
	case "containers":
		return haveContainers(), nil
	case "unseen":
		_, err := os.Readlink("/proc/1/ns/net")
		return errors.Is(err, fs.ErrPermission), nil
	case "owners":
		return !wine.Present(), nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// cmdCode runs a program that must end with an exit code, or with one of several where other processes
// of the machine decide: code 2 tcptable --foo, code 0,3 tcptable --all-netns.
func cmdCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N[,N] program [args...]")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if !slices.Contains(strings.Split(args[0], ","), strconv.Itoa(got)) {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// cmdClosedPipe runs a program whose standard output is a pipe that nobody reads. It must end
// well, and say nothing.
func cmdClosedPipe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: closedpipe program [args...]")
	}
	r, w, err := os.Pipe()
	ts.Check(err)
	ts.Check(r.Close())
	defer func() { _ = w.Close() }()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout = w
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		ts.Fatalf("%v: %v, standard error %q", args, err, stderr.String())
	}
}
