package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:       "completion bash|zsh|fish|powershell",
		Short:     "print the script that makes a shell complete tcptable's flags",
		ValidArgs: shells(),
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("completion for which shell? give one of %s", strings.Join(shells(), ", "))
			case len(args) > 1:
				return usagef("unexpected argument %q: completion is for one shell at a time", args[1])
			case !slices.Contains(shells(), args[0]):
				return usagef("no completion for %q: give one of %s", args[0], strings.Join(shells(), ", "))
			}
			return nil
		},
		RunE: printCompletion,
	}
}

func printCompletion(cmd *cobra.Command, args []string) error {
	root, w := cmd.Root(), cmd.OutOrStdout()
	switch args[0] {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	return fmt.Errorf("no completion for %q", args[0])
}

// completeFlags makes the values of flags known to the shells. Without it a shell would offer
// the names of files for them.
func completeFlags(root *cobra.Command) {
	complete := map[string]cobra.CompletionFunc{
		"color":   cobra.FixedCompletions(colorWords(), cobra.ShellCompDirectiveNoFileComp),
		"source":  cobra.FixedCompletions(sourceWords(), cobra.ShellCompDirectiveNoFileComp),
		"resolve": cobra.FixedCompletions(resolveWords(), cobra.ShellCompDirectiveNoFileComp),
		"columns": completeColumns,
		"sort":    completeColumns,
		"group":   completeGroups,
		"state":   completeStates,
		"port":    cobra.NoFileCompletions,
		"pid":     cobra.NoFileCompletions,
		"address": cobra.NoFileCompletions,
	}
	for flag, f := range complete {
		if err := root.RegisterFlagCompletionFunc(flag, f); err != nil {
			panic(err) // a flag of that name is not defined: a mistake in this file
		}
	}
}

// completeSelection makes the values of the flags that choose rows known to the shells.
func completeSelection(cmd *cobra.Command) {
	completeWords(cmd, map[string][]string{"source": sourceWords(), "netns": nil, "port": nil, "pid": nil, "address": nil})
	if err := cmd.RegisterFlagCompletionFunc("state", completeStates); err != nil {
		panic(err) // a flag of that name is not defined: a mistake where the flags are
	}
}

// completeStates completes the last state of a list, in upper or lower case.
func completeStates(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cut := strings.LastIndexByte(typed, ',') + 1
	done, last := typed[:cut], typed[cut:]
	var words []cobra.Completion
	for _, word := range stateWords() {
		if last != "" && last == strings.ToLower(last) {
			word = strings.ToLower(word)
		}
		if strings.HasPrefix(word, last) {
			words = append(words, done+word)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completeColumns completes the last column of a list.
func completeColumns(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cut := max(strings.LastIndexByte(typed, ','), strings.LastIndexByte(typed, '+')) + 1
	done, last := typed[:cut], typed[cut:]
	var words []cobra.Completion
	for _, name := range columnNames() {
		if strings.HasPrefix(name, last) {
			words = append(words, done+name)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completeGroups(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	words := slices.DeleteFunc(append(groupWords(), columnNames()...), func(word string) bool {
		return !strings.HasPrefix(word, typed)
	})
	slices.Sort(words)
	return slices.Compact(words), cobra.ShellCompDirectiveNoFileComp
}
