package procfs

import "bytes"

const (
	socketPrefix = "socket:["
	// linkLen holds the longest link to a socket. A longer one is cut by readlink(2) and is
	// then no link to a socket either.
	linkLen = len(socketPrefix) + 20 + 1
)

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
