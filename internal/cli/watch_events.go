package cli

import (
	"context"
	"io"
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

	changes tcptable.Changes
	namer   namer
	lines   []byte
	said    string // the last failure that was told
}

// run looks so many times, 0 standing for ever, until ctx is done. Failures of a look are told once, and
// are no reason to end unless it is the first.
func (w *eventWriter) run(ctx context.Context, interval time.Duration, times uint) error {
	w.namer = namer{users: make(map[uint32]string)}
	if !w.numeric {
		w.namer.lookupUser = w.env.LookupUser
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for looks := uint(1); ; looks++ {
		err := w.look(ctx, looks == 1)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil || looks == times {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (w *eventWriter) look(ctx context.Context, first bool) error {
	snap, readErr := w.table.Snapshot(ctx, w.q)
	if ctx.Err() != nil {
		return nil
	}
	if readErr != nil && first && len(snap.Conns) == 0 {
		return readErr
	}
	if err := w.write(w.changes.Next(snap)); err != nil {
		return err
	}
	if first {
		noteFallback(w.env.Stderr, &snap.Report)
	}
	w.tell(readErr)
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
