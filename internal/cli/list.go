package cli

import (
	"context"
	"errors"
	"io"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// list prints the table: what the program does without a verb.
func (env *Env) list(ctx context.Context, stdout io.Writer, o *options, words []string) error {
	format, err := o.format()
	if err != nil {
		return err
	}
	q, err := o.query(words)
	if err != nil {
		return err
	}
	if o.udp {
		say(env.Stderr, "-u adds nothing: this is a table of TCP connections")
	}
	snap, readErr := env.snapshot(ctx, o.selection, q)
	if readErr != nil && (snap == nil || len(snap.Conns) == 0) {
		return readErr
	}
	conns, denied := o.filter(snap)
	if err := env.print(stdout, o, format, snap, conns, readErr); err != nil {
		if errors.Is(err, errReaderGone) && readErr != nil {
			return readErr
		}
		return err
	}
	noteFallback(env.Stderr, &snap.Report)
	if format == "" {
		noteDenied(env.Stderr, &snap.Report, denied, len(o.pids.values) > 0)
	}
	if readErr == nil && o.failEmpty && len(conns) == 0 {
		return errEmpty
	}
	return readErr
}

// snapshot opens the table for one look at it.
func (env *Env) snapshot(ctx context.Context, s *selection, q tcptable.Query) (*tcptable.Snapshot, error) {
	table, err := env.openTable(s)
	if err != nil {
		return nil, err
	}
	snap, err := table.Snapshot(ctx, q)
	return snap, errors.Join(err, table.Close())
}

func (env *Env) print(w io.Writer, o *options, format string, snap *tcptable.Snapshot, conns []tcptable.Conn, failure error) error {
	n := namer{snap: snap, users: make(map[uint32]string), withHolders: o.allHolders()}
	if !o.numeric {
		n.lookupUser = env.LookupUser
	}
	rows := n.rows(conns)
	switch format {
	case "json":
		return render.JSON(w, &snap.Report, failure, rows)
	case "ndjson":
		return render.NDJSON(w, rows)
	case "csv":
		return render.CSV(w, rows, !o.noHeaders)
	}
	return render.Text(w, rows, render.TextOptions{
		Header:   !o.noHeaders,
		Color:    env.wantsColor(o.color),
		Extended: o.extended,
		NoOwners: o.noOwners,
		Missing:  snap.Report.Missing,
	})
}
