package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"time"
)

// Watch looks at the table again and again, at the given interval, and yields what has happened:
// first an [EventPresent] for each row that q asks for, then what opens and closes, changes its state
// or its owner. [Changes] says which rows count as the same connection, and what is told when a part
// of a table could not be read.
//
// It goes on until the loop ends or ctx is done, which is no error: the sequence just ends. An error
// of a read is yielded, with the zero Event, behind the events of the rows that were got, and again
// for each look that fails; watching goes on, unless there is nothing more to come: the Table has been
// closed ([fs.ErrClosed]), its source cannot answer at all ([errors.ErrUnsupported]), or q or interval
// make no sense, as an interval does not that is 0 or less.
//
// Where the source tells of sockets as they end, and lets the caller know ([Table.EndsAvailable]), the
// end of a connection has its own time, and connections are seen that were opened and closed between
// two looks ([Changes.Ended]). Elsewhere they are not seen. An error that wraps [ErrMissed] says that
// there were more than could be taken; if the source stops telling, that is an error, too, yielded
// once, and watching goes on without.
//
// The loop may call other methods of t, and takes the time that it needs: looks that should have
// been meanwhile are left out. Owners cost what they cost in [Table.Snapshot], for each look; without
// them ([OwnersNone]) there is no [EventOwner].
func (t *Table) Watch(ctx context.Context, q Query, interval time.Duration) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		if interval <= 0 {
			yield(Event{}, fmt.Errorf("tcptable: watch: an interval of %v: it must be greater than 0", interval))
			return
		}
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		t.watch(ctx, q, ticker.C, yield)
	}
}

// watch looks once, and then for each tick.
func (t *Table) watch(ctx context.Context, q Query, ticks <-chan time.Time, yield func(Event, error) bool) {
	w := watcher{table: t, q: q}
	defer w.close()
	if err := w.openEnds(ctx); err != nil && !yield(Event{}, err) {
		return
	}
	for w.look(ctx, yield) {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

// watcher is one watch.
type watcher struct {
	table   *Table
	q       Query
	snap    Snapshot
	changes Changes
	ends    *Ends // nil: they are not to be had, or not any more
	taken   []End
}

// openEnds returns an error unless there are ends, or it is in the nature of things that there are none.
func (w *watcher) openEnds(ctx context.Context) error {
	if w.q.validate() != nil || w.q.StateSet()&^States(StateListen) == 0 {
		return nil
	}
	ends, err := w.table.OpenEnds(ctx)
	switch {
	case err == nil:
		w.ends = ends
	case ctx.Err() != nil || errors.Is(err, fs.ErrClosed): // the look will say so
	case !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported):
		return err
	}
	return nil
}

func (w *watcher) close() {
	if w.ends != nil {
		_ = w.ends.Close() // nothing is expected from it any more
		w.ends = nil
	}
}

// look looks at the table once and yields what has happened. It returns whether to go on.
func (w *watcher) look(ctx context.Context, yield func(Event, error) bool) bool {
	err := w.table.look(ctx, w.q, &w.snap)
	if ctx.Err() != nil {
		return false
	}
	nothing := err != nil && len(w.snap.Conns) == 0
	var endsErr error
	if w.ends != nil && !nothing {
		w.taken, endsErr = w.ends.Take(w.taken[:0])
		w.changes.Ended(w.q, w.taken...)
	}
	for _, event := range w.changes.Next(&w.snap) {
		if !yield(event, nil) {
			return false
		}
	}
	if endsErr != nil {
		if !errors.Is(endsErr, ErrMissed) {
			w.close()
		}
		if !yield(Event{}, endsErr) {
			return false
		}
	}
	return err == nil || yield(Event{}, err) && !(nothing && isFinal(err))
}

// look reads the table into snap, whose memory it uses again.
func (t *Table) look(ctx context.Context, q Query, snap *Snapshot) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	snap.Conns = snap.Conns[:0]
	if err := q.validate(); err != nil {
		snap.Report = Report{Partial: true}
		return invalidError{err}
	}
	if err := t.usable(ctx); err != nil {
		snap.Report = Report{Partial: true}
		return fmt.Errorf("tcptable: watch: %w", err)
	}
	return t.read(ctx, q, snap)
}

// invalidError is about a query that will not be answered the next time either.
type invalidError struct{ error }

// isFinal reports whether no later look can go better.
func isFinal(err error) bool {
	var invalid invalidError
	return errors.Is(err, fs.ErrClosed) || errors.Is(err, errors.ErrUnsupported) || errors.As(err, &invalid)
}
