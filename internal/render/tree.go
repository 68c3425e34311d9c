package render

import (
	"cmp"
	"io"
	"maps"
	"slices"

	"github.com/tcptable/tcptable"
)

// Relative is a process of a tree.
type Relative struct {
	Name   string
	Parent uint32 // 0: none
}

// Tree writes processes below their parents, and below each the rows that it owns. The rows of nobody
// come last, by the reason. processes holds the owners of all rows and, as far as they are known,
// their ancestors.
func Tree(w io.Writer, processes map[uint32]Relative, rows []Row, o TextOptions) error {
	o.Header = false // the columns are below processes, so that titles would have no place
	o.Columns = o.columns().Without("holder", "pid", "process")
	o.NoOwners = false
	t := tree{text: text{options: o, columns: o.Columns, widths: make([]int, len(o.Columns))}, processes: processes}
	t.measure(slices.Values(rows))
	t.sort(rows)
	for _, pid := range t.children[0] {
		t.appendProcess(pid, "", "")
	}
	for owner := range ownerReasons {
		t.appendOrphans(tcptable.OwnerStatus(owner))
	}
	return writeAny(w, t.out)
}

type tree struct {
	text
	processes map[uint32]Relative
	children  map[uint32][]uint32
	owned     map[uint32][]*Row
	orphans   map[tcptable.OwnerStatus][]*Row
	out       []byte
}

func (t *tree) sort(rows []Row) {
	t.owned = make(map[uint32][]*Row)
	t.orphans = make(map[tcptable.OwnerStatus][]*Row)
	for i := range rows {
		c := rows[i].Conn
		if _, ok := t.processes[c.PID]; ok && c.PID != 0 {
			t.owned[c.PID] = append(t.owned[c.PID], &rows[i])
		} else {
			t.orphans[c.Owner] = append(t.orphans[c.Owner], &rows[i])
		}
	}
	t.children = make(map[uint32][]uint32)
	for _, pid := range slices.Sorted(maps.Keys(t.processes)) {
		parent := t.parent(pid)
		t.children[parent] = append(t.children[parent], pid)
	}
}

// parent returns the process that pid stands below, or 0. On Windows a parent can have ended, and its
// number can belong to a descendant now: a process that is its own ancestor stands at the top.
func (t *tree) parent(pid uint32) uint32 {
	parent := t.processes[pid].Parent
	if _, ok := t.processes[parent]; !ok {
		return 0
	}
	for at, steps := parent, 0; steps < len(t.processes); steps++ {
		if at == pid {
			return 0
		}
		if _, ok := t.processes[at]; !ok {
			return parent
		}
		at = t.processes[at].Parent
	}
	return 0
}

// appendProcess appends a process and all that is below it. branch is what leads to its line, indent
// what stands before the lines below.
func (t *tree) appendProcess(pid uint32, branch, indent string) {
	t.out = append(t.out, branch...)
	if t.options.Color {
		t.out = append(t.out, bold...)
	}
	t.out = appendProcess(t.out, pid, t.processes[pid].Name)
	if t.options.Color {
		t.out = append(t.out, resetColor...)
	}
	t.out = append(t.out, '\n')
	children := t.children[pid]
	t.appendRows(t.owned[pid], indent, len(children) > 0)
	for i, child := range children {
		if i < len(children)-1 {
			t.appendProcess(child, indent+"├─ ", indent+"│  ")
		} else {
			t.appendProcess(child, indent+"└─ ", indent+"   ")
		}
	}
}

func (t *tree) appendRows(rows []*Row, indent string, more bool) {
	for _, r := range rows {
		t.out = append(t.out, indent...)
		if more {
			t.out = append(t.out, "│  "...)
		} else {
			t.out = append(t.out, "   "...)
		}
		t.out = t.appendRow(t.out, r)
	}
}

func (t *tree) appendOrphans(owner tcptable.OwnerStatus) {
	rows := t.orphans[owner]
	if len(rows) == 0 {
		return
	}
	t.out = append(append(t.out, cmp.Or(ownerReasons[owner], "-")...), '\n')
	t.appendRows(rows, "", false)
}
