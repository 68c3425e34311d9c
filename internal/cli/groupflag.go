package cli

import (
	"context"
	"iter"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// groupFlag is the value of --group. It implements pflag.Value.
type groupFlag struct {
	column *render.Column // nil: no groups
	text   string
}

// Set takes what rows are to have in common: one of groupWords, or a column.
func (g *groupFlag) Set(text string) error {
	g.text = text
	name := text
	switch text {
	case "remote":
		name = "remote_addr"
	case "netns":
		name = "netns_name"
	}
	column, err := parseColumn(name)
	if err != nil {
		return err
	}
	g.column = &column
	return nil
}

// String returns the text.
func (g *groupFlag) String() string { return g.text }

// Type is what help shows for the value.
func (g *groupFlag) Type() string { return "COLUMN" }

// groupWords are what people group by most.
func groupWords() []string {
	return []string{"process", "user", "remote", "port", "state", "container", "netns", "unit"}
}

// streams reports whether rows can be counted without keeping one: all that is asked about stands in
// the row itself, and what the kernel leaves is not looked at once more. A JSON document of groups has a
// report, which comes with all rows only.
func (l *listing) streams() bool {
	if l.query.Owners != tcptable.OwnersNone || l.asksForZones() {
		return false
	}
	if l.group.column == nil {
		return l.count
	}
	return l.needs == 0 && l.format != "json"
}

// runStream counts rows while they are read.
func (l *listing) runStream(ctx context.Context) error {
	l.query.Sorted = false
	l.snap = new(tcptable.Snapshot) // which tells nothing beyond the rows
	l.names = l.env.newNamer(l.snap, l.numeric)
	rows := 0
	var readErr error
	each := l.stream(ctx, &rows, &readErr)
	if l.group.column == nil {
		for range each {
		}
		if readErr != nil && rows == 0 {
			return readErr
		}
		if err := l.printCount(rows, readErr); err != nil {
			return err
		}
		return l.result(readErr, rows)
	}
	groups := render.NewGroups(*l.group.column)
	for row := range each {
		groups.Add(&row)
	}
	if readErr != nil && rows == 0 {
		return readErr
	}
	if err := l.writeGroups(groups, readErr); err != nil {
		return err
	}
	return l.result(readErr, rows)
}

func (l *listing) stream(ctx context.Context, rows *int, failure *error) iter.Seq[render.Row] {
	return func(yield func(render.Row) bool) {
		var conn tcptable.Conn // of all rows, because its address is taken
		for c, err := range l.table.All(ctx, l.query) {
			if err != nil {
				*failure = err
				return
			}
			*rows++
			conn = c
			if !yield(l.names.row(&conn)) {
				return
			}
		}
	}
}

func (l *listing) printCount(n int, readErr error) error {
	switch l.format {
	case "json", "ndjson":
		return render.CountJSON(l.out, n, readErr)
	case "csv":
		return render.CountCSV(l.out, n, !l.noHeaders)
	}
	return render.CountText(l.out, n)
}

func (l *listing) printGroups(rows iter.Seq[render.Row], failure error) error {
	groups := render.NewGroups(*l.group.column)
	for row := range rows {
		groups.Add(&row)
	}
	return l.writeGroups(groups, failure)
}

func (l *listing) writeGroups(groups *render.Groups, failure error) error {
	switch l.format {
	case "json":
		return groups.JSON(l.out, l.documentHead(failure))
	case "ndjson":
		return groups.NDJSON(l.out)
	case "csv":
		return groups.CSV(l.out, !l.noHeaders)
	}
	return groups.Text(l.out, l.textOptions())
}

// printTree prints the owners of the rows below their parents, up to the first process.
func (l *listing) printTree(ctx context.Context, rows []render.Row) error {
	processes := make(map[uint32]render.Relative)
	for i := range rows {
		if pid := rows[i].Conn.PID; pid != 0 {
			l.addRelatives(ctx, processes, pid)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := l.printHead(len(rows)); err != nil {
		return err
	}
	return render.Tree(l.out, processes, rows, l.textOptions())
}

// addRelatives adds a process and its ancestors. One that has ended, or does not tell its parent, has
// none.
func (l *listing) addRelatives(ctx context.Context, processes map[uint32]render.Relative, pid uint32) {
	for pid != 0 {
		if _, ok := processes[pid]; ok {
			return
		}
		p, _ := l.snap.Process(pid)
		p.PID = pid
		facts, _ := l.table.ProcessFacts(ctx, p) // what it could not find out stays empty, and the tree ends there
		name := p.Name
		if name == "" {
			name = facts.Name
		}
		processes[pid] = render.Relative{Name: name, Parent: facts.Parent}
		pid = facts.Parent
	}
}
