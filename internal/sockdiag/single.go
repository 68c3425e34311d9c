package sockdiag

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"syscall"
)

// ErrRefused is wrapped by the errors that are the kernel's own answer to a request for one
// socket. The kernel's reason is in the chain as syscall.Errno: ENOENT where there is no such
// socket, or one with another cookie.
var ErrRefused = errors.New("request refused")

// ID names one socket: struct inet_diag_sockid and the address family. A [Row] of the socket
// holds what belongs here.
type ID struct {
	Family                uint8    // FamilyIPv4 or FamilyIPv6
	Local, Remote         [16]byte // network byte order; of an IPv4 address the first four bytes
	LocalPort, RemotePort uint16
	Interface             uint32 // index of the interface the socket is bound to, 0 = none
	Cookie                uint64
}

// singleRequest asks for something about one socket.
type singleRequest struct {
	kind, flags uint16
	extensions  uint8 // bit n-1 asks for the attribute n
	id          ID
}

func appendSingleRequest(b []byte, seq uint32, req singleRequest) []byte {
	order, id := binary.NativeEndian, &req.id
	b = appendHeader(b, req.kind, flagRequest|req.flags, seq, headerLen+requestLen)
	b = append(b, id.Family, protocolTCP, req.extensions, 0)
	b = order.AppendUint32(b, 0) // the kernel does not look at states here
	b = binary.BigEndian.AppendUint16(b, id.LocalPort)
	b = binary.BigEndian.AppendUint16(b, id.RemotePort)
	b = append(append(b, id.Local[:]...), id.Remote[:]...)
	b = order.AppendUint32(b, id.Interface)
	b = order.AppendUint32(b, uint32(id.Cookie))
	return order.AppendUint32(b, uint32(id.Cookie>>32))
}

// Get sets row to the socket that id names and returns its struct tcp_info, for
// [DecodeTCPInfo]: valid until the next use of c, nil if the kernel has none in the socket's
// state. Errors are those of [Conn.Dump], and [ErrRefused].
func (c *Conn) Get(ctx context.Context, id ID, row *Row) (info []byte, err error) {
	req := singleRequest{kind: messageByFam, extensions: 1 << (attrInfo - 1), id: id}
	err = c.exchange(ctx, req, func(m message) error {
		info, err = decodeSingle(m, id, row)
		return err
	})
	return info, err
}

// Destroy aborts the socket that id names (SOCK_DESTROY): its owner's calls fail with
// ECONNABORTED, its peer gets a reset. Errors are those of [Conn.Get]. After an error that is
// not [ErrRefused] it is not known whether the socket is still there.
func (c *Conn) Destroy(ctx context.Context, id ID) error {
	req := singleRequest{kind: messageDestroy, flags: flagAck, id: id}
	return c.exchange(ctx, req, func(m message) error {
		if m.kind != messageError {
			return fmt.Errorf("%w: unexpected type %d", ErrMalformed, m.kind)
		}
		return m.refusal()
	})
}

// exchange sends a request and hands the answer to read. As with a dump, whatever leaves it
// unclear what is still on its way closes the transport; a refusal does not.
func (c *Conn) exchange(ctx context.Context, req singleRequest, read func(message) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.connect(); err != nil {
		return err
	}
	m, err := c.ask(ctx, req)
	if err == nil {
		err = read(m)
	}
	if err != nil && !errors.Is(err, ErrRefused) {
		err = errors.Join(err, c.Close())
	}
	return err
}

// ask sends a request and returns the message that answers it.
func (c *Conn) ask(ctx context.Context, req singleRequest) (message, error) {
	c.seq++
	c.request = appendSingleRequest(c.request[:0], c.seq, req)
	if err := c.transport.Send(c.request); err != nil {
		return message{}, fmt.Errorf("send request: %w", err)
	}
	for {
		b, err := c.receive()
		if err != nil {
			return message{}, err
		}
		m, found, err := findAnswer(b, c.seq)
		if err != nil || found {
			return m, err
		}
		// Looked at only here, so that what the kernel has done already is not called off.
		if err := ctx.Err(); err != nil {
			return message{}, err
		}
	}
}

// findAnswer returns the first message of a datagram that answers the request seq.
func findAnswer(b []byte, seq uint32) (m message, found bool, err error) {
	for len(b) > 0 {
		if m, b, err = nextMessage(b); err != nil {
			return message{}, false, err
		}
		if m.seq != seq || m.kind == messageNoop {
			continue
		}
		if m.kind == messageOverrun {
			return message{}, false, fmt.Errorf("%w: the kernel lost data", syscall.ENOBUFS)
		}
		return m, true, nil
	}
	return message{}, false, nil
}

// refusal returns the error that an ERROR message carries, nil for an acknowledgement.
func (m message) refusal() error {
	err := m.status()
	if err == nil || errors.Is(err, ErrMalformed) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}

// decodeSingle reads the answer to a request for one socket.
func decodeSingle(m message, id ID, row *Row) (info []byte, err error) {
	switch m.kind {
	case messageByFam:
	case messageError:
		if err := m.refusal(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: acknowledged without a socket", ErrMalformed)
	default:
		return nil, fmt.Errorf("%w: unexpected type %d", ErrMalformed, m.kind)
	}
	if err := DecodeRow(m.payload, row); err != nil {
		return nil, err
	}
	if row.Cookie != id.Cookie || row.Family != id.Family {
		return nil, fmt.Errorf("%w: socket with cookie %d, family %d, asked for %d, %d",
			ErrMalformed, row.Cookie, row.Family, id.Cookie, id.Family)
	}
	return findAttr(m.payload[rowLen:], attrInfo)
}

// findAttr returns the value of the first attribute of a kind, nil if there is none.
func findAttr(b []byte, kind uint16) ([]byte, error) {
	for len(b) > 0 {
		a, rest, err := nextAttr(b)
		if err != nil {
			return nil, err
		}
		if a.kind == kind {
			return a.value, nil
		}
		b = rest
	}
	return nil, nil
}
