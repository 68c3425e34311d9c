package result

import (
	"bytes"
	"fmt"
	"strings"
)

// The lines between which the figures of a document stand.
const (
	markBegin = "<!-- what \"make bench\" measured: begin -->\n"
	markEnd   = "<!-- what \"make bench\" measured: end -->\n"
)

// Insert returns document with its figures replaced by those of the run.
func (r *Run) Insert(document []byte) ([]byte, error) {
	head, rest, ok := bytes.Cut(document, []byte(markBegin))
	_, tail, ok2 := bytes.Cut(rest, []byte(markEnd))
	if !ok || !ok2 {
		return nil, fmt.Errorf("the document does not have the lines\n%s%s", markBegin, markEnd)
	}
	var b bytes.Buffer
	b.Write(head)
	b.WriteString(markBegin)
	r.markdown(&b)
	b.WriteString(markEnd)
	b.Write(tail)
	return b.Bytes(), nil
}

func (r *Run) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n%s\n", r.Machine.sentence())
	fmt.Fprint(b, "\n### Required and measured\n\n")
	fmt.Fprint(b, "| work | against | sockets | required | measured | met |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, q := range Requirements() {
		measured, met := q.verdict(r)
		if met == "no" {
			met = "**no**"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", q.Work, q.Against, grouped(q.Rows), q.Bound, measured, met)
	}
	r.medians(b)
	b.WriteString("\n")
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
	fmt.Fprint(b, "\n### Medians\n\nA time after `>` is one after which the contestant was stopped. Allocations, allocated bytes, processor\n"+
		"time and peaks of memory are in [results.txt](../bench/results/results.txt).\n")
	for _, work := range Works {
		fmt.Fprintf(b, "\n| %s |", work)
		for _, size := range r.Sizes {
			fmt.Fprintf(b, " %s |", grouped(size.Rows))
		}
		fmt.Fprintf(b, "\n| --- |%s\n", strings.Repeat(" --- |", len(r.Sizes)))
		for _, c := range r.Contestants {
			if c.Work == work {
				fmt.Fprintf(b, "| %s |", c.title())
				for _, size := range r.Sizes {
					fmt.Fprintf(b, " %s |", size.cell(c.Name))
				}
				fmt.Fprintln(b)
			}
		}
	}
}

// title sets what is a command line as one.
func (c Contestant) title() string {
	if c.Work == PrintRows || c.Work == PrintOwners || c.Work == PrintOnePort {
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
