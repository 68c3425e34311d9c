package tcptable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/tcptable/tcptable/internal/procfs"
)

// allSource reads the tables of all network namespaces as one.
type allSource struct {
	place  place // the caller's own namespace
	own    Source
	open   func(opts ...Option) (Source, error)
	kept   map[uint64]Source // of other namespaces, by inode number; no more than room
	room   int
	walker *procfs.Walker
	owners ownerFinder
	part   Snapshot // of one namespace, while it is read
	ends   []*allEnds
}

var (
	_ Streamer         = (*allSource)(nil)
	_ Killer           = (*allSource)(nil)
	_ TCPInfoReader    = (*allSource)(nil)
	_ StatisticsReader = (*allSource)(nil)
	_ CounterReader    = (*allSource)(nil)
	_ ProcessReader    = (*allSource)(nil)
)

func openAllNetNS(open func(opts ...Option) (Source, error), o options) (Source, error) {
	if o.netns != "" {
		return nil, fmt.Errorf("all network namespaces, or %s alone: %w", o.netns, fs.ErrInvalid)
	}
	if open == nil {
		open = openDefault
	}
	p, err := newPlace(o)
	if err != nil {
		return nil, err
	}
	s := &allSource{
		place: p, open: open, kept: make(map[uint64]Source), room: roomForSources(),
		owners: ownerFinder{root: p.procRoot},
	}
	if s.own, err = open(WithProcRoot(o.procRoot)); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if s.walker, err = procfs.NewWalker(p.procRoot); err != nil {
		return nil, errors.Join(err, s.own.Close(), p.close())
	}
	return s, nil
}

// Read reads one namespace after the other, and then looks for the owners of all rows at once: the
// numbers of sockets are given by one counter for the whole machine (get_next_ino in the kernel).
func (s *allSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	list, err := s.list(ctx, s.walker)
	if err != nil {
		return err
	}
	kept := len(into.Conns)
	into.Report.NamespacesUnseen, into.Report.Hidden = list.unseen, list.hidden
	errs := []error{s.forget(list.all), s.followAll(ctx, list.all)}
	for i := range list.all {
		if err := ctx.Err(); err != nil {
			return errors.Join(append(errs, err)...)
		}
		errs = append(errs, s.readOne(ctx, q, &list.all[i], into))
	}
	err = errors.Join(errs...)
	if q.Owners == OwnersNone || len(into.Conns) == kept {
		return err
	}
	err = errors.Join(err, s.owners.fill(ctx, q, into, kept, nil, s.again(list.all, into.Conns[kept:])))
	into.Report.Hidden = into.Report.Hidden || list.hidden
	return err
}

// list returns all namespaces, the caller's own among them even if no process shows it: a thread may
// have gone there alone.
func (s *allSource) list(ctx context.Context, walker *procfs.Walker) (namespaceList, error) {
	list, err := listNamespaces(ctx, walker, s.place.procRoot)
	at, found := slices.BinarySearchFunc(list.all, s.place.netNS(), func(n membership, id uint64) int {
		return cmp.Compare(n.ID, id)
	})
	if !found {
		own := membership{Namespace: Namespace{ID: s.place.netNS()}}
		list.all = slices.Insert(list.all, at, own)
	}
	return list, err
}

// readOne adds the rows of a namespace, and the namespace itself.
func (s *allSource) readOne(ctx context.Context, q Query, n *membership, into *Snapshot) error {
	source, done, err := s.sourceOf(n)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		into.Report.NamespacesVanished++
		return nil
	case errors.Is(err, fs.ErrPermission):
		into.Report.NamespacesDenied++
		n.Denied = true
		into.Namespaces = append(into.Namespaces, n.Namespace)
		return nil
	case err != nil:
		return fmt.Errorf("network namespace %d: %w", n.ID, err)
	}
	into.Namespaces = append(into.Namespaces, n.Namespace)
	q.Owners, q.Sorted = OwnersNone, false
	if n.ID == s.place.netNS() {
		err = s.readOwn(ctx, q, into)
	} else {
		err = s.readOther(ctx, source, q, into)
	}
	if err = errors.Join(err, done()); err != nil {
		return fmt.Errorf("network namespace %d: %w", n.ID, err)
	}
	return nil
}

// readOwn has the rows made in their place: they are the most, as a rule.
func (s *allSource) readOwn(ctx context.Context, q Query, into *Snapshot) error {
	part := Snapshot{Conns: into.Conns}
	err := s.own.Read(ctx, q, &part)
	into.Conns = part.Conns
	into.Report.join(&part.Report)
	return err
}

// readOther reads into memory of its own. Sources make room for the rows that they expect, exactly: to
// move all that is there for each namespace would cost the square of their number.
func (s *allSource) readOther(ctx context.Context, source Source, q Query, into *Snapshot) error {
	s.part.Conns, s.part.Report = s.part.Conns[:0], Report{}
	err := source.Read(ctx, q, &s.part)
	into.Conns = append(into.Conns, s.part.Conns...)
	into.Report.join(&s.part.Report)
	return err
}

// join adds to r what the report on the rows of another namespace says.
func (r *Report) join(part *Report) {
	switch {
	case r.Source == "":
		r.Source = part.Source
	case !slices.Contains(strings.Split(r.Source, ", "), part.Source):
		r.Source += ", " + part.Source
	}
	if r.Fallback == nil {
		r.Fallback = part.Fallback
	}
	r.Missing |= part.Missing
	r.Retries += part.Retries
	r.Passes = max(r.Passes, part.Passes)
	r.Added += part.Added
	r.Duplicates += part.Duplicates
}

// again returns a func that lists the tables of those namespaces once more that have rows of which the
// owner is out of sight.
func (s *allSource) again(all []membership, rows []Conn) streamFunc {
	return func(ctx context.Context, q Query, yield func(Conn) bool) error {
		wanted := make(map[uint64]bool)
		for i := range rows {
			if rows[i].Owner == OwnerElsewhere {
				wanted[rows[i].NetNS] = true
			}
		}
		for i := range all {
			if !wanted[all[i].ID] {
				continue
			}
			source, done, err := s.sourceOf(&all[i])
			if errors.Is(err, fs.ErrNotExist) {
				continue // it has ended, and its sockets with it
			}
			if err != nil {
				return err
			}
			stopped, err := streamFrom(ctx, source, q, yield)
			if err = errors.Join(err, done()); stopped || err != nil {
				return err
			}
		}
		return nil
	}
}
