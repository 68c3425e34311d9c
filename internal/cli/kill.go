package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
)

const aboutKill = `kill closes the connections that a filter chooses: each is reset at once, its peer is
told, and data on the way is lost. The processes live on. It takes CAP_NET_ADMIN.
With --owner it leaves the connections alone and signals the processes that own them,
those of the column PID/PROCESS: exactly these, and never a later one with the same
number. It spares itself, and process 1 unless --pid names it.

On a terminal it shows the rows and asks. Elsewhere nobody can be asked: it needs
--yes, or --dry-run, which shows what it would do. Only what was shown is closed:
each row is found by its cookie, in its own network namespace, so that a connection
which has come to the same addresses meanwhile stays.

Listeners are left alone unless asked for: by -l (no other rows), --listeners (these
too), or a filter that names the state. So are connections in TIME_WAIT, which are
over. A listener that is closed is deaf, and its port stays taken until its process
ends. The kernel cannot close listeners of MPTCP, as programs in Go make them.

Of each row it tells what has come of it: closed (or signaled), gone already, not
permitted, not possible, failed, or left alone. The exit code is 0 if nothing that was
to be closed is left, also where nothing was found unless --fail-empty says otherwise;
3 if something was not permitted, and 1 if it failed or the answer was no.`

// killOptions are the flags of tcptable kill.
type killOptions struct {
	*selection
	listeners bool
	owner     bool
	signal    signalFlag
	dryRun    bool
	yes       bool
	failEmpty bool
	numeric   bool
	noHeaders bool
	json      bool
	ndjson    bool
	color     colorMode
}

func newKill(env Env) *cobra.Command {
	o := &killOptions{selection: newSelection(), color: colorAuto}
	cmd := &cobra.Command{
		Use:   "kill [flags] FILTER",
		Short: "close connections, or end the processes that own them",
		Long:  aboutKill,
		Example: `tcptable kill dst 10.9.8.7                           # close every connection to a host, after asking
tcptable kill --yes state close-wait dport = :5432   # in a script
tcptable kill --dry-run --port 443                   # what would be closed
tcptable kill --owner -l --port 8080                 # end the program that listens on 8080
tcptable kill --all-netns --pid 4711 --json --yes    # what process 4711 holds, in any network namespace`,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, words []string) error {
			return env.kill(cmd.Context(), cmd.OutOrStdout(), o, words, cmd.Flags().Changed("signal"))
		},
	}
	o.define(cmd.Flags())
	completeSelection(cmd)
	completeWords(cmd, map[string][]string{"color": colorWords(), "signal": signalWords()})
	return cmd
}

func (o *killOptions) define(f *pflag.FlagSet) {
	o.selection.define(f)
	f.Lookup("all").Usage = "every connection, or with -l every listener: for want of a filter"
	f.BoolVar(&o.listeners, "listeners", false, "listeners too")
	f.BoolVar(&o.owner, "owner", false, "signal the processes that own the connections, and leave these alone")
	f.Var(&o.signal, "signal", "with --owner: this signal, by name or number; TERM without this flag")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVarP(&o.numeric, "numeric", "n", false, "numbers of users instead of their names")
	f.BoolVarP(&o.noHeaders, "no-headers", "H", false, "no line with the titles of the columns")
	f.BoolVar(&o.json, "json", false, "one JSON document with a result for each row")
	f.BoolVar(&o.ndjson, "ndjson", false, "one JSON object a line for each row, with its result")
	f.BoolVar(&o.failEmpty, "fail-empty", false, "exit code 4 if no row was found")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
}

func (env *Env) kill(ctx context.Context, stdout io.Writer, o *killOptions, words []string, signalGiven bool) error {
	if err := o.check(env, words, signalGiven); err != nil {
		return err
	}
	if o.listening {
		o.all = false // which goes before -l elsewhere
	}
	q, err := o.watchQuery(words)
	if err != nil {
		return err
	}
	q.Owners = max(q.Owners, tcptable.OwnersProcess)
	if o.owner {
		q.Owners = tcptable.OwnersAll
	}
	if err := env.CannotClose(); err != nil && !o.owner {
		return err
	}
	table, err := env.openTable(o.selection)
	if err != nil {
		return err
	}
	k := killing{killOptions: o, env: env, out: stdout, table: table, words: words}
	return errors.Join(k.run(ctx, q), table.Close())
}

// check finds what does not go together, or would do more than was meant.
func (o *killOptions) check(env *Env, words []string, signalGiven bool) error {
	chooses := len(words)+len(o.states.values)+len(o.ports.values)+len(o.pids.values)+len(o.addresses.values) > 0
	switch {
	case !chooses && !o.all:
		return usagef("kill what? give a filter, or a flag such as --port; --all is for every connection")
	case signalGiven && !o.owner:
		return usagef("--signal is for processes: give --owner, too")
	case o.json && o.ndjson:
		return usagef("--json and --ndjson exclude each other: give one of them")
	case o.dryRun || o.yes:
	case o.json || o.ndjson:
		return usagef("programs, which read JSON, cannot be asked: give --yes, or --dry-run to see what would be done")
	case !env.IsInteractive():
		return usagef("kill asks before it does anything, and here is no terminal to ask on: give --yes, or --dry-run to see what it would do")
	}
	if o.owner {
		return checkSignal(o.signal.number())
	}
	return nil
}
