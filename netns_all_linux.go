package tcptable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
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
	visits []visit // as many as namespaces are read at a time
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
		visits: make([]visit, min(runtime.GOMAXPROCS(0), maxListers)),
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

// Read reads some namespaces at a time, and then looks for the owners of all rows at once: the
// numbers of sockets are given by one counter for the whole machine (get_next_ino in the kernel).
func (s *allSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	list, err := s.list(ctx, s.walker)
	if err != nil {
		return err
	}
	kept := len(into.Conns)
	into.Report.NamespacesUnseen, into.Report.Hidden = list.unseen, list.hidden
	errs := []error{s.forget(list.all), s.followAll(ctx, list.all)}
	for rest := list.all; len(rest) > 0 && ctx.Err() == nil; {
		n := min(len(rest), len(s.visits))
		errs = append(errs, s.readSome(ctx, q, rest[:n], into))
		rest = rest[n:]
	}
	errs = append(errs, ctx.Err())
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

// join adds to r what the report on the rows of another namespace says.
func (r *Report) join(part *Report) {
	switch {
	case part.Source == "": // it has been joined already
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
