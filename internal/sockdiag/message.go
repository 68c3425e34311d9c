package sockdiag

import (
	"encoding/binary"
	"errors"
	"fmt"
	"syscall"
)

// ErrMalformed is wrapped by the errors about bytes that are not what the kernel's headers
// describe.
var ErrMalformed = errors.New("malformed netlink message")

// message is one netlink message. Its payload refers to the datagram.
type message struct {
	kind, flags uint16
	seq         uint32
	payload     []byte
}

// nextMessage splits the first message off a datagram that is not empty.
func nextMessage(b []byte) (m message, rest []byte, err error) {
	if len(b) < headerLen {
		return message{}, nil, fmt.Errorf("%w: %d bytes left, a header has %d", ErrMalformed, len(b), headerLen)
	}
	size := binary.NativeEndian.Uint32(b)
	if size < headerLen || uint64(size) > uint64(len(b)) {
		return message{}, nil, fmt.Errorf("%w: length %d in a datagram with %d bytes left", ErrMalformed, size, len(b))
	}
	m = message{
		kind:    binary.NativeEndian.Uint16(b[4:]),
		flags:   binary.NativeEndian.Uint16(b[6:]),
		seq:     binary.NativeEndian.Uint32(b[8:]),
		payload: b[headerLen:size],
	}
	return m, b[min(align(int(size)), len(b)):], nil
}

// status returns the error that a DONE or ERROR message carries. Nil is the code 0.
func (m message) status() error {
	if len(m.payload) < 4 {
		return fmt.Errorf("%w: %d bytes where a status has 4", ErrMalformed, len(m.payload))
	}
	code := int32(binary.NativeEndian.Uint32(m.payload))
	switch {
	case code == 0:
		return nil
	case code < 0 && code > -4096: // the kernel's MAX_ERRNO
		return syscall.Errno(-code)
	}
	return fmt.Errorf("%w: status %d is not an error number", ErrMalformed, code)
}
