package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
)

var _ EndsReader = (*allSource)(nil)

// allEnds tells of the sockets of several namespaces as they end. It follows the reads of its source:
// namespaces that they find it listens to from then on, and lets go of those that have gone, which
// would live on otherwise.
type allEnds struct {
	told chan told
	done chan struct{} // closed by Close
	wait sync.WaitGroup

	mu      sync.Mutex // guards all below
	streams map[uint64]EndStream
	closed  bool
}

// told is what Next returns.
type told struct {
	end End
	err error
}

// Ends listens in every namespace that the caller may enter.
func (s *allSource) Ends(ctx context.Context) (EndStream, error) {
	list, err := s.list(ctx, s.walker)
	if err != nil {
		return nil, err
	}
	e := &allEnds{told: make(chan told), done: make(chan struct{}), streams: make(map[uint64]EndStream)}
	if err := s.follow(ctx, e, list.all); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	s.ends = append(s.ends, e)
	return e, nil
}

// followAll lets those who listen know which namespaces there are.
func (s *allSource) followAll(ctx context.Context, all []membership) error {
	s.ends = slices.DeleteFunc(s.ends, (*allEnds).isClosed)
	var errs []error
	for _, e := range s.ends {
		errs = append(errs, s.follow(ctx, e, all))
	}
	return errors.Join(errs...)
}

// follow listens in the namespaces where e does not yet, and in no others. One that has gone or may
// not be entered is for the report on the rows to tell.
func (s *allSource) follow(ctx context.Context, e *allEnds, all []membership) error {
	errs := []error{e.forget(all)}
	for i := range all {
		n := &all[i]
		if e.has(n.ID) {
			continue
		}
		stream, err := s.listenIn(ctx, n)
		switch {
		case err == nil:
			errs = append(errs, e.listen(n.ID, stream))
		case n.ID != s.place.netNS() && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)):
		default:
			errs = append(errs, fmt.Errorf("network namespace %d: %w", n.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (s *allSource) listenIn(ctx context.Context, n *membership) (EndStream, error) {
	source, done, err := s.sourceOf(n)
	if err != nil {
		return nil, err
	}
	reader, ok := source.(EndsReader)
	if !ok {
		return nil, errors.Join(fmt.Errorf("not told by this source: %w", errors.ErrUnsupported), done())
	}
	stream, err := reader.Ends(ctx)
	return stream, errors.Join(err, done())
}

func (e *allEnds) has(id uint64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.streams[id]
	return ok
}

func (e *allEnds) isClosed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closed
}

// listen adds the stream of a namespace.
func (e *allEnds) listen(id uint64, stream EndStream) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return stream.Close()
	}
	e.streams[id] = stream
	e.wait.Go(func() { e.tell(id, stream) })
	return nil
}

// tell hands on what a stream tells. Where that ends, the other namespaces go on.
func (e *allEnds) tell(id uint64, stream EndStream) {
	for {
		end, err := stream.Next()
		last := err != nil && !errors.Is(err, ErrMissed)
		if last {
			if !e.drop(id, stream) {
				return // we have closed it
			}
			err = fmt.Errorf("%w: network namespace %d: %w", ErrMissed, id, errors.Join(err, stream.Close()))
		}
		select {
		case e.told <- told{end, err}:
		case <-e.done:
			return
		}
		if last {
			return
		}
	}
}

// drop forgets a stream, and reports whether it was there.
func (e *allEnds) drop(id uint64, stream EndStream) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.streams[id] != stream {
		return false
	}
	delete(e.streams, id)
	return true
}

// forget closes the streams of the namespaces that are not among all.
func (e *allEnds) forget(all []membership) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for id, stream := range e.streams {
		if !slices.ContainsFunc(all, func(n membership) bool { return n.ID == id }) {
			delete(e.streams, id)
			errs = append(errs, stream.Close())
		}
	}
	return errors.Join(errs...)
}

func (e *allEnds) Next() (End, error) {
	select {
	case t := <-e.told:
		return t.end, t.err
	case <-e.done:
		return End{}, fs.ErrClosed
	}
}

func (e *allEnds) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return fs.ErrClosed
	}
	e.closed = true
	close(e.done)
	e.mu.Unlock()
	err := e.forget(nil)
	e.wait.Wait()
	return err
}
