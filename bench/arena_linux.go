package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/tcptable/tcptable/bench/internal/contest"
	"github.com/tcptable/tcptable/bench/internal/result"
	"github.com/tcptable/tcptable/bench/internal/sockets"
)

// arenaVerb is the first argument of a process that measures one size in a namespace of its own.
const arenaVerb = "measure-in-namespace"

// startArena measures one size in a process in a new network namespace.
func (o *options) startArena(ctx context.Context, program string, rows int, stderr io.Writer) (result.Size, error) {
	cmd := exec.CommandContext(
		ctx, "/proc/self/exe", arenaVerb,
		"-rows", strconv.Itoa(rows), "-rounds", strconv.Itoa(o.roundsFor(rows)), "-program", program, "-only", o.only.String(),
	)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	// It has a moment to end by itself, and its holders of sockets with it.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, stderr
	var size result.Size
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return size, errors.New("stopped")
		}
		return size, fmt.Errorf("%d rows: %w", rows, err)
	}
	if err := json.Unmarshal(out.Bytes(), &size); err != nil {
		return size, fmt.Errorf("%d rows: %w", rows, err)
	}
	return size, nil
}

// arena is the program of such a process. It writes the result as JSON.
func arena(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	f := flag.NewFlagSet(arenaVerb, flag.ContinueOnError)
	rows := f.Int("rows", 0, "")
	rounds := f.Int("rounds", 1, "")
	program := f.String("program", "", "")
	only := f.String("only", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	if err := sockets.Prepare(*rows); err != nil {
		return err
	}
	begin := time.Now()
	farm, err := sockets.New(*rows)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, farm.Close()) }()
	port, err := farm.Check(ctx)
	if err != nil {
		return fmt.Errorf("the table is not what it should be: %w", err)
	}
	fmt.Fprintf(stderr, "%8d rows: made in %.1fs\n", *rows, time.Since(begin).Seconds())
	if err := contest.ForgetPeak(); err != nil {
		return err
	}
	size := result.Size{Rows: *rows}
	a := contest.Arena{Rows: *rows, Port: port, Program: *program, Log: stderr}
	size.Entries, err = a.Rounds(ctx, chosen(regexp.MustCompile(*only), *rows), *rounds)
	if err != nil {
		return err
	}
	if size.Floor, err = contest.Peak(); err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(size)
}

// chosen returns the contestants that take part in a contest.
func chosen(only *regexp.Regexp, rows int) []contest.Contestant {
	var chosen []contest.Contestant
	for _, c := range contest.All() {
		if only.MatchString(c.Name) && (rows > 0 || c.Idle()) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}
