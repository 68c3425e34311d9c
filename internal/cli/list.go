package cli

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// list prints the table: what the program does without a verb.
func (env *Env) list(ctx context.Context, stdout io.Writer, o *options, words []string) error {
	if o.columnFlag.help {
		_, err := io.WriteString(stdout, columnHelp())
		return err
	}
	l := listing{env: env, options: o, out: stdout}
	if err := l.plan(words); err != nil {
		return err
	}
	if o.udp {
		say(env.Stderr, "-u adds nothing: this is a table of TCP connections")
	}
	table, err := env.openTable(o.selection)
	if err != nil {
		return err
	}
	l.table = table
	return errors.Join(l.run(ctx), table.Close())
}

// listing is one run of the program without a verb.
type listing struct {
	*options
	env     *Env
	out     io.Writer
	format  string         // empty: text
	columns render.Columns // none: those that JSON and CSV always have
	query   tcptable.Query
	needs   render.Needs

	table *tcptable.Table
	snap  *tcptable.Snapshot
	names namer
}

// run reads and prints.
func (l *listing) run(ctx context.Context) error {
	if l.streams() {
		return l.runStream(ctx)
	}
	snap, readErr := l.table.Snapshot(ctx, l.query)
	if readErr != nil && (snap == nil || len(snap.Conns) == 0) {
		return readErr
	}
	l.snap = snap
	conns, denied := l.filter(snap)
	missing := errors.Join(readErr, missingNamespaces(&snap.Report))
	if err := l.print(ctx, conns, missing); err != nil {
		if errors.Is(err, errReaderGone) && readErr != nil {
			return readErr
		}
		return err
	}
	noteFallback(l.env.Stderr, &snap.Report)
	noteUndecided(l.env.Stderr, &snap.Report)
	if l.format == "" && !l.why {
		noteDenied(l.env.Stderr, &snap.Report, denied, len(l.pids.values) > 0)
	}
	return l.result(missing, len(conns))
}

// result is what the listing ends with once all is printed.
func (l *listing) result(readErr error, rows int) error {
	if readErr == nil && l.failEmpty && rows == 0 {
		return errEmpty
	}
	return readErr
}

func (l *listing) print(ctx context.Context, conns []tcptable.Conn, failure error) error {
	l.names = l.env.newNamer(l.snap, l.numeric)
	l.names.withHolders = l.needs&render.NeedHolders != 0
	rows := l.names.rows(conns)
	if l.collects() {
		collected, err := l.collect(ctx, conns)
		if err != nil {
			return err
		}
		if l.tree {
			return l.printTree(ctx, collected)
		}
		rows = slices.Values(collected)
	}
	switch {
	case l.group.column != nil:
		return l.printGroups(rows, failure)
	case l.count:
		return l.printCount(len(conns), failure)
	}
	return l.printRows(rows, failure, len(conns))
}

func (l *listing) printRows(rows iter.Seq[render.Row], failure error, n int) error {
	switch l.format {
	case "json":
		return l.columns.JSON(l.out, l.documentHead(failure), rows)
	case "ndjson":
		return l.columns.NDJSON(l.out, rows)
	case "csv":
		return l.columns.CSV(l.out, rows, !l.noHeaders)
	}
	if err := l.printHead(n); err != nil {
		return err
	}
	return render.Text(l.out, rows, l.textOptions())
}

// documentHead is what a JSON document says about the table.
func (l *listing) documentHead(failure error) render.Head {
	head := render.Head{Report: &l.snap.Report, Failure: failure}
	if l.allNetNS {
		head.Namespaces = render.NameNamespaces(l.snap.Namespaces)
	}
	return head
}

func (l *listing) textOptions() render.TextOptions {
	return render.TextOptions{
		Header:  !l.noHeaders,
		Color:   l.env.wantsColor(l.color),
		Columns: l.columns,
		Wide:    l.wide,
		Missing: l.snap.Report.Missing,
	}
}

// collects reports whether all rows have to be known before the first is printed. Otherwise they are
// made one by one, for a table can have a million.
func (l *listing) collects() bool {
	return len(l.sortFlag.keys) > 0 || l.needs&beyondTable != 0 || l.tree || l.resolves()
}

// collect makes all rows and finds out about them what the table does not hold.
func (l *listing) collect(ctx context.Context, conns []tcptable.Conn) ([]render.Row, error) {
	rows := make([]render.Row, len(conns))
	for i := range conns {
		rows[i] = l.names.row(&conns[i])
		rows[i].Holders = slices.Clone(rows[i].Holders) // the namer uses them for the next row
	}
	g := gatherer{
		table: l.table, snap: l.snap, needs: l.needs, owners: make(map[uint32]owner),
		lookupUser: l.names.user, namespaces: l.env.Namespaces,
	}
	if err := g.gather(ctx, rows); err != nil {
		return nil, err
	}
	if l.resolves() {
		l.env.resolve(ctx, rows)
	}
	l.sortFlag.sort(rows)
	return rows, nil
}
