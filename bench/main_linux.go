package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/tcptable/tcptable/bench/internal/contest"
	"github.com/tcptable/tcptable/bench/internal/sockets"
)

func main() {
	// What this process starts is killed when the thread that started it ends, so that must be
	// the one that ends last.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run does what this process was started for: to be the benchmark, or one of its parts.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch verb, rest := args[0], args[1:]; verb {
		case sockets.HolderVerb:
			signal.Ignore(os.Interrupt) // it ends when its input does
			return sockets.Hold(rest)
		case contest.CallVerb:
			return contest.Call(rest, stdout)
		case arenaVerb:
			return arena(ctx, rest, stdout, stderr)
		case watchVerb:
			return measureWatch(ctx, rest, stdout, stderr)
		case watchArenaVerb:
			return watchArena(ctx, rest, stdout)
		}
	}
	o, err := parseOptions(args, stderr)
	if err != nil {
		return err
	}
	return o.bench(ctx, stdout, stderr)
}
