package tcptable

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"sync"
	"time"
)

// Table is a way to the connection table of one network namespace. It keeps sockets and buffers
// from one call to the next. Its methods may be called from several goroutines: calls that use
// the same buffers wait for each other.
type Table struct {
	mu      sync.Mutex // guards all below
	source  Source
	scratch Snapshot // what Append needs beside the caller's rows
	sorter  sorter
	closed  bool
}

// Option changes what [Open] opens.
type Option func(*options)

type options struct {
	source   Source
	netns    string
	procRoot string

	// all opens a source of all network namespaces; nil: of one. It is a func so that a program that
	// never asks for it, as the C library, does not contain it.
	all func(options) (Source, error)
}

// WithSource makes the Table read from s instead of choosing a source itself. The Table closes
// s when it is closed.
func WithSource(s Source) Option { return func(o *options) { o.source = s } }

// WithNetNS makes the Table read the network namespace that path refers to, for example
// "/run/netns/blue" or "/proc/4711/ns/net", instead of the caller's own. On Linux that needs
// CAP_SYS_ADMIN; elsewhere [Open] refuses it with [errors.ErrUnsupported]. Owners are found among
// the processes that the caller sees, whatever their namespace.
func WithNetNS(path string) Option { return func(o *options) { o.netns = path } }

// WithProcRoot makes the Table look for processes, and where needed for connections, under path
// instead of "/proc": for a container that has the host's proc mounted elsewhere. It does not
// change the network namespace, see [WithNetNS]. Only Linux has one: elsewhere [Open] refuses it
// with [errors.ErrUnsupported].
func WithProcRoot(path string) Option { return func(o *options) { o.procRoot = path } }

func newOptions(opts []Option) options {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Open opens the connection table. It needs no privilege; on Linux, without any, the owners of
// other users' sockets are not found, and their rows say so.
//
// On a system that is not supported yet it returns an error for which
// errors.Is(err, errors.ErrUnsupported) is true.
func Open(opts ...Option) (*Table, error) {
	source := newOptions(opts).source
	if source == nil {
		var err error
		if source, err = OpenDefault(opts...); err != nil {
			return nil, fmt.Errorf("tcptable: open: %w", err)
		}
	}
	return &Table{source: source}, nil
}

// Append appends the rows that q asks for to dst and returns the longer slice. Into a slice with
// room enough it allocates nothing for a row.
//
// If only some rows could be got, they are returned with an error that says what is missing:
// never is the table silently shorter. Errors that errors.Is can tell: ctx.Err(),
// [ErrInterrupted], [fs.ErrClosed], [fs.ErrPermission], [errors.ErrUnsupported].
func (t *Table) Append(ctx context.Context, dst []Conn, q Query) ([]Conn, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := q.validate(); err != nil {
		return dst, err
	}
	q.Owners = min(q.Owners, OwnersPID) // names have no place in the rows
	t.scratch.Conns = dst
	err := t.read(ctx, q, &t.scratch)
	dst, t.scratch.Conns = t.scratch.Conns, nil
	if missing := t.scratch.Report.namespacesError(); err == nil && missing != nil {
		err = fmt.Errorf("tcptable: read: %w", missing)
	}
	return dst, err
}

// Snapshot returns the rows that q asks for, with what was asked about their owners and a report
// on how they were got. With an error that concerns only a part of the table it returns the
// snapshot as well, see [Table.Append].
func (t *Table) Snapshot(ctx context.Context, q Query) (*Snapshot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	snap := new(Snapshot)
	if err := q.validate(); err != nil {
		return snap, err
	}
	err := t.read(ctx, q, snap)
	return snap, err
}

// read appends to into and sorts what it appended. The caller holds t.mu.
func (t *Table) read(ctx context.Context, q Query, into *Snapshot) error {
	if err := t.usable(ctx); err != nil {
		return fmt.Errorf("tcptable: read: %w", err)
	}
	kept := len(into.Conns)
	into.Processes, into.Holders, into.Namespaces = into.Processes[:0], into.Holders[:0], into.Namespaces[:0]
	into.Report = Report{Begin: time.Now()}
	err := t.source.Read(ctx, q.forSource(), into)
	into.choose(q, kept)
	if q.Sorted {
		t.sorter.sort(into.Conns[kept:])
	}
	into.Report.Rows = len(into.Conns) - kept
	if err == nil {
		err = q.Where.answerable(&into.Report)
	}
	into.Report.Elapsed = time.Since(into.Report.Begin)
	into.Report.Partial = err != nil
	if err != nil {
		return fmt.Errorf("tcptable: read: %w", err)
	}
	return nil
}

// usable returns why no call can be made now, if so. The caller holds t.mu.
func (t *Table) usable(ctx context.Context) error {
	if t.closed {
		return fs.ErrClosed
	}
	return ctx.Err()
}

// All yields the rows that q asks for. An error is yielded once, with the zero Conn, as the last
// element. A query for neither owners nor order is answered in constant memory, unless it has a
// condition on processes or on something that not every source tells; any other has to keep the table
// before the first row is yielded. The loop may call other methods of t.
func (t *Table) All(ctx context.Context, q Query) iter.Seq2[Conn, error] {
	return func(yield func(Conn, error) bool) {
		if streamer, ok := t.streamer(); ok && q.streams() {
			stream(ctx, streamer, q.forSource(), yield)
			return
		}
		conns, err := t.Append(ctx, nil, q)
		for _, c := range conns {
			if !yield(c, nil) {
				return
			}
		}
		if err != nil {
			yield(Conn{}, err)
		}
	}
}

func (t *Table) streamer() (Streamer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.source.(Streamer)
	return s, ok && !t.closed
}

func stream(ctx context.Context, s Streamer, q Query, yield func(Conn, error) bool) {
	stopped := false
	err := s.Stream(ctx, q, func(c Conn) bool {
		stopped = !yield(c, nil)
		return !stopped
	})
	if err != nil && !stopped {
		yield(Conn{}, fmt.Errorf("tcptable: read: %w", err))
	}
}

// Close releases what the Table holds. Later calls of its methods fail with an error for which
// errors.Is(err, fs.ErrClosed) is true.
func (t *Table) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return fmt.Errorf("tcptable: close: %w", fs.ErrClosed)
	}
	t.closed = true
	return t.source.Close()
}

// List opens the table, returns the rows that q asks for and closes it. A program that lists
// more than once is better served by [Open] and [Table.Append].
func List(ctx context.Context, q Query) ([]Conn, error) {
	t, err := Open()
	if err != nil {
		return nil, err
	}
	conns, err := t.Append(ctx, nil, q)
	if closeErr := t.Close(); err == nil {
		err = closeErr
	}
	return conns, err
}
