package bpf

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// The lengths of the records of sockets.bpf.c, in bytes.
const (
	socketLen = 72
	holderLen = 40
	nameLen   = 16 // TASK_COMM_LEN
)

// The kernel's numbers, which on other systems differ.
const (
	familyIPv4 = 2  // AF_INET
	familyIPv6 = 10 // AF_INET6
)

// The flags of a socket.
const (
	flagV6Only    = 1
	flagOffloaded = 2
)

// socketRecord is struct socket_record.
type socketRecord struct {
	inode, cookie         uint64
	uid, iface            uint32
	recvQ, sendQ          uint32
	localPort, remotePort uint16
	family, state, flags  uint8

	// local and remote are in network byte order; of an IPv4 address the first four bytes count.
	local, remote [16]byte
}

// decodeSocket sets r to the socket that b describes, which has the length of one record.
func decodeSocket(b *[socketLen]byte, r *socketRecord) error {
	order := binary.NativeEndian
	r.inode, r.cookie = order.Uint64(b[0:]), order.Uint64(b[8:])
	r.uid, r.iface = order.Uint32(b[16:]), order.Uint32(b[20:])
	r.recvQ, r.sendQ = order.Uint32(b[24:]), order.Uint32(b[28:])
	r.localPort, r.remotePort = order.Uint16(b[32:]), order.Uint16(b[34:])
	r.family, r.state, r.flags = b[36], b[37], b[38]
	r.local, r.remote = [16]byte(b[40:56]), [16]byte(b[56:72])
	if r.family != familyIPv4 && r.family != familyIPv6 {
		return fmt.Errorf("address family %d", r.family)
	}
	return nil
}

// holderRecord is struct holder_record: a process has a descriptor of a socket.
type holderRecord struct {
	inode uint64
	pid   uint32
	start uint64 // in nanoseconds since boot
	name  [nameLen]byte
}

// decodeHolder sets r to what b says, which has the length of one record.
func decodeHolder(b *[holderLen]byte, r *holderRecord) {
	order := binary.NativeEndian
	r.inode, r.start = order.Uint64(b[0:]), order.Uint64(b[8:])
	r.pid = order.Uint32(b[16:])
	r.name = [nameLen]byte(b[24:40])
}

// nanosecondsPerTick is the length of a clock tick as the proc filesystem counts them, USER_HZ.
const nanosecondsPerTick = 1e9 / 100

// ticks returns the start time as field 22 of proc_pid_stat(5) has it.
func (r *holderRecord) ticks() uint64 { return r.start / nanosecondsPerTick }

// text returns the name up to its NUL.
func text(name *[nameLen]byte) string {
	if end := bytes.IndexByte(name[:], 0); end >= 0 {
		return string(name[:end])
	}
	return string(name[:])
}
