package result

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// marks returns the lines between which the figures of a run, or of a run of a part, stand in a document.
func marks(part string) (begin, end string) {
	command := "make bench"
	if part != "" {
		command = "bench -part " + part
	}
	line := fmt.Sprintf("<!-- what %q measured: ", command)
	return line + "begin -->\n", line + "end -->\n"
}

// Insert returns document with its figures replaced by those of the run. Those of a part, which has a
// name, stand in a place of their own: what was measured in different runs is not compared.
func (r *Run) Insert(document []byte, part string) ([]byte, error) {
	markBegin, markEnd := marks(part)
	head, rest, ok := bytes.Cut(document, []byte(markBegin))
	_, tail, ok2 := bytes.Cut(rest, []byte(markEnd))
	if !ok || !ok2 {
		return nil, fmt.Errorf("the document does not have the lines\n%s%s", markBegin, markEnd)
	}
	var b bytes.Buffer
	b.Write(head)
	b.WriteString(markBegin)
	r.markdown(&b, part)
	b.WriteString(markEnd)
	b.Write(tail)
	return b.Bytes(), nil
}

func (r *Run) markdown(b *bytes.Buffer, part string) {
	fmt.Fprintf(b, "\n%s\n\n", r.Machine.sentence())
	if part == "" {
		fmt.Fprint(b, "### Required and measured\n\n")
	}
	fmt.Fprint(b, "| work | against | sockets | required | measured | met |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, q := range r.requirements(part) {
		measured, met := q.verdict(r)
		if met == "no" {
			met = "**no**"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", q.Work, q.Against, grouped(q.Rows), q.Bound, measured, met)
	}
	if part == "" {
		fmt.Fprint(b, "\n### Medians\n\nA time after `>` is one after which the contestant was stopped. Allocations, allocated bytes, processor\n"+
			"time and peaks of memory are in [results.txt](../bench/results/results.txt).\n")
	}
	r.medians(b)
	b.WriteString("\n")
}

// requirements are those that a run is held against: a part against what it measured.
func (r *Run) requirements(part string) []Requirement {
	return slices.DeleteFunc(Requirements(), func(q Requirement) bool {
		_, ok := q.Measure(r)
		return part != "" && !ok
	})
}

func (m Machine) sentence() string {
	var peers []string
	for _, p := range m.Peers {
		peers = append(peers, p.Name+" "+p.Version)
	}
	commit := ""
	if m.Commit != "" {
		commit = ", tcptable " + m.Commit
	}
	return fmt.Sprintf("Measured on %s: %d CPUs (%s), %.0f GiB of memory, %s, %s%s. Beside it: %s. Before it began: load average %.2f, %s open files.",
		m.Date, m.CPUs, m.CPU, float64(m.Memory)/(1<<30), m.Kernel, m.Go, commit, strings.Join(peers, ", "), m.Load, grouped(m.Files))
}

// medians has a table for each work, with a column for each size.
func (r *Run) medians(b *bytes.Buffer) {
	for _, work := range Works {
		if !r.has(work) {
			continue
		}
		fmt.Fprintf(b, "\n| %s |", work)
		for _, size := range r.Sizes {
			fmt.Fprintf(b, " %s |", grouped(size.Rows))
		}
		fmt.Fprintf(b, "\n| --- |%s\n", strings.Repeat(" --- |", len(r.Sizes)))
		for _, c := range r.Contestants {
			if c.Work == work && r.tookPart(c) {
				fmt.Fprintf(b, "| %s |", c.title())
				for _, size := range r.Sizes {
					fmt.Fprintf(b, " %s |", size.cell(c.Name))
				}
				fmt.Fprintln(b)
			}
		}
	}
}

func (r *Run) has(work Work) bool {
	return slices.ContainsFunc(r.Contestants, func(c Contestant) bool { return c.Work == work && r.tookPart(c) })
}

func (r *Run) tookPart(c Contestant) bool {
	return slices.ContainsFunc(r.Sizes, func(s Size) bool {
		_, ok := s.entry(c.Name)
		return ok
	})
}

// title sets what is a command line as one.
func (c Contestant) title() string {
	if slices.Contains([]Work{PrintRows, PrintOwners, PrintOnePort, PrintOnePortOwners}, c.Work) {
		return "`" + c.What + "`"
	}
	return c.What
}

func (s Size) cell(name string) string {
	e, ok := s.entry(name)
	switch m, measured := e.Median(); {
	case !ok:
		return ""
	case !measured:
		return "absent"
	default:
		return m.wall()
	}
}
