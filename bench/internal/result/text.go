package result

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteText writes all that was measured.
func (r *Run) WriteText(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range r.Machine.lines() {
		fmt.Fprintln(w, line)
	}
	for _, size := range r.Sizes {
		r.writeSize(w, size)
	}
	fmt.Fprint(w, "\nrequired\tagainst\tsockets\tbound\tmeasured\tmet\n")
	for _, q := range Requirements() {
		measured, met := q.verdict(r)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", q.Work, q.Against, grouped(q.Rows), q.Bound, measured, met)
	}
	return w.Flush()
}

// verdict returns what is shown of a requirement.
func (q Requirement) verdict(r *Run) (measured, met string) {
	m, ok := q.Measure(r)
	switch {
	case !ok:
		return "not measured", ""
	case q.Bound.Keeps(m):
		return m.text(q.Bound.Unit), "yes"
	}
	return m.text(q.Bound.Unit), "no"
}

// lines describe the machine, one fact each.
func (m Machine) lines() []string {
	lines := []string{
		"date " + m.Date,
		fmt.Sprintf("%d CPUs: %s, %.0f GiB of memory", m.CPUs, m.CPU, float64(m.Memory)/(1<<30)),
		m.Kernel + ", " + m.Go,
		fmt.Sprintf("before it began: load average %.2f, %s open files", m.Load, grouped(m.Files)),
	}
	if m.Commit != "" {
		lines = append(lines, "tcptable "+m.Commit)
	}
	for _, p := range m.Peers {
		lines = append(lines, p.Name+" "+p.Version)
	}
	return lines
}

func (r *Run) writeSize(w io.Writer, size Size) {
	fmt.Fprintf(w, "\n%s sockets\n", grouped(size.Rows))
	for _, work := range Works {
		header := false
		for _, c := range r.Contestants {
			e, ok := size.entry(c.Name)
			if c.Work != work || !ok {
				continue
			}
			if !header {
				fmt.Fprintf(w, "%s\tmedian\tbest\trounds\tper row\tCPU\tallocations\tallocated\tpeak\t\n", work)
				header = true
			}
			what := c.What
			if e.Absent != "" {
				what += ": " + e.Absent
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\n", c.Name, size.columns(e), what)
		}
	}
}

func (s Size) entry(name string) (Entry, bool) {
	for _, e := range s.Entries {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}

// columns are the numbers of one contestant, with tabs between them.
func (s Size) columns(e Entry) string {
	m, ok := e.Median()
	if !ok {
		return "absent" + strings.Repeat("\t", 7)
	}
	best, _ := e.Best()
	allocs, bytes, peak, cpu := "", "", "", ""
	if !m.Cut {
		peak, cpu = mebibytes(m.Peak, s.Floor), seconds(m.CPU)
	}
	if m.Rows > 0 {
		allocs, bytes, peak = strconv.FormatUint(m.Allocs, 10), strconv.FormatUint(m.Bytes, 10), mebibytes(m.Peak, 0)
	}
	return fmt.Sprintf("%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s", m.wall(), best.wall(), len(e.Samples), m.perRow(s.Rows), cpu, allocs, bytes, peak)
}
