package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tcptable/tcptable/bench/internal/sockets"
)

// watchVerb is the first argument with which this program measures what "tcptable watch" costs, and
// watchArenaVerb that of the process which does so for one size in a namespace of its own.
const (
	watchVerb      = "watch"
	watchArenaVerb = "watch-in-namespace"
)

// measureWatch measures the view and the events with tables of some sizes.
func measureWatch(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	f := flag.NewFlagSet("bench watch", flag.ContinueOnError)
	f.SetOutput(stderr)
	root := f.String("root", "..", "the checkout of tcptable")
	text := f.String("sizes", "10k,100k", "sockets in the tables, one after the other")
	looks := f.Int("looks", 30, "looks at each table, one a second")
	if err := f.Parse(args); err != nil {
		return err
	}
	sizes, err := parseSizes(*text)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "tcptable-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	program := filepath.Join(tmp, "tcptable")
	if err := buildProgram(ctx, *root, program); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%8s  %-6s  %10s  %8s  %10s  %10s  %10s\n", "rows", "", "% of core", "MiB", "key, ms", "95 %, ms", "worst, ms")
	for _, rows := range sizes {
		cmd := exec.CommandContext(ctx, "/proc/self/exe", watchArenaVerb, strconv.Itoa(rows), strconv.Itoa(*looks), program)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
		cmd.WaitDelay = time.Minute
		cmd.Stdout, cmd.Stderr = stdout, stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%d rows: %w", rows, err)
		}
	}
	return nil
}

// watchArena is the program of such a process: rows, looks, program.
func watchArena(ctx context.Context, args []string, stdout io.Writer) (err error) {
	if len(args) != 3 {
		return errors.New("this is for the benchmark itself")
	}
	rows, err1 := strconv.Atoi(args[0])
	looks, err2 := strconv.Atoi(args[1])
	if err := errors.Join(err1, err2, sockets.Prepare(rows)); err != nil {
		return err
	}
	farm, err := sockets.New(rows)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, farm.Close()) }()
	if _, err := farm.Check(ctx); err != nil {
		return fmt.Errorf("the table is not what it should be: %w", err)
	}
	for _, kind := range []string{"view", "keys", "events"} {
		c, err := costOf(ctx, kind, args[2], looks)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%8d  %-6s  %10.1f  %8.0f  %s\n", rows, kind, c.percent, c.mebibytes, c.latency())
	}
	return nil
}

// cost is what watching takes.
type cost struct {
	percent   float64 // of one core, the first look aside
	mebibytes float64 // the most that was resident
	keys      []time.Duration
}

// costOf runs the program for one look, and for some more. The difference is what these cost.
func costOf(ctx context.Context, kind, program string, looks int) (*cost, error) {
	first, err := watchOnce(ctx, kind, program, 1)
	if err != nil {
		return nil, err
	}
	all, err := watchOnce(ctx, kind, program, 1+looks)
	if err != nil {
		return nil, err
	}
	used := func(s *os.ProcessState) time.Duration { return s.UserTime() + s.SystemTime() }
	return &cost{
		percent:   100 * (used(all.state) - used(first.state)).Seconds() / float64(looks), // one look a second
		mebibytes: float64(all.state.SysUsage().(*syscall.Rusage).Maxrss) / 1024,
		keys:      all.keys,
	}, nil
}

// latency is how long the screen took to follow a key: half of the keys, 95 of 100, and the slowest.
func (c *cost) latency() string {
	if len(c.keys) == 0 {
		return fmt.Sprintf("%10s  %10s  %10s", "-", "-", "-")
	}
	slices.SortFunc(c.keys, cmp.Compare)
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	n := len(c.keys)
	return fmt.Sprintf("%10.1f  %10.1f  %10.1f", ms(c.keys[n/2]), ms(c.keys[n*95/100]), ms(c.keys[n-1]))
}

type watched struct {
	state *os.ProcessState
	keys  []time.Duration
}

// watchOnce runs the program until it has looked so many times.
func watchOnce(ctx context.Context, kind, program string, looks int) (*watched, error) {
	cmd := exec.CommandContext(ctx, program, "watch", "--times", strconv.Itoa(looks))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var problem strings.Builder
	cmd.Stderr = &problem
	var w watched
	var err error
	if kind == "events" {
		err = cmd.Run()
	} else {
		w.keys, err = runOnTerminal(cmd, kind == "keys")
	}
	if err != nil {
		return nil, fmt.Errorf("watch, %s: %w: %s", kind, err, problem.String())
	}
	w.state = cmd.ProcessState
	return &w, nil
}
