package iphlpapi

import (
	"context"
	"errors"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// caller opens the table that a call reads.
type caller struct {
	open func(...tcptable.Option) (*tcptable.Table, error)
}

// with opens the table for as long as do runs.
func (c caller) with(do func(*tcptable.Table) error) error {
	t, err := c.open()
	if err != nil {
		return err
	}
	err = do(t)
	if closeErr := t.Close(); err == nil {
		err = closeErr
	}
	return err
}

// read returns the rows of the table, with an error those that were got.
func read[T mib.Row[T]](c caller, k kind[T], states tcptable.StateSet) (*tcptable.Snapshot, error) {
	snap := new(tcptable.Snapshot)
	err := c.with(func(t *tcptable.Table) (err error) {
		snap, err = take(t, k, states)
		return err
	})
	return snap, err
}

// readInto returns the rows of the table and their count or, if they do not fit into room bytes,
// perhaps the count alone. Owners cost far more than rows, so that they are asked for only once
// the rows are known to fit; the table may still have grown when it is read with them.
func readInto[T mib.Row[T]](c caller, k kind[T], states tcptable.StateSet, room int) (
	snap *tcptable.Snapshot, n int, err error,
) {
	err = c.with(func(t *tcptable.Table) (err error) {
		if k.owners != tcptable.OwnersNone || room < mib.HeaderSize[T]() {
			n, err = count(t, k, states)
			if err != nil || mib.TableSize[T](n) > uint64(room) {
				return err
			}
		}
		snap, err = take(t, k, states)
		n = len(snap.Conns)
		return err
	})
	return snap, n, err
}

// count returns how many rows the table has. It keeps none of them if the source can stream. A
// table that changed while it was counted is no failure here: the count is out of date as soon as
// it is known, and the caller of a probing call expects nothing but a size.
func count[T mib.Row[T]](t *tcptable.Table, k kind[T], states tcptable.StateSet) (n int, err error) {
	for c, err := range t.All(context.Background(), k.query(states)) {
		if errors.Is(err, tcptable.ErrInterrupted) {
			return n, nil
		}
		if err == nil {
			err = checkAddresses(&c)
		}
		if err != nil {
			return 0, err
		}
		if shows(k.family, &c) {
			n++
		}
	}
	return n, nil
}

// take reads the table with what its rows say about owners. The rows are as Windows shows them,
// but not sorted: what Windows shows sorts differently from what the kernel holds.
func take[T mib.Row[T]](t *tcptable.Table, k kind[T], states tcptable.StateSet) (*tcptable.Snapshot, error) {
	q := k.query(states)
	q.Owners = k.owners
	snap, err := t.Snapshot(context.Background(), q)
	shown, badRow := keepShown(k.family, snap.Conns)
	if snap.Conns = shown; err == nil {
		err = badRow
	}
	return snap, err
}
