package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tcptable/tcptable/internal/procfs"
)

// Stream opens sources of its own, so that it does not disturb other reads.
func (s *allSource) Stream(ctx context.Context, q Query, yield func(Conn) bool) error {
	walker, err := procfs.NewWalker(s.place.procRoot)
	if err != nil {
		return err
	}
	list, err := s.list(ctx, walker)
	if err = errors.Join(err, walker.Close()); err != nil {
		return err
	}
	r := Report{NamespacesUnseen: list.unseen}
	var errs []error
	for i := range list.all {
		stopped, err := s.streamOne(ctx, q, &list.all[i], yield)
		switch {
		case stopped:
			return err
		case errors.Is(err, errNotEntered):
			r.NamespacesDenied++
		case err != nil:
			errs = append(errs, fmt.Errorf("network namespace %d: %w", list.all[i].ID, err))
		}
		if err := ctx.Err(); err != nil {
			return errors.Join(append(errs, err)...)
		}
	}
	return errors.Join(append(errs, r.namespacesError())...)
}

// errNotEntered says that the caller may not read a namespace.
var errNotEntered = errors.New("not entered")

// streamOne yields the rows of a namespace that has not ended.
func (s *allSource) streamOne(ctx context.Context, q Query, n *membership, yield func(Conn) bool) (stopped bool, err error) {
	if n.ID == s.place.netNS() {
		return streamFrom(ctx, s.own, q, yield)
	}
	source, err := s.openSource(n)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, fs.ErrPermission):
		return false, errNotEntered
	case err != nil:
		return false, err
	}
	stopped, err = streamFrom(ctx, source, q, yield)
	return stopped, errors.Join(err, source.Close())
}

// streamFrom yields the rows of one source, whether or not it can stream.
func streamFrom(ctx context.Context, source Source, q Query, yield func(Conn) bool) (stopped bool, err error) {
	watch := func(c Conn) bool {
		stopped = !yield(c)
		return !stopped
	}
	if streamer, ok := source.(Streamer); ok {
		err = streamer.Stream(ctx, q, watch)
		return stopped, err
	}
	var snap Snapshot
	err = source.Read(ctx, q, &snap)
	for i := range snap.Conns {
		if !watch(snap.Conns[i]) {
			break
		}
	}
	return stopped, err
}

// Kill asks the source of the namespace that c is in.
func (s *allSource) Kill(ctx context.Context, c Conn) error {
	source, done, err := s.sourceFor(ctx, &c)
	if err != nil {
		return err
	}
	killer, ok := source.(Killer)
	if !ok {
		return errors.Join(fmt.Errorf("this source cannot close connections: %w", errors.ErrUnsupported), done())
	}
	return errors.Join(killer.Kill(ctx, c), done())
}

// TCPInfo asks the source of the namespace that c is in.
func (s *allSource) TCPInfo(ctx context.Context, c Conn) (TCPInfo, error) {
	source, done, err := s.sourceFor(ctx, &c)
	if err != nil {
		return TCPInfo{}, err
	}
	reader, ok := source.(TCPInfoReader)
	if !ok {
		return TCPInfo{}, errors.Join(fmt.Errorf("not told by this source: %w", errors.ErrUnsupported), done())
	}
	info, err := reader.TCPInfo(ctx, c)
	return info, errors.Join(err, done())
}

// Statistics are those of the caller's own namespace.
func (s *allSource) Statistics(context.Context) (Statistics, error) { return s.place.statistics() }

// Counters are those of the caller's own namespace.
func (s *allSource) Counters(context.Context) ([]Counter, error) { return s.place.counters() }

// ProcessFacts reads the proc filesystem.
func (s *allSource) ProcessFacts(_ context.Context, p Process) (ProcessFacts, error) {
	return s.place.processFacts(p)
}
