package cli

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// explainFlag turns what pflag says about a wrong flag into one line that says what would do.
func explainFlag(cmd *cobra.Command, args []string, err error) error {
	if err := longWithOneDash(cmd, args); err != nil {
		return err
	}
	var (
		usage    *usageError
		unknown  *pflag.NotExistError
		required *pflag.ValueRequiredError
		invalid  *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &usage):
		return usage // of our own values, which need no introduction
	case errors.As(err, &unknown):
		return explainUnknown(cmd, unknown)
	case errors.As(err, &required):
		flag := required.GetFlag()
		return usagef("--%s needs a value: --%s%s", flag.Name, flag.Name, placeholder(flag))
	case errors.As(err, &invalid):
		return usagef("unknown value %q for --%s: see %s --help", invalid.GetValue(), invalid.GetFlag().Name, cmd.CommandPath())
	}
	return usagef("%s: see %s --help", printable(err.Error()), cmd.CommandPath())
}

// longWithOneDash finds a long flag behind one dash, which is read as so many short ones: what they
// complain about would mislead.
func longWithOneDash(cmd *cobra.Command, args []string) error {
	for _, arg := range args {
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if len(name) < 2 || !strings.HasPrefix(arg, "-") || strings.HasPrefix(arg, "--") {
			continue
		}
		if cmd.Flags().Lookup(name) != nil {
			return usagef("unknown flag -%s: did you mean --%s? see %s --help", name, name, cmd.CommandPath())
		}
	}
	return nil
}

func explainUnknown(cmd *cobra.Command, err *pflag.NotExistError) error {
	group := err.GetSpecifiedShortnames()
	what := "--" + err.GetSpecifiedName()
	wanted := err.GetSpecifiedName()
	if group != "" {
		what = "-" + err.GetSpecifiedName()
		wanted = group // "-port" is read as -p -o -r -t, but --port was meant
	}
	if len(group) > 1 {
		what += " in -" + group
	}
	if group != "" && group[0] >= utf8.RuneSelf {
		what = "-" + group // pflag goes byte by byte and has cut a character in pieces
	}
	if name := nearestFlag(cmd.Flags(), wanted); name != "" {
		return usagef("unknown flag %s: did you mean --%s? see %s --help", printable(what), name, cmd.CommandPath())
	}
	return usagef("unknown flag %s: see %s --help", printable(what), cmd.CommandPath())
}

// printable returns text as it is, or quoted if it holds what a terminal should not get.
func printable(text string) string {
	for _, r := range text {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return strconv.Quote(text)
		}
	}
	return text
}

// nearestFlag returns the long name that was probably meant, or nothing. A single letter is near
// to too much to be a hint.
func nearestFlag(flags *pflag.FlagSet, typed string) string {
	if len(typed) < 2 {
		return ""
	}
	best := ""
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || !near(typed, f.Name) {
			return
		}
		if best == "" || distance(typed, f.Name) < distance(typed, best) {
			best = f.Name
		}
	})
	return best
}

// near reports whether typed could be a slip of the finger for name, or the beginning of it.
func near(typed, name string) bool {
	if len(typed) >= 2 && strings.HasPrefix(name, typed) {
		return true
	}
	return distance(typed, name) <= min(2, len(name)/2)
}

// distance is how many bytes have to be put in, taken out or replaced to make b of a
// (the Levenshtein distance).
func distance(a, b string) int {
	row := make([]int, len(b)+1) // of the table, for the prefix of a seen so far
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
