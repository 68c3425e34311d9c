package sockdiag

import (
	"encoding/binary"
	"fmt"
)

// Row is one socket as the kernel describes it: struct inet_diag_msg with the attributes that
// tcptable needs, in host byte order.
type Row struct {
	Family uint8 // FamilyIPv4 or FamilyIPv6
	State  uint8 // the kernel's number, TCPEstablished and so on

	// Local and Remote are in network byte order; of an IPv4 address the first four bytes count.
	Local, Remote         [16]byte
	LocalPort, RemotePort uint16

	Interface    uint32 // index of the interface the socket is bound to, 0 = none
	Cookie       uint64
	RecvQ, SendQ uint32 // bytes; of a listener: connections that wait, and how many may
	UID, Inode   uint32

	V6OnlyKnown, V6Only bool   // IPV6_V6ONLY, which the kernel tells of listeners
	TLSTx, TLSRx        uint16 // TLS_CONF_*, 0 = no TLS in the kernel, or not for this caller's eyes
}

// DecodeRow sets r to the socket that the payload of a SOCK_DIAG_BY_FAMILY message describes.
// Errors wrap [ErrMalformed]; r is then not to be used.
func DecodeRow(b []byte, r *Row) error {
	if len(b) < rowLen {
		return fmt.Errorf("%w: %d bytes, a socket has %d", ErrMalformed, len(b), rowLen)
	}
	order := binary.NativeEndian
	*r = Row{
		Family:     b[0],
		State:      b[1],
		LocalPort:  binary.BigEndian.Uint16(b[4:]),
		RemotePort: binary.BigEndian.Uint16(b[6:]),
		Local:      [16]byte(b[8:24]),
		Remote:     [16]byte(b[24:40]),
		Interface:  order.Uint32(b[40:]),
		Cookie:     uint64(order.Uint32(b[44:])) | uint64(order.Uint32(b[48:]))<<32,
		RecvQ:      order.Uint32(b[56:]),
		SendQ:      order.Uint32(b[60:]),
		UID:        order.Uint32(b[64:]),
		Inode:      order.Uint32(b[68:]),
	}
	if r.Family != FamilyIPv4 && r.Family != FamilyIPv6 {
		return fmt.Errorf("%w: address family %d", ErrMalformed, r.Family)
	}
	return r.decodeAttrs(b[rowLen:])
}
