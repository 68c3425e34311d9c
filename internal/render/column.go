package render

import (
	"slices"
	"strings"
)

// Column is one thing that there is to know about a row. What it shows in text is for people, what
// it writes into JSON and CSV is for programs.
type Column struct {
	Name    string // as it is typed, and as JSON and CSV call it
	Meaning string
	Kind    Kind
	Needs   Needs

	of func(r *Row) value

	title string // above the column in text; empty: the name in upper case
	right bool   // aligned to the right, as numbers are
	long  bool   // can be so long that text cuts it

	// shorten returns what text shows of a text. Nil: all of it.
	shorten func(text string) string

	// appendCell appends what text shows of r. Nil: the value as its kind is shown.
	appendCell func(t *text, dst []byte, r *Row) []byte

	// wider returns the width of the cell, or any number that is not more than width if the cell
	// is not wider. Nil: the cell itself is measured.
	wider func(t *text, r *Row, width int) int
}

// Needs is what must have been found out for a column to have a value.
type Needs uint16

// What columns need.
const (
	NeedOwners     Needs = 1 << iota // the owner of each row, and its name
	NeedHolders                      // every process that holds the socket
	NeedFacts                        // [More.Facts]
	NeedInfo                         // [More.Info]
	NeedCreated                      // [More.Created]
	NeedNamespaces                   // [More.NetNS]
)

// Columns are columns in the order in which they are shown. Without any, JSON and CSV have the
// fields of [FieldNames], and text has [PlainColumns].
type Columns []Column

// AllColumns returns every column there is, those of [FieldNames] first.
func AllColumns() Columns {
	return slices.Concat(connColumns, shownColumns, processColumns(), containerColumns(), infoColumns())
}

// FindColumn returns the column with the name, which may be written with "-" or without anything
// where the name has "_", in upper or lower case.
func FindColumn(name string) (Column, bool) {
	if c, ok := findNamed(name); ok {
		return c, true
	}
	folded := foldName(name)
	all := AllColumns()
	for i := range all {
		if foldName(all[i].Name) == folded {
			return all[i], true
		}
	}
	return findNamed(otherNames()[folded])
}

func findNamed(name string) (Column, bool) {
	for _, columns := range [...]func() Columns{fields, shown, processColumns, containerColumns, infoColumns} {
		some := columns()
		for i := range some {
			if some[i].Name == name {
				return some[i], true
			}
		}
	}
	return Column{}, false
}

func fields() Columns { return connColumns }

func shown() Columns { return shownColumns }

// otherNames are other names of columns, those of ss, lsof and ps among them, without "_".
func otherNames() map[string]string {
	return map[string]string{
		"localaddress": "local", "remoteaddress": "remote", "peer": "remote", "peeraddr": "remote_addr", "peerport": "remote_port",
		"pid/process": "holder", "program": "holder", "name": "process", "processes": "holders", "reason": "why",
		"scope": "local_scope", "iface": "interface", "command": "cmdline", "args": "cmdline", "executable": "exe", "image": "exe",
		"ppid": "parent", "elapsed": "uptime", "etime": "uptime", "start": "started", "lstart": "started", "ruser": "runs_as",
		"service": "unit", "namespace": "netns_name", "poduid": "pod", "containerid": "container",
		"retransmits": "total_retrans", "sent": "bytes_sent", "received": "bytes_received", "acked": "bytes_acked",
	}
}

// foldName makes one name of the spellings of a column.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// columnsNamed returns the columns with the names, all of which there are.
func columnsNamed(names ...string) Columns {
	columns := make(Columns, 0, len(names))
	for _, name := range names {
		c, ok := findNamed(name)
		if !ok {
			panic("render: no column " + name) // a mistake where the names stand
		}
		columns = append(columns, c)
	}
	return columns
}

// NamespaceColumns are those that tell rows of several network namespaces apart.
func NamespaceColumns() Columns { return columnsNamed("netns", "netns_name", "netns_container") }

// PlainColumns are those of text without a flag.
func PlainColumns() Columns { return columnsNamed("state", "local", "remote", "holder", "user") }

// ExtendedColumns are those of text with more about the socket.
func ExtendedColumns() Columns {
	return columnsNamed("state", "recv_q", "send_q", "local", "remote", "holder", "user",
		"uid", "inode", "cookie", "dual_stack", "offload")
}

// WideColumns are those of text that leave nothing useful out.
func WideColumns() Columns {
	return columnsNamed("state", "recv_q", "send_q", "local", "remote", "holder", "user", "netns_name", "container", "pod", "unit",
		"started", "rtt", "total_retrans", "bytes_acked", "bytes_received", "last_send", "last_recv", "cmdline")
}

// FieldColumns are those of JSON, NDJSON and CSV without a flag.
func FieldColumns() Columns { return slices.Clone(connColumns) }

// Needs returns what all the columns together need.
func (cs Columns) Needs() Needs {
	var needs Needs
	for i := range cs {
		needs |= cs[i].Needs
	}
	return needs
}

// Has reports whether there is a column with the name.
func (cs Columns) Has(name string) bool {
	return slices.ContainsFunc(cs, func(c Column) bool { return c.Name == name })
}

// Without returns the columns but for those with the names.
func (cs Columns) Without(names ...string) Columns {
	return slices.DeleteFunc(slices.Clone(cs), func(c Column) bool { return slices.Contains(names, c.Name) })
}

// WithoutNeeds returns the columns that have a value without these needs.
func (cs Columns) WithoutNeeds(needs Needs) Columns {
	return slices.DeleteFunc(slices.Clone(cs), func(c Column) bool { return c.Needs&needs != 0 })
}

// With returns the columns, and behind them those of more that are not there yet.
func (cs Columns) With(more ...Column) Columns {
	cs = slices.Clone(cs)
	for _, c := range more {
		if !cs.Has(c.Name) {
			cs = append(cs, c)
		}
	}
	return cs
}

// Title is what stands above the column in text.
func (c *Column) Title() string {
	if c.title != "" {
		return c.title
	}
	return strings.ToUpper(strings.ReplaceAll(c.Name, "_", "-"))
}

// Known reports whether the row has a value in the column.
func (c *Column) Known(r *Row) bool {
	v := c.of(r)
	return v.known
}

// Compare orders two rows by the column. A row without a value comes after all that have one.
func (c *Column) Compare(a, b *Row) int {
	x, y := c.of(a), c.of(b)
	switch {
	case x.known && y.known:
		return compareValues(c.Kind, &x, &y)
	case x.known:
		return -1
	case y.known:
		return 1
	}
	return 0
}

// AppendText appends what text shows of the row.
func (c *Column) AppendText(dst []byte, r *Row, o TextOptions) []byte {
	t := text{options: o}
	return t.appendCell(c, dst, r)
}
