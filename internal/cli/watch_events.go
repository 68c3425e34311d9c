package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// eventWriter writes what happens to the table, one JSON object a line.
type eventWriter struct {
	env     *Env
	out     io.Writer
	table   *tcptable.Table
	q       tcptable.Query
	numeric bool
	times   uint // how many looks; 0: no end

	changes tcptable.Changes
	ends    *tcptable.Ends // nil: connections shorter than the interval are not seen
	taken   []tcptable.End
	note    string // why they are not
	namer   namer
	lines   []byte
	said    string // the last failure that was told
}

// run looks again and again until ctx is done. Failures of a look are told once, and
// are no reason to end unless it is the first.
func (w *eventWriter) run(ctx context.Context, interval time.Duration) error {
	w.namer = w.env.newNamer(nil, w.numeric)
	w.openEnds(ctx)
	if w.ends != nil {
		defer func() { _ = w.ends.Close() }() // nothing is expected from it any more
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for looks := uint(1); ; looks++ {
		err := w.look(ctx, looks == 1)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil || looks == w.times {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// openEnds begins to listen for connections that end, so that those are seen that no look shows. Who only
// wants to know what is there now has no use for that, and who only wants listeners neither.
func (w *eventWriter) openEnds(ctx context.Context) {
	if w.times == 1 || w.q.StateSet() == tcptable.States(tcptable.StateListen) {
		return
	}
	const unseen = "connections shorter than the interval are not seen: "
	ends, err := w.table.OpenEnds(ctx)
	switch {
	case err == nil:
		w.ends = ends
	case errors.Is(err, fs.ErrPermission):
		w.note = unseen + "that takes root or CAP_NET_ADMIN"
	case errors.Is(err, errors.ErrUnsupported):
		w.note = unseen + "this source does not tell of them"
	default:
		w.note = unseen + err.Error()
	}
}

// takeEnds hands over which sockets have ended since the last look.
func (w *eventWriter) takeEnds() error {
	if w.ends == nil {
		return nil
	}
	var err error
	w.taken, err = w.ends.Take(w.taken[:0])
	w.changes.Ended(w.q, w.taken...)
	return err
}

func (w *eventWriter) look(ctx context.Context, first bool) error {
	snap, readErr := w.table.Snapshot(ctx, w.q)
	if ctx.Err() != nil {
		return nil
	}
	if readErr != nil && first && len(snap.Conns) == 0 {
		return readErr
	}
	endsErr := w.takeEnds()
	if err := w.write(w.changes.Next(snap)); err != nil {
		return err
	}
	if first {
		noteFallback(w.env.Stderr, &snap.Report)
		if w.note != "" {
			say(w.env.Stderr, w.note)
		}
	}
	w.tell(errors.Join(readErr, endsErr))
	return nil
}

func (w *eventWriter) write(events []tcptable.Event) error {
	const chunk = 64 << 10
	w.lines = w.lines[:0]
	for i := range events {
		e := &events[i]
		row := render.Row{Conn: &e.Conn, Process: e.Process.Name}
		if e.Conn.HasUser() {
			row.User = w.namer.user(e.Conn.UID)
		}
		w.lines = append(render.AppendEvent(w.lines, e, row), '\n')
		if len(w.lines) < chunk {
			continue
		}
		if _, err := w.out.Write(w.lines); err != nil {
			return err
		}
		w.lines = w.lines[:0]
	}
	if len(w.lines) == 0 {
		return nil
	}
	_, err := w.out.Write(w.lines)
	return err
}

// tell tells of a failure, unless it is the one that was told last.
func (w *eventWriter) tell(failure error) {
	text := ""
	if failure != nil {
		text = failure.Error()
	}
	if text != "" && text != w.said {
		say(w.env.Stderr, text)
	}
	w.said = text
}
