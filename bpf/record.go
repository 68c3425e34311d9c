package bpf

import (
	"bytes"
	"encoding/binary"
)

// The lengths of the records of sockets.bpf.c, in bytes.
const (
	socketLen  = 72
	processLen = 40 // struct holder_record without the inode number
	inodeLen   = 8
	nameLen    = 16 // TASK_COMM_LEN
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

// order is that of the machine, in which the programs write.
var order = binary.NativeEndian

// socketRecord is struct socket_record. Its fields are read where they lie.
type socketRecord [socketLen]byte

func (r *socketRecord) inode() uint64      { return order.Uint64(r[0:]) }
func (r *socketRecord) cookie() uint64     { return order.Uint64(r[8:]) }
func (r *socketRecord) uid() uint32        { return order.Uint32(r[16:]) }
func (r *socketRecord) iface() uint32      { return order.Uint32(r[20:]) }
func (r *socketRecord) recvQ() uint32      { return order.Uint32(r[24:]) }
func (r *socketRecord) sendQ() uint32      { return order.Uint32(r[28:]) }
func (r *socketRecord) localPort() uint16  { return order.Uint16(r[32:]) }
func (r *socketRecord) remotePort() uint16 { return order.Uint16(r[34:]) }
func (r *socketRecord) family() uint8      { return r[36] }
func (r *socketRecord) state() uint8       { return r[37] }
func (r *socketRecord) flags() uint8       { return r[38] }

// local and remote are in network byte order; of an IPv4 address the first four bytes count.
func (r *socketRecord) local() *[16]byte  { return (*[16]byte)(r[40:]) }
func (r *socketRecord) remote() *[16]byte { return (*[16]byte)(r[56:]) }

// processRecord is the beginning of struct holder_record: the process whose sockets follow.
type processRecord [processLen]byte

func (r *processRecord) start() uint64        { return order.Uint64(r[8:]) } // in nanoseconds since boot
func (r *processRecord) pid() uint32          { return order.Uint32(r[16:]) }
func (r *processRecord) name() *[nameLen]byte { return (*[nameLen]byte)(r[24:]) }

// nanosecondsPerTick is the length of a clock tick as the proc filesystem counts them, USER_HZ.
const nanosecondsPerTick = 1e9 / 100

// ticks returns the start time as field 22 of proc_pid_stat(5) has it.
func (r *processRecord) ticks() uint64 { return r.start() / nanosecondsPerTick }

// text returns the name up to its NUL.
func text(name *[nameLen]byte) string {
	if end := bytes.IndexByte(name[:], 0); end >= 0 {
		return string(name[:end])
	}
	return string(name[:])
}
