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
	var snap Snapshot
	var changes Changes
	for {
		err := t.look(ctx, q, &snap)
		if ctx.Err() != nil {
			return
		}
		for _, event := range changes.Next(&snap) {
			if !yield(event, nil) {
				return
			}
		}
		if err != nil && (!yield(Event{}, err) || len(snap.Conns) == 0 && isFinal(err)) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
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
