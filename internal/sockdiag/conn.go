package sockdiag

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

var (
	// ErrInterrupted: the kernel says that what it listed changed under way (NLM_F_DUMP_INTR).
	// The whole dump has been visited nonetheless.
	ErrInterrupted = errors.New("dump interrupted")

	// ErrTruncated: a datagram was longer than the buffer, which has been made larger since.
	ErrTruncated = errors.New("truncated netlink datagram")
)

// bufferLen holds the longest datagram that the kernel makes for a dump, which is 32 KiB.
const bufferLen = 64 << 10

// Transport carries datagrams to and from the kernel: a netlink socket, or a fake kernel.
type Transport interface {
	// Send sends one datagram.
	Send(b []byte) error
	// Recv receives one datagram into b and returns its true length, which is greater than
	// len(b) if it did not fit.
	Recv(b []byte) (int, error)
	Close() error
}

// Conn asks the kernel for sockets. It is for one goroutine at a time.
type Conn struct {
	dial      func() (Transport, error)
	transport Transport // nil between a failure and the next dump
	seq       uint32
	request   []byte
	buffer    []byte // made when something is received first
	row       Row
	datagrams int
	apart     bool // the kernel was seen to refuse to list both families in one go
}

// NewConn returns a Conn that gets its transport from dial: at once, and again after each dump
// that failed or was given up, since datagrams of that one may still be on their way.
func NewConn(dial func() (Transport, error)) (*Conn, error) {
	t, err := dial()
	if err != nil {
		return nil, err
	}
	return &Conn{dial: dial, transport: t}, nil
}

// Close closes the transport.
func (c *Conn) Close() error {
	if c.transport == nil {
		return nil
	}
	t := c.transport
	c.transport = nil
	return t.Close()
}

// Dump calls visit for each socket that req asks for. The row is valid until visit returns. An
// error of visit ends the dump and is returned as it is.
//
// Any error means that sockets may be missing among those visited. Kernel errors are
// reachable as syscall.Errno; other errors wrap [ErrInterrupted], [ErrTruncated] or
// [ErrMalformed], or are ctx.Err().
func (c *Conn) Dump(ctx context.Context, req Request, visit func(*Row) error) error {
	if req.Family == BothFamilies {
		return c.dumpBoth(ctx, req, visit)
	}
	return c.dumpOnce(ctx, req, visit)
}

// dumpOnce is Dump for what the kernel lists in one go.
func (c *Conn) dumpOnce(ctx context.Context, req Request, visit func(*Row) error) error {
	if err := c.connect(); err != nil {
		return err
	}
	err := c.dump(ctx, req, visit)
	if err != nil && !errors.Is(err, ErrInterrupted) {
		err = errors.Join(err, c.Close())
	}
	return err
}

// Datagrams returns in how many datagrams the sockets of the last dump came, or those of one family
// where the kernel does not list both in one go. Each is consistent in
// itself but for chains of more than 16 sockets; between two of them the kernel lets go of the table.
func (c *Conn) Datagrams() int { return c.datagrams }

func (c *Conn) dump(ctx context.Context, req Request, visit func(*Row) error) error {
	c.seq++
	c.datagrams = 0
	c.request = appendRequest(c.request[:0], c.seq, req)
	if err := c.transport.Send(c.request); err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	d := dump{family: req.Family, kind: req.kind(), seq: c.seq, row: &c.row, visit: visit}
	for !d.done {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := c.receive()
		if err != nil {
			return err
		}
		rows := d.rows
		if err := d.datagram(b); err != nil {
			return err
		}
		if d.rows > rows {
			c.datagrams++
		}
	}
	if d.interrupted {
		return ErrInterrupted
	}
	return nil
}

// connect dials if there is no transport.
func (c *Conn) connect() error {
	if c.transport != nil {
		return nil
	}
	t, err := c.dial()
	if err != nil {
		return err
	}
	c.transport = t
	return nil
}

// receive returns the next datagram, which is valid until the next call, and not empty.
func (c *Conn) receive() ([]byte, error) {
	if c.buffer == nil {
		c.buffer = make([]byte, bufferLen)
	}
	n, err := c.transport.Recv(c.buffer)
	if err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	if n > len(c.buffer) {
		err := fmt.Errorf("%w: %d bytes into %d", ErrTruncated, n, len(c.buffer))
		c.buffer = make([]byte, align(n))
		return nil, err
	}
	if n == 0 {
		return nil, fmt.Errorf("%w: empty datagram", ErrMalformed)
	}
	return c.buffer[:n], nil
}

// dump is the state of one dump.
type dump struct {
	family      uint8
	kind        uint16
	seq         uint32
	row         *Row
	visit       func(*Row) error
	rows        int
	interrupted bool
	done        bool
}

func (d *dump) datagram(b []byte) error {
	for len(b) > 0 {
		m, rest, err := nextMessage(b)
		if err != nil {
			return err
		}
		b = rest
		if m.seq != d.seq {
			continue // the answer to something else
		}
		if err := d.message(m); err != nil || d.done {
			return err
		}
	}
	return nil
}

func (d *dump) message(m message) error {
	if m.flags&flagDumpIntr != 0 {
		d.interrupted = true
	}
	switch m.kind {
	case d.kind:
		return d.socket(m.payload)
	case messageDone:
		d.done = true
		return kernelError("dump ended early", m.status())
	case messageError:
		return kernelError("request refused", m.status())
	case messageNoop:
		return nil
	case messageOverrun:
		return fmt.Errorf("%w: the kernel lost data", syscall.ENOBUFS)
	}
	return fmt.Errorf("%w: unexpected type %d", ErrMalformed, m.kind)
}

func (d *dump) socket(payload []byte) error {
	if err := DecodeRow(payload, d.row); err != nil {
		return fmt.Errorf("socket %d of the dump: %w", d.rows, err)
	}
	if d.family != BothFamilies && d.row.Family != d.family {
		return fmt.Errorf("socket %d of the dump: %w: family %d, asked for %d",
			d.rows, ErrMalformed, d.row.Family, d.family)
	}
	d.rows++
	return d.visit(d.row)
}

func kernelError(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
