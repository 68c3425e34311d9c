package cli

import (
	"fmt"
	"strings"

	"github.com/tcptable/tcptable/internal/render"
)

// columnList is the value of --columns. It implements pflag.Value.
type columnList struct {
	chosen render.Columns
	add    bool // to those that are shown anyway
	help   bool // list what there is instead
	text   string
}

// Set takes the names of columns with commas between them. The word all stands for every column,
// and a "+" before the first makes all of them come after those that are shown anyway.
func (l *columnList) Set(text string) error {
	l.text = text
	if text == "help" || text == "list" {
		l.help = true
		return nil
	}
	rest, add := strings.CutPrefix(text, "+")
	l.add = l.add || add
	for name := range strings.SplitSeq(rest, ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "+")
		if name == "all" {
			l.chosen = l.chosen.With(render.AllColumns()...)
			continue
		}
		column, err := parseColumn(name)
		if err != nil {
			return err
		}
		l.chosen = l.chosen.With(column)
	}
	return nil
}

// String returns the text.
func (l *columnList) String() string { return l.text }

// Type is what help shows for the value.
func (l *columnList) Type() string { return "COLUMN[,...]" }

func parseColumn(name string) (render.Column, error) {
	column, ok := render.FindColumn(name)
	if ok {
		return column, nil
	}
	if meant := nearestColumn(name); meant != "" {
		return column, usagef("unknown column %q: did you mean %s? see tcptable --columns help", name, meant)
	}
	return column, usagef("unknown column %q: see tcptable --columns help", name)
}

func nearestColumn(typed string) string {
	best := ""
	for _, name := range columnNames() {
		if len(typed) >= 2 && near(typed, name) && (best == "" || distance(typed, name) < distance(typed, best)) {
			best = name
		}
	}
	return best
}

func columnNames() []string {
	var names []string
	for _, c := range render.AllColumns() {
		names = append(names, c.Name)
	}
	return names
}

// columnHelp is what --columns help prints.
func columnHelp() string {
	var b strings.Builder
	b.WriteString("Columns for -o, and keys for --sort and --group:\n")
	for _, c := range render.AllColumns() {
		fmt.Fprintf(&b, "  %-*s  %s\n", columnWidth, c.Name, strings.ReplaceAll(c.Meaning, "`", ""))
	}
	b.WriteString("\nall stands for every one of them. With a + before the first they are added: -o +exe,rtt\n")
	return b.String()
}

const columnWidth = len("bytes_received")

// shown returns what is shown of each row. Without any, JSON and CSV have the fields that they
// always have, and fast.
func (o *options) shown(format string) render.Columns {
	chosen := o.columnFlag.chosen
	switch {
	case len(chosen) > 0 && !o.columnFlag.add:
	case format == "":
		chosen = o.textColumns().With(chosen...)
	case o.wide:
		chosen = wideFields()
	case o.allNetNS:
		chosen = render.FieldColumns().With(render.NamespaceColumns()...).With(chosen...)
	case len(chosen) > 0:
		chosen = render.FieldColumns().With(chosen...)
	}
	if o.why {
		why, _ := render.FindColumn("why")
		if format != "" && len(chosen) == 0 {
			chosen = render.FieldColumns()
		}
		chosen = chosen.With(why)
	}
	return chosen
}

func (o *options) textColumns() render.Columns {
	columns := render.PlainColumns()
	switch {
	case o.wide:
		columns = render.WideColumns()
	case o.extended:
		columns = render.ExtendedColumns()
	}
	if o.allNetNS { // before the command line, behind which nothing is aligned
		columns = columns.Without("cmdline").With(render.NamespaceColumns()...).With(columns...)
	}
	if o.noOwners {
		columns = columns.WithoutNeeds(render.NeedOwners)
	}
	return columns
}

// wideFields are the fields of JSON and CSV with --wide: all but those that are there for people.
func wideFields() render.Columns {
	return render.AllColumns().Without("local", "remote", "holder", "port")
}
