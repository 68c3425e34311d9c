package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpText is what --help prints about a command.
func helpText(cmd *cobra.Command) string {
	var b strings.Builder
	if cmd.HasParent() {
		fmt.Fprintf(&b, "%s: %s\n\nUsage:\n  %s\n", cmd.Name(), cmd.Short, cmd.Parent().CommandPath()+" "+cmd.Use)
		return b.String()
	}
	fmt.Fprintf(&b, "%s\n\nUsage:\n", about)
	for _, line := range synopsis(cmd) {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	writeFacts(&b, "Flags", flagFacts(cmd.LocalFlags()))
	writeFacts(&b, "Exit codes", exitCodes())
	writeFacts(&b, "Environment", environment())
	writeFacts(&b, "Examples", examples())
	return b.String()
}

func flagFacts(flags *pflag.FlagSet) []fact {
	var facts []fact
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		term := "    --" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", --" + f.Name
		}
		if value := placeholder(f); value != "" {
			term += " " + value
		}
		facts = append(facts, fact{term, f.Usage})
	})
	return facts
}

// placeholder is what help shows for the value of a flag; a switch has none.
func placeholder(f *pflag.Flag) string {
	if f.NoOptDefVal != "" {
		return ""
	}
	return f.Value.Type()
}

// synopsis returns the ways to call the program: the table first, then the verbs.
func synopsis(root *cobra.Command) []string {
	lines := []string{root.UseLine()}
	for _, verb := range root.Commands() {
		if verb.IsAvailableCommand() {
			lines = append(lines, root.Name()+" "+verb.Use)
		}
	}
	return lines
}

func writeFacts(b *strings.Builder, title string, facts []fact) {
	width := 0
	for _, f := range facts {
		width = max(width, len(f.term))
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	for _, f := range facts {
		fmt.Fprintf(b, "  %-*s  %s\n", width, f.term, f.meaning)
	}
}
