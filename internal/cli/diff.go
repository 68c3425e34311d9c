package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// diffOptions are the flags of tcptable diff.
type diffOptions struct {
	exitCode  bool
	noHeaders bool
	json      bool
	color     colorMode
}

func newDiff(env Env) *cobra.Command {
	o := diffOptions{color: colorAuto}
	cmd := &cobra.Command{
		Use:   "diff [flags] BEFORE.json AFTER.json",
		Short: "show what has changed from one document of --json to another",
		Long: `diff compares two documents that tcptable --json has written, the earlier one first:
+ is a connection that is new, - one that is gone, ~ one that is in another state or
belongs to another process. A - instead of a name stands for standard input.

A connection is told by its cookie, so that a pair of addresses that was used again
is two connections; cookies mean something on one machine, until it starts anew.
Where one of the documents has no cookies (--source proc, Windows), addresses have to
do. In a document that is not complete, a row that is missing need not be gone: it is
not shown as gone, and a line on standard error says so. Both documents should come
from the same flags and the same filter.

The exit code is 0 also where there are differences, unless --exit-code is given.`,
		Example: `tcptable --json | tcptable diff before.json -   # what has changed since tcptable --json > before.json
tcptable diff --exit-code a.json b.json         # exit code 4 if anything has`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("diff takes two documents of tcptable --json, the earlier one first: %d given", len(args))
			}
			if args[0] == "-" && args[1] == "-" {
				return usagef("standard input can be only one of the two documents")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return env.diff(cmd.OutOrStdout(), &o, args[0], args[1])
		},
	}
	o.define(cmd.Flags())
	completeWords(cmd, map[string][]string{"color": colorWords()})
	return cmd
}

func (o *diffOptions) define(f *pflag.FlagSet) {
	f.SortFlags = false
	f.BoolVar(&o.exitCode, "exit-code", false, "exit code 4 if there is a difference")
	f.BoolVarP(&o.noHeaders, "no-headers", "H", false, "no line with the titles of the columns")
	f.BoolVar(&o.json, "json", false, "one JSON document with the rows before and after")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
}

func (env *Env) diff(stdout io.Writer, o *diffOptions, beforeName, afterName string) error {
	before, err := env.readDocument(beforeName)
	if err != nil {
		return err
	}
	after, err := env.readDocument(afterName)
	if err != nil {
		return err
	}
	changes := compareDocuments(before, after)
	if o.json {
		err = render.DiffJSON(stdout, before.side(), after.side(), changes)
	} else {
		err = render.DiffText(stdout, changes, !o.noHeaders, env.wantsColor(o.color))
	}
	if err != nil {
		return err
	}
	for _, d := range []*document{before, after} {
		if !d.complete {
			say(env.Stderr, fmt.Sprintf("%s is not complete: some of what has changed may be missing here", d.title()))
		}
	}
	if o.exitCode && len(changes) > 0 {
		return errEmpty
	}
	return nil
}

func (env *Env) readDocument(name string) (*document, error) {
	in := env.Stdin
	if name != "-" {
		f, err := os.Open(name)
		var cause *fs.PathError
		if errors.As(err, &cause) {
			return nil, fmt.Errorf("%s: %w", documentTitle(name), cause.Err)
		}
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // nothing was written
		in = f
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", documentTitle(name), err)
	}
	return parseDocument(name, text)
}

// compareDocuments returns what has changed, in the order of the rows.
func compareDocuments(before, after *document) []render.Change {
	// What only one of them has cannot tell whether two rows are the same connection.
	if !before.hasCookies || !after.hasCookies {
		before.forgetCookies()
		after.forgetCookies()
	}
	if !before.hasNetNS || !after.hasNetNS {
		before.forgetNetNS()
		after.forgetNetNS()
	}
	var tracker tcptable.Changes
	tracker.Next(before.snapshot())
	events := tracker.Next(after.snapshot())
	old, now := before.byConn(), after.byConn()
	var changes []render.Change
	for i := range events {
		e := &events[i]
		switch e.Kind {
		case tcptable.EventOpened:
			changes = append(changes, render.Change{After: now[e.Conn]})
		case tcptable.EventClosed:
			changes = append(changes, render.Change{Before: old[e.Conn]})
		case tcptable.EventState, tcptable.EventOwner:
			// Of one connection they come one after the other.
			if n := len(changes); n == 0 || changes[n-1].After != now[e.Conn] {
				changes = append(changes, render.Change{Before: old[e.Before], After: now[e.Conn]})
			}
			last := &changes[len(changes)-1]
			last.State = last.State || e.Kind == tcptable.EventState
			last.Owner = last.Owner || e.Kind == tcptable.EventOwner
		}
	}
	slices.SortStableFunc(changes, func(a, b render.Change) int { return tcptable.Compare(rowOf(a), rowOf(b)) })
	return changes
}

func rowOf(c render.Change) tcptable.Conn {
	if c.After != nil {
		return c.After.Conn
	}
	return c.Before.Conn
}
