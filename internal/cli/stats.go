package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// statsOptions are the flags of tcptable stats.
type statsOptions struct {
	place     *selection // of which only the network namespace can be chosen
	interval  interval
	times     uint
	all       bool
	noHeaders bool
	json      bool
	color     colorMode
}

func newStats(env Env) *cobra.Command {
	o := statsOptions{place: newSelection(), color: colorAuto}
	cmd := &cobra.Command{
		Use:   "stats [flags]",
		Short: "print the counters of TCP, and how fast they grow",
		Long: `stats prints what the kernel counts of all TCP connections together, IPv4 and IPv6:
the counters of RFC 4022 and, on Linux, those of its own counters that tell of
trouble (net/netstat) and are not 0. They count since the network namespace was
made, or the machine started. It takes no privilege.

With --interval it goes on: after each interval it prints the counters again, with
their growth a second. A counter that began anew meanwhile has no growth.`,
		Example: `tcptable stats                # what has been counted
tcptable stats --interval 1   # and how fast, each second
tcptable stats --all --json   # every counter of the kernel, for a program`,
		Args:              noArguments,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return env.stats(cmd.Context(), cmd.OutOrStdout(), &o, cmd.Flags().Changed("times"))
		},
	}
	o.define(cmd.Flags())
	completeWords(cmd, map[string][]string{"color": colorWords(), "interval": nil, "times": nil, "netns": nil})
	return cmd
}

func (o *statsOptions) define(f *pflag.FlagSet) {
	f.SortFlags = false
	f.Var(&o.interval, "interval", "print the counters again and again, with their growth a second; seconds, or 500ms, 1m30s")
	f.UintVar(&o.times, "times", 0, "with --interval: stop after so many times")
	f.BoolVar(&o.all, "all", false, "every counter of the kernel, those too that are 0 or have no explanation here")
	f.VarP(&o.place.netNS, "netns", "N", "the counters of this network namespace: a path, a PID or a name of /run/netns")
	f.BoolVarP(&o.noHeaders, "no-headers", "H", false, "no line with the titles of the columns")
	f.BoolVar(&o.json, "json", false, "one JSON object a line for each time, always with every counter")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
}

// completeWords makes what flags take known to the shells; nil stands for what no list can hold.
func completeWords(cmd *cobra.Command, flags map[string][]string) {
	for flag, words := range flags {
		if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // a flag of that name is not defined: a mistake where the words stand
		}
	}
}

func (env *Env) stats(ctx context.Context, stdout io.Writer, o *statsOptions, timesGiven bool) error {
	switch {
	case timesGiven && o.interval.Duration == 0:
		return usagef("--times needs --interval: how often, and how long between")
	case timesGiven && o.times == 0:
		return usagef("--times 0 would print nothing: give 1 or more")
	}
	table, err := env.openTable(o.place)
	if err != nil {
		return err
	}
	return errors.Join(env.printStats(ctx, stdout, o, table), table.Close())
}

// printStats prints the counters once or, where there is an interval, their growth each time.
func (env *Env) printStats(ctx context.Context, stdout io.Writer, o *statsOptions, table *tcptable.Table) error {
	counts, err := readCounts(ctx, table)
	if err != nil {
		return err
	}
	if o.interval.Duration == 0 {
		return errors.Join(env.printCounts(stdout, o, counts), counts.Failure)
	}
	if counts.Failure != nil && o.times == 0 {
		say(env.Stderr, counts.Failure.Error()) // who goes on for ever does not come to the end
	}
	ticker := time.NewTicker(o.interval.Duration)
	defer ticker.Stop()
	for n := uint(1); ; n++ {
		select {
		case <-ctx.Done():
			return nil // whoever asked for them has seen enough
		case <-ticker.C:
		}
		next, err := readCounts(ctx, table)
		if err != nil {
			return err
		}
		next.Before, next.Elapsed = counts, next.Time.Sub(counts.Time)
		if n > 1 && !o.json {
			if _, err := io.WriteString(stdout, "\n"); err != nil {
				return err
			}
		}
		if err := env.printCounts(stdout, o, next); err != nil {
			return err
		}
		if n == o.times {
			return next.Failure
		}
		next.Before = nil // or all that ever was would be kept
		counts = next
	}
}

// readCounts reads what can be read. That a system has no counters of its own is no failure.
func readCounts(ctx context.Context, table *tcptable.Table) (*render.Counts, error) {
	c := &render.Counts{Time: time.Now()}
	var err error
	c.Statistics, c.Failure = table.Statistics(ctx)
	if c.Failure != nil && c.Statistics == (tcptable.Statistics{}) {
		return nil, c.Failure
	}
	c.Counters, err = table.Counters(ctx)
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		c.Failure = errors.Join(c.Failure, err)
	}
	return c, nil
}

func (env *Env) printCounts(stdout io.Writer, o *statsOptions, c *render.Counts) error {
	if o.json {
		return render.StatsJSON(stdout, c)
	}
	return render.Stats(stdout, c, render.StatsOptions{Header: !o.noHeaders, Color: env.wantsColor(o.color), All: o.all})
}
