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
		fmt.Fprintf(&b, "%s: %s\n", cmd.Name(), cmd.Short)
	}
	if cmd.Long != "" {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", strings.ReplaceAll(strings.TrimSpace(cmd.Long), "`", ""))
	}
	b.WriteString("\nUsage:\n")
	for _, line := range usageLines(cmd) {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	writeFacts(&b, "Flags", flagFacts(cmd))
	if !cmd.HasParent() {
		writeFacts(&b, "Exit codes", exitCodes())
		writeFacts(&b, "Environment", environment())
	}
	if lines := exampleLines(cmd); len(lines) > 0 {
		fmt.Fprintf(&b, "\nExamples:\n")
		for _, line := range lines {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	return b.String()
}

// flagFacts are the flags of a command. That every verb has --help goes without saying.
func flagFacts(cmd *cobra.Command) []fact {
	var facts []fact
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" && cmd.HasParent() {
			return
		}
		term := "    --" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", --" + f.Name
		}
		facts = append(facts, fact{term + placeholder(f), f.Usage})
	})
	return facts
}

// placeholder is what help shows behind a flag for its value; a switch has none.
func placeholder(f *pflag.Flag) string {
	switch {
	case f.NoOptDefVal == "":
		return " " + f.Value.Type()
	case f.Value.Type() != "bool":
		return "[=" + f.Value.Type() + "]"
	}
	return ""
}

// usageLines are the ways to call a command: the program itself with its verbs below.
func usageLines(cmd *cobra.Command) []string {
	if cmd.HasParent() {
		return []string{cmd.Parent().CommandPath() + " " + cmd.Use}
	}
	lines := []string{cmd.UseLine()}
	for _, verb := range cmd.Commands() {
		if verb.IsAvailableCommand() {
			lines = append(lines, cmd.Name()+" "+verb.Use)
		}
	}
	return lines
}

// exampleLines are the lines of the examples of a command, without what they are indented by.
func exampleLines(cmd *cobra.Command) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSpace(cmd.Example), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func writeFacts(b *strings.Builder, title string, facts []fact) {
	if len(facts) == 0 {
		return
	}
	width := 0
	for _, f := range facts {
		width = max(width, len(f.term))
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	for _, f := range facts {
		fmt.Fprintf(b, "  %-*s  %s\n", width, f.term, f.meaning)
	}
}
