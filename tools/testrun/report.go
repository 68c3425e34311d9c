package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// writeStep writes how a step went: one line, and what its failures printed.
func writeStep(out io.Writer, name string, r testjson.Result, took time.Duration) {
	word := "ok"
	switch {
	case len(r.Failures) > 0:
		word = "FAIL"
	case r.Passed == 0:
		word = "skip"
	}
	line := fmt.Sprintf("%-4s  %-28s %7.1fs  %s", word, name, took.Seconds(), counts(r))
	fmt.Fprintln(out, strings.TrimRight(line, " "))
	for _, f := range r.Failures {
		if f.Output != "" {
			fmt.Fprintf(out, "      %s\n%s\n", place(f.Package, f.Test), indent(f.Output))
		}
	}
}

// counts tells of a step that is more than one check.
func counts(r testjson.Result) string {
	switch {
	case len(r.Failures) == 0 && r.Passed == 0 && len(r.Skips) == 1:
		return r.Skips[0].Reason
	case r.Ran() < 2:
		return ""
	}
	return closing(r.Passed, len(r.Failures), len(r.Skips))
}

// closing is the line that continuous integration looks for.
func closing(passed, failed, skipped int) string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", passed, failed, skipped)
}

// summary gathers the results of all steps.
type summary struct {
	passed, failed, skipped int
	failures                []string
	skips                   notes
}

func (s *summary) add(name string, r testjson.Result) {
	s.passed += r.Passed
	s.failed += len(r.Failures)
	s.skipped += len(r.Skips)
	for _, f := range r.Failures {
		s.failures = append(s.failures, fmt.Sprintf("%s: %s", name, place(f.Package, f.Test)))
	}
	for _, skip := range r.Skips {
		reason := skip.Reason
		if reason == "" {
			reason = "no reason given"
		}
		if skip.Package == "" {
			s.skips.add(name+": "+reason, "")
			continue
		}
		s.skips.add(place(skip.Package, skip.Test)+": "+reason, name)
	}
}

// write writes what was skipped, what failed, and the count as the last line.
func (s *summary) write(out io.Writer) {
	if s.skipped > 0 {
		fmt.Fprintln(out, "\nskipped:")
		s.skips.write(out)
	}
	if s.failed > 0 {
		fmt.Fprintln(out, "\nfailed:")
		for _, f := range s.failures {
			fmt.Fprintln(out, "  "+f)
		}
	}
	fmt.Fprintf(out, "\n%s\n", closing(s.passed, s.failed, s.skipped))
}

// notes are texts in the order of their first appearance, each with the names of the steps
// that it appeared in, so that a test skipped by three steps takes one line.
type notes struct {
	order []string
	steps map[string][]string
}

func (n *notes) add(note, step string) {
	if n.steps == nil {
		n.steps = map[string][]string{}
	}
	if _, ok := n.steps[note]; !ok {
		n.order = append(n.order, note)
	}
	n.steps[note] = append(n.steps[note], step)
}

func (n *notes) write(out io.Writer) {
	for _, note := range n.order {
		steps := strings.Join(n.steps[note], ", ")
		if steps != "" {
			steps = " [" + steps + "]"
		}
		fmt.Fprintf(out, "  %s%s\n", note, steps)
	}
}

// place names a test by its package within the project.
func place(pkg, test string) string {
	switch pkg {
	case "":
		return "the step itself"
	case modulePath:
		pkg = "tcptable"
	}
	return strings.TrimRight(strings.TrimPrefix(pkg, modulePath+"/")+" "+test, " ")
}

func indent(text string) string {
	text = strings.TrimRight(text, "\n")
	return "      " + strings.ReplaceAll(text, "\n", "\n      ")
}
