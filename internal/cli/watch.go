package cli

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tcptable/tcptable"
)

const aboutWatch = `On a terminal: the table, live, with keys to filter, sort, group, look closely and
close; ? shows them. Otherwise, or with --ndjson: what happens, one JSON object a
line, beginning with the connections that are there ("event":"present"). Then
"opened", "closed", "state" and "owner" say what has become of a connection.`

// leastWatchInterval leaves time for others on a machine with many connections.
const leastWatchInterval = 50 * time.Millisecond

// watchOptions are the flags of watch.
type watchOptions struct {
	selection *selection
	interval  interval
	times     uint
	ndjson    bool
	numeric   bool
	noOwners  bool
	color     colorMode
}

func newWatch(env Env) *cobra.Command {
	o := &watchOptions{selection: newSelection(), interval: interval{time.Second, leastWatchInterval}, color: colorAuto}
	cmd := &cobra.Command{
		Use:   "watch [flags] [filter]",
		Short: "watch the table: a live view on a terminal, events as JSON otherwise",
		Long:  aboutWatch,
		Example: `tcptable watch                      the live view
tcptable watch -l                   of listeners alone
tcptable watch --ndjson --port 443  what happens to connections of HTTPS, for a program`,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, words []string) error {
			return env.watch(cmd.Context(), cmd, o, words)
		},
	}
	f := cmd.Flags()
	o.selection.define(f)
	f.Var(&o.interval, "interval", "the time between two looks: seconds, or 500ms, 1m30s; 1s is the default")
	f.UintVar(&o.times, "times", 0, "end after so many looks")
	f.BoolVar(&o.ndjson, "ndjson", false, "one JSON object a line, also on a terminal")
	f.BoolVarP(&o.numeric, "numeric", "n", false, "numbers of users instead of their names")
	f.BoolVar(&o.noOwners, "no-owners", false, "do not look for the processes, which takes most of the time")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
	completeWords(cmd, map[string][]string{"color": colorWords(), "interval": nil, "times": nil, "netns": nil})
	return cmd
}

func (env *Env) watch(ctx context.Context, cmd *cobra.Command, o *watchOptions, words []string) error {
	q, err := o.selection.watchQuery(words)
	if err != nil {
		return err
	}
	if o.noOwners && q.Owners != tcptable.OwnersNone {
		return errAsksForProcesses
	}
	if !o.noOwners {
		q.Owners = max(q.Owners, tcptable.OwnersProcess)
	}
	screen := !o.ndjson && env.IsInteractive()
	if screen {
		if err := env.canShowScreen(); err != nil {
			return err
		}
	}
	table, err := env.openTable(o.selection)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }() // after the last look nothing depends on it
	ctx, stop := untilSignal(ctx)
	defer stop()
	defer collectGarbage()()
	if screen {
		return env.watchScreen(ctx, table, q, o, o.selection.chosen(cmd.Flags(), words))
	}
	w := eventWriter{env: env, out: cmd.OutOrStdout(), table: table, q: q, numeric: o.numeric, times: o.times}
	return w.run(ctx, o.interval.Duration)
}

// untilSignal returns a context that ends with the first signal that asks the program to end. The second
// one ends the program at once.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// collectGarbage is for a program that goes on, while one that lists the table once is sooner done without.
// It returns the way back.
func collectGarbage() func() {
	before := debug.SetGCPercent(100)
	return func() { debug.SetGCPercent(before) }
}
