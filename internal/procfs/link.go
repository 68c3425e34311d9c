package procfs

import "bytes"

const socketPrefix = "socket:["

// ParseSocketLink returns the inode number in the target of a link in /proc/PID/fd. It is false
// for descriptors of anything but a socket.
func ParseSocketLink(b []byte) (inode uint64, ok bool) {
	rest, ok := bytes.CutPrefix(b, []byte(socketPrefix))
	if !ok {
		return 0, false
	}
	if rest, ok = bytes.CutSuffix(rest, []byte("]")); !ok {
		return 0, false
	}
	return parseDecimal(rest)
}
