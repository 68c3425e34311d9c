package cli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
)

// say writes one line for the person at the terminal. That standard error cannot be written to
// could be told to nobody, so the result is not looked at.
func say(stderr io.Writer, text string) {
	text = strings.TrimPrefix(visible(oneLine(text)), "tcptable: ") // the library's errors begin so too
	_, _ = fmt.Fprintf(stderr, "tcptable: %s\n", text)
}

// visible makes text of what a terminal would obey: errors hold paths and names as they are.
func visible(text string) string {
	var out []byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if strconv.IsPrint(r) && (r != utf8.RuneError || size > 1) {
			out = append(out, text[i:i+size]...)
		} else {
			quoted := strconv.Quote(text[i : i+size])
			out = append(out, quoted[1:len(quoted)-1]...)
		}
		i += size
	}
	return string(out)
}

// show shows where in a filter a mistake is.
func show(stderr io.Writer, err error) {
	var usage *usageError
	if errors.As(err, &usage) && usage.at != "" {
		_, _ = io.WriteString(stderr, "  "+strings.ReplaceAll(usage.at, "\n", "\n  ")+"\n")
	}
}

// noteUndecided tells of rows that a condition on processes may have left out wrongly.
func noteUndecided(stderr io.Writer, r *tcptable.Report) {
	if r.Undecided > 0 {
		say(stderr, count(r.Undecided, "connection was", "connections were")+
			" left out that the filter may be about: who holds them is not known; run as root, or see tcptable doctor")
	}
}

// noteFallback tells where the rows come from when it is from somewhere that tells less than the
// usual place. That BPF may not be used is no news to an ordinary user, who gets the same rows a
// little later: the report of --json has it.
func noteFallback(stderr io.Writer, r *tcptable.Report) {
	if r.Fallback != nil && r.Missing != 0 {
		say(stderr, fmt.Sprintf("the rows come from %s, because the usual source failed: %v", r.Source, r.Fallback))
	}
}

// noteDenied says why owners are missing: the owners of denied rows, because of what r reports.
func noteDenied(stderr io.Writer, r *tcptable.Report, denied int, byPID bool) {
	if denied == 0 || r.OwnersComplete() {
		return
	}
	reason := count(r.Denied, "process", "processes") + " may not be looked at"
	if r.Denied == 0 {
		reason = "processes of other users are not even listed (hidepid)"
	}
	effect := "not shown"
	if byPID {
		effect = "not known, so --pid may have missed rows"
	}
	owners := "owners of " + count(denied, "connection", "connections") + " are "
	say(stderr, owners+effect+": "+reason+"; run as root, or see tcptable doctor")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
