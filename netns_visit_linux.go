package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// visit is the reading of one namespace. Its rows have memory of their own: sources make room for
// those that they expect, exactly, and to move all that is there for each namespace would cost the
// square of their number.
type visit struct {
	of     *membership
	source Source // nil: it could not be opened
	done   func() error
	part   Snapshot
	err    error
}

// readSome adds the rows of some namespaces, and the namespaces themselves. They are opened one after
// the other and read at the same time.
func (s *allSource) readSome(ctx context.Context, q Query, some []membership, into *Snapshot) error {
	q.Owners, q.Sorted = OwnersNone, false
	var wg sync.WaitGroup
	for i := range some {
		v := &s.visits[i]
		v.of = &some[i]
		v.part.Conns, v.part.Report = v.part.Conns[:0], Report{}
		v.source, v.done, v.err = s.sourceOf(v.of)
		if v.err == nil && v.of.ID != s.place.netNS() {
			wg.Go(func() { v.err = v.source.Read(ctx, q, &v.part) })
		}
	}
	for i := range some {
		if v := &s.visits[i]; v.of.ID == s.place.netNS() {
			v.err = s.readOwn(ctx, q, into)
		}
	}
	wg.Wait()
	var errs []error
	for i := range some {
		errs = append(errs, s.visits[i].collect(into))
	}
	return errors.Join(errs...)
}

// readOwn has the rows of the caller's own namespace made in their place: they are the most, as a rule.
func (s *allSource) readOwn(ctx context.Context, q Query, into *Snapshot) error {
	part := Snapshot{Conns: into.Conns}
	err := s.own.Read(ctx, q, &part)
	into.Conns = part.Conns
	into.Report.join(&part.Report)
	return err
}

// collect adds what came of a visit.
func (v *visit) collect(into *Snapshot) error {
	switch {
	case v.source != nil:
		into.Conns = append(into.Conns, v.part.Conns...)
		into.Report.join(&v.part.Report)
		v.err = errors.Join(v.err, v.done())
	case errors.Is(v.err, fs.ErrNotExist):
		into.Report.NamespacesVanished++
		return nil
	case errors.Is(v.err, fs.ErrPermission):
		into.Report.NamespacesDenied++
		v.of.Denied, v.err = true, nil
	}
	into.Namespaces = append(into.Namespaces, v.of.Namespace)
	if v.err != nil {
		return fmt.Errorf("network namespace %d: %w", v.of.ID, v.err)
	}
	return nil
}
