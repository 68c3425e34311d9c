package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/tcptable/tcptable/internal/render"
)

// printHead prints a line above the table that says how complete it is. It is for people: into a pipe
// goes what it always was.
func (l *listing) printHead(rows int) error {
	if l.noHeaders || !l.env.IsTerminal() {
		return nil
	}
	_, err := io.WriteString(l.out, render.Dim(l.head(rows), l.env.wantsColor(l.color))+"\n")
	return err
}

// head is the line: the source, how many rows there are, and what may not be seen.
func (l *listing) head(rows int) string {
	r := &l.snap.Report
	parts := []string{r.Source, count(rows, "row", "rows")}
	switch {
	case l.query.Owners == 0:
		parts = append(parts, "owners not asked for")
	case r.Hidden:
		parts = append(parts, "processes of other users hidden")
	case r.Denied > 0:
		parts = append(parts, count(r.Denied, "process", "processes")+" not permitted")
	default:
		parts = append(parts, "all owners looked for")
	}
	if r.NamespacesDenied > 0 {
		parts = append(parts, count(r.NamespacesDenied, "namespace", "namespaces")+" not permitted")
	}
	if r.NamespacesUnseen > 0 {
		parts = append(parts, "namespaces of "+count(r.NamespacesUnseen, "process", "processes")+" not permitted")
	}
	parts = append(parts, fmt.Sprintf("%.1f ms", r.Elapsed.Seconds()*1000))
	return strings.Join(parts, " · ")
}
