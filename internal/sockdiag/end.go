package sockdiag

import (
	"errors"
	"fmt"
	"syscall"
)

// ErrMissed: the kernel told of ends faster than they were received, and has dropped some. It goes on
// to tell.
var ErrMissed = errors.New("ends of sockets were missed")

// Ended is a socket that the kernel has freed, or is about to. No message comes of one in TIME_WAIT or
// SYN_RCVD, which is no full socket: the one that TIME_WAIT stands for has ended before.
type Ended struct {
	// Row is what is left: State is TCPClose as a rule; queues, user and inode are 0. The ports and
	// addresses are those of the connection. Of a socket that never had any they are 0.
	Row Row

	// Info is its struct tcp_info, for [DecodeTCPInfo]: nil if the kernel sent none. It is valid
	// until the next one is received.
	Info []byte
}

// Ends receives what the kernel tells of sockets that end. It is for one goroutine at a time.
type Ends struct {
	recv   func([]byte) (int, error)
	buffer []byte
	rest   []byte // of the datagram that was received last
}

// NewEnds returns Ends that receive each datagram with recv, which returns its true length, or an
// error: syscall.ENOBUFS stands for datagrams that were dropped.
func NewEnds(recv func(b []byte) (int, error)) *Ends {
	return &Ends{recv: recv, buffer: make([]byte, bufferLen)}
}

// Next waits for the next end of a TCP socket. After [ErrMissed] it can be called again; any other
// error is the last.
func (e *Ends) Next(end *Ended) error {
	for {
		for len(e.rest) == 0 {
			if err := e.receive(); err != nil {
				return err
			}
		}
		var isEnd bool
		var err error
		if isEnd, e.rest, err = nextEnd(e.rest, end); err != nil || isEnd {
			return err
		}
	}
}

func (e *Ends) receive() error {
	n, err := e.recv(e.buffer)
	switch {
	case errors.Is(err, syscall.ENOBUFS):
		return fmt.Errorf("%w: %w", ErrMissed, err)
	case err != nil:
		return fmt.Errorf("receive: %w", err)
	case n > len(e.buffer):
		return fmt.Errorf("%w: a datagram of %d bytes", ErrTruncated, n)
	}
	e.rest = e.buffer[:n]
	return nil
}

// nextEnd splits a message off a datagram that is not empty, and sets end if it is about a TCP socket.
func nextEnd(b []byte, end *Ended) (isEnd bool, rest []byte, err error) {
	m, rest, err := nextMessage(b)
	if err != nil {
		return false, nil, err
	}
	switch m.kind {
	case messageByFam:
	case messageOverrun:
		return false, rest, fmt.Errorf("%w: the kernel lost data", ErrMissed)
	default:
		return false, rest, nil
	}
	if err := DecodeRow(m.payload, &end.Row); err != nil {
		return false, nil, err
	}
	attrs := m.payload[rowLen:]
	protocol, err := findAttr(attrs, attrProtocol)
	if err != nil {
		return false, nil, err
	}
	if end.Info, err = findAttr(attrs, attrInfo); err != nil {
		return false, nil, err
	}
	return len(protocol) == 0 || protocol[0] == protocolTCP, rest, nil
}
