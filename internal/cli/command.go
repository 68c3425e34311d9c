package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const (
	summary = "list the TCP connections of this machine"

	about = `tcptable prints every TCP connection and listener of this machine: IPv4 and IPv6,
in every state, with the process and the user behind each and, where no process
can be named, the reason. Rows are in a fixed order, by address and port.

Words that are no flags are a filter, in the language of ss: state established
and dport = :443. Flags of one kind are alternatives, flags of different kinds and
the filter must all hold. Without privileges the processes of other users stay
unknown, and their rows say so.

Short flags can be run together: tcptable -tulpn. A flag that takes several values
takes them with commas between them, and can be given more than once.`
)

// fact is a term and what it means, as the help and the man page list them.
type fact struct{ term, meaning string }

func exitCodes() []fact {
	return []fact{
		{"0", "all went well, also when no row was left to print or nobody read the output to its end"},
		{"1", "an error: there may be rows, but not all of them"},
		{"2", "the command line is wrong: nothing was read"},
		{"3", "not permitted: nothing, or not all, could be done for want of a privilege"},
		{"4", "an answer that scripts ask for: with --fail-empty no row was left to print, with diff --exit-code something has changed"},
	}
}

func environment() []fact {
	return []fact{
		{"NO_COLOR", "if not empty, --color auto means never"},
		{"TERM", "if dumb, --color auto means never"},
	}
}

const examples = `tcptable -l                                      # what listens here
tcptable --port 443 --state established          # who talks HTTPS
tcptable state connected dst 10.0.0.0/8          # the same language as ss
tcptable -p --pid 4711                           # what process 4711 holds, and who shares it
tcptable -o +exe,container,rtt --sort rtt:desc   # more columns, the slowest first
tcptable --group process                         # how many each program has
tcptable --count state time-wait                 # one number
tcptable --tree -l                               # who started what listens
tcptable --address 10.0.0.0/8 --csv              # one network, for a spreadsheet
tcptable --no-owners --ndjson                    # all rows of a busy machine, soonest
tcptable --json                                  # everything, for a program`

// newRoot makes the command tree. It keeps no state: each call makes a new one.
func newRoot(env Env) *cobra.Command {
	o := newOptions()
	root := &cobra.Command{
		Use:               "tcptable [flags] [FILTER]",
		Short:             summary,
		Long:              about,
		Example:           examples,
		Args:              noMisspeltVerb,
		ValidArgsFunction: cobra.NoFileCompletions,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.version {
				return printVersion(cmd.OutOrStdout())
			}
			return env.list(cmd.Context(), cmd.OutOrStdout(), o, args)
		},
	}
	o.define(root.Flags())
	completeFlags(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return explainFlag(cmd, env.Args, err) })
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		_, _ = fmt.Fprint(cmd.OutOrStdout(), helpText(cmd)) // cobra has no way to return the error
	})
	root.AddCommand(
		newWatch(env),
		newStats(env),
		newDiff(env),
		newDoctor(env),
		newKill(env),
		newWho(env),
		newCompletion(),
		newMan(),
	)
	root.SetHelpCommand(newHelp())
	return root
}

// filterWords are words that a filter begins with, some of which look like verbs.
func filterWords() []string {
	return []string{"state", "exclude", "src", "dst", "sport", "dport", "dev", "not", "pid", "user", "process", "dual", "mapped"}
}

// noMisspeltVerb is for the root command, whose arguments are the words of a filter unless the
// first of them looks like a verb.
func noMisspeltVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 || slices.Contains(filterWords(), args[0]) {
		return nil
	}
	var meant []string
	for _, verb := range cmd.Commands() {
		if !verb.Hidden && near(args[0], verb.Name()) {
			meant = append(meant, verb.Name())
		}
	}
	if len(meant) == 0 {
		return nil
	}
	for _, word := range filterWords() {
		if near(args[0], word) {
			meant = append(meant, word)
		}
	}
	return usagef("unknown command %q: did you mean %s?", args[0], strings.Join(meant, " or "))
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "print help about a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return verbs(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no help about %q: try one of %s", strings.Join(args, " "), strings.Join(verbs(cmd.Root()), ", "))
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), helpText(about))
			return err
		},
	}
}

func verbs(root *cobra.Command) []string {
	var names []string
	for _, verb := range root.Commands() {
		if verb.IsAvailableCommand() {
			names = append(names, verb.Name())
		}
	}
	return names
}

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:               "man",
		Short:             "print the man page, tcptable.1",
		ValidArgsFunction: cobra.NoFileCompletions,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unexpected argument %q: tcptable man takes none", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(appendManPage(nil, cmd.Root(), version()))
			return err
		},
	}
}
