package procfs

const socketPrefix = "socket:["

// ParseSocketLink returns the inode number in the target of a link in /proc/PID/fd. It is false
// for descriptors of anything but a socket.
func ParseSocketLink(b []byte) (inode uint64, ok bool) { return parseLink(b, socketPrefix) }

const netNSPrefix = "net:["

// ParseNetNSLink returns the inode number in the target of a link such as /proc/PID/ns/net. It is
// false for namespaces of another kind.
func ParseNetNSLink(b []byte) (inode uint64, ok bool) { return parseLink(b, netNSPrefix) }

func parseLink(b []byte, prefix string) (inode uint64, ok bool) {
	if len(b) <= len(prefix) || string(b[:len(prefix)]) != prefix || b[len(b)-1] != ']' {
		return 0, false
	}
	return parseDecimal(b[len(prefix) : len(b)-1])
}
