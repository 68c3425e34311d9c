package cli

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

const aboutWho = `who says in words who listens on a port: the process, as which user, since when it
runs, what it is called and was started by, its systemd unit and its container; from
where it can be reached, as far as its address decides that and not a firewall; how
many connections have come by it, and how many wait to be accepted. Where nobody
listens it says who has connections to that port of another host, or still has some
at this end.

It takes no privilege. Without any, processes of other users stay unknown, and it says
so. The exit code is 0 also where nobody listens, unless --fail-empty is given.`

// whoOptions are the flags of tcptable who.
type whoOptions struct {
	place     *selection // of which only the source and the network namespace can be chosen
	numeric   bool
	wide      bool
	json      bool
	failEmpty bool
	color     colorMode
}

func newWho(env Env) *cobra.Command {
	o := &whoOptions{place: newSelection(), color: colorAuto}
	cmd := &cobra.Command{
		Use:   "who [flags] PORT...",
		Short: "say who listens on a port",
		Long:  aboutWho,
		Example: `tcptable who 8080              # who has it, since when, started by what
tcptable who https postgresql  # by name, and several
tcptable who --all-netns 80    # in every network namespace
tcptable who --json 22         # the same for a program`,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return env.who(cmd.Context(), cmd.OutOrStdout(), o, args)
		},
	}
	o.define(cmd.Flags())
	completeWords(cmd, map[string][]string{"color": colorWords(), "source": sourceWords(), "netns": nil})
	return cmd
}

func (o *whoOptions) define(f *pflag.FlagSet) {
	f.SortFlags = false
	o.place.definePlace(f)
	f.BoolVarP(&o.numeric, "numeric", "n", false, "numbers of users instead of their names")
	f.BoolVarP(&o.wide, "wide", "W", false, "long texts such as command lines in full")
	f.BoolVar(&o.json, "json", false, "one JSON document")
	f.BoolVar(&o.failEmpty, "fail-empty", false, "exit code 4 if nobody listens on any of the ports")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
}

func (env *Env) who(ctx context.Context, stdout io.Writer, o *whoOptions, args []string) error {
	ports, err := env.parsePorts(ctx, args)
	if err != nil {
		return err
	}
	table, err := env.openTable(o.place)
	if err != nil {
		return err
	}
	return errors.Join(env.answerWho(ctx, stdout, o, table, ports), table.Close())
}

func (env *Env) answerWho(ctx context.Context, stdout io.Writer, o *whoOptions, table *tcptable.Table, ports []namedPort) error {
	q := tcptable.Query{Where: wherePorts(ports), Owners: tcptable.OwnersAll, Sorted: true}
	snap, readErr := table.Snapshot(ctx, q)
	if readErr != nil && (snap == nil || len(snap.Conns) == 0) {
		return readErr
	}
	i := inquiry{env: env, options: o, table: table, snap: snap}
	answers, err := i.answer(ctx, ports)
	if err != nil {
		return err
	}
	failure := errors.Join(readErr, missingNamespaces(&snap.Report))
	if o.json {
		err = render.WhoJSON(stdout, &snap.Report, failure, answers)
	} else {
		err = render.WhoText(stdout, answers, i.textOptions())
	}
	if err != nil {
		return worst(err, failure)
	}
	noteFallback(env.Stderr, &snap.Report)
	if !o.json {
		noteDenied(env.Stderr, &snap.Report, i.denied(), false)
	}
	nobody := !slices.ContainsFunc(answers, func(w render.Who) bool { return len(w.Listeners) > 0 })
	if failure == nil && o.failEmpty && nobody {
		return errEmpty
	}
	return failure
}

// wherePorts is for rows one of whose ends has one of the ports.
func wherePorts(ports []namedPort) tcptable.Filter {
	var filters []tcptable.Filter
	for _, p := range ports {
		filters = append(filters, tcptable.Port(p.port))
	}
	return tcptable.Or(filters...)
}
