package procfs

import (
	"bytes"
	"fmt"
)

// Member is a process as a member of its network namespace.
type Member struct {
	Process
	NetNS uint64 // inode number
}

// Members are the processes of all network namespaces, in no particular order.
type Members struct {
	Members []Member

	Denied   int  // processes that the caller may not look at
	Vanished int  // processes that ended meanwhile
	Hidden   bool // processes of others are not even listed: there is no process 1
}

// NetNSMount is a place that a network namespace is mounted at.
type NetNSMount struct {
	NetNS uint64 // inode number
	Path  string // any bytes but NUL
}

// ParseNetNSMounts returns the mounts of network namespaces in the text of /proc/PID/mountinfo, in
// the order of the text. Errors wrap [ErrMalformed].
//
// Source: proc_pid_mountinfo(5).
func ParseNetNSMounts(text []byte) (mounts []NetNSMount, err error) {
	for line := range bytes.Lines(text) {
		if !bytes.Contains(line, []byte(" - nsfs ")) {
			continue
		}
		// Number, parent, device, root within the filesystem, mount point. Spaces in them are escaped.
		var fields [5][]byte
		rest := line
		for i := range fields {
			fields[i], rest = nextField(rest)
		}
		inode, ok := ParseNetNSLink(fields[3])
		if !ok {
			continue // a namespace of another kind
		}
		path, ok := unescapeMount(fields[4])
		if !ok || path == "" {
			return mounts, fmt.Errorf("%w: mountinfo: mount point in %q", ErrMalformed, line)
		}
		mounts = append(mounts, NetNSMount{NetNS: inode, Path: path})
	}
	return mounts, nil
}

// unescapeMount undoes the escapes of mountinfo, which are a backslash and three octal digits.
func unescapeMount(b []byte) (string, bool) {
	if bytes.IndexByte(b, '\\') < 0 {
		return string(b), true
	}
	path := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			path = append(path, b[i])
			continue
		}
		if i+3 >= len(b) {
			return "", false
		}
		code := 0
		for _, c := range b[i+1 : i+4] {
			if c < '0' || c > '7' {
				return "", false
			}
			code = code*8 + int(c-'0')
		}
		if code > 0xff {
			return "", false
		}
		path = append(path, byte(code))
		i += 3
	}
	return string(path), true
}
