package tcptable

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrMissed is wrapped by the error that says that more sockets ended at once than the kernel, or
// [Ends], could keep: those that are missing will not be told.
var ErrMissed = errors.New("ends of sockets were missed")

// maxEnds is how many ends [Ends] keeps until they are taken.
const maxEnds = 1 << 16

// End is the end of a socket, as the kernel told it when it happened.
type End struct {
	// Time is when the socket ended, or when that was received.
	Time time.Time

	// Opened is when it was made. Zero: the source does not tell.
	Opened time.Time

	// Conn has the addresses, the cookie and the namespace of the socket. Its State is CLOSED; its
	// queues, user and inode are gone.
	Conn Conn

	// Process is the process that made the socket, or for a connection that a listener accepted,
	// the one that accepted it. PID 0: the source does not tell.
	Process Process

	// Info is the course of the connection. Nil: the source does not tell.
	Info *TCPInfo
}

// EndsReader is a Source that can tell of sockets as they end. [Table.OpenEnds] and [Table.Watch] ask
// for it by type assertion, which a Source that wraps another has to allow for.
type EndsReader interface {
	Source

	// Ends begins to listen. The stream goes on when ctx is done, and has to be closed. Its errors
	// are those of [Table.OpenEnds].
	Ends(ctx context.Context) (EndStream, error)
}

// EndStream tells of the sockets of a network namespace as they end.
type EndStream interface {
	// Next waits for the next end. After an error that wraps [ErrMissed] it goes on; any other
	// error is the last. A call that waits fails when the stream is closed.
	Next() (End, error)

	// Close may be called while Next waits.
	Close() error
}

// Ends collects the sockets that have ended since it was opened, so that connections are seen that
// live between two looks at the table. A goroutine receives them, and keeps up to 65,536 until they
// are taken. [Table.Watch] uses one; who looks at the table on his own hands what [Ends.Take] returns
// to [Changes.Ended].
type Ends struct {
	stream EndStream
	done   chan struct{}

	mu     sync.Mutex // guards all below
	list   []End
	missed error // what was missed since the last Take
	lost   int   // how many of them because list was full
	err    error // why nothing comes any more
}

// OpenEnds begins to collect the sockets of the Table's network namespace that end. It takes no
// privilege on Linux 6.18; what a kernel keeps until it is received, which is enough for some hundred
// ends, is more with CAP_NET_ADMIN. It is independent of the Table's other calls, and has to be
// closed.
//
// Linux has forgotten the addresses of a connection that its own process has reset, by closing it
// with SO_LINGER at 0, or that could not be made: such an End has a cookie and a local port alone.
//
// Errors that errors.Is can tell: [errors.ErrUnsupported] where the source cannot tell;
// [fs.ErrPermission] where the system forbids it; ctx.Err() and [fs.ErrClosed].
//
// Source: https://man7.org/linux/man-pages/man7/sock_diag.7.html and include/uapi/linux/sock_diag.h
// (SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY).
func (t *Table) OpenEnds(ctx context.Context) (*Ends, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.usable(ctx)
	reader, ok := t.source.(EndsReader)
	if err == nil && !ok {
		err = fmt.Errorf("not told by this source: %w", errors.ErrUnsupported)
	}
	if err != nil {
		return nil, fmt.Errorf("tcptable: ends of sockets: %w", err)
	}
	stream, err := reader.Ends(ctx)
	if err != nil {
		return nil, fmt.Errorf("tcptable: ends of sockets: %w", err)
	}
	e := &Ends{stream: stream, done: make(chan struct{})}
	go e.collect()
	return e, nil
}

// EndsAvailable returns nil if [Table.Watch] can see connections that are shorter than its interval,
// and otherwise why it cannot, as the error of [Table.OpenEnds] does.
func (t *Table) EndsAvailable(ctx context.Context) error {
	ends, err := t.OpenEnds(ctx)
	if err != nil {
		return err
	}
	return ends.Close()
}

func (e *Ends) collect() {
	defer close(e.done)
	for {
		end, err := e.stream.Next()
		if !e.keep(end, err) {
			return
		}
	}
}

// keep takes in what Next has returned, and reports whether there is more to come.
func (e *Ends) keep(end End, err error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case errors.Is(err, ErrMissed):
		e.missed = err
	case err != nil:
		e.err = fmt.Errorf("tcptable: ends of sockets: %w", err)
		return false
	case len(e.list) == maxEnds:
		e.lost++
	default:
		e.list = append(e.list, end)
	}
	return true
}

// Take appends the sockets that have ended since the last call to dst and returns the longer slice.
// An error that wraps [ErrMissed] says that some are not among them; any other, that nothing will
// come any more.
func (e *Ends) Take(dst []End) ([]End, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	dst = append(dst, e.list...)
	if cap(e.list) > 4*len(e.list)+1024 {
		e.list = nil // it was needed once
	}
	clear(e.list)
	e.list = e.list[:0]
	err := e.err
	if e.lost > 0 {
		err = errors.Join(err, fmt.Errorf("tcptable: %w: %d too many at once", ErrMissed, e.lost))
	}
	if e.missed != nil {
		err = errors.Join(err, fmt.Errorf("tcptable: %w", e.missed))
	}
	e.missed, e.lost = nil, 0
	return dst, err
}

// Close ends the collecting.
func (e *Ends) Close() error {
	err := e.stream.Close()
	<-e.done
	return err
}
