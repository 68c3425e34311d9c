package procfs

import "bytes"

// Facts are what is known about one process. What is not known is zero.
type Facts struct {
	PID    uint32
	Name   string // any bytes but NUL
	Start  uint64 // clock ticks of 1/100 s since boot
	Parent uint32 // 0: none that can be seen
	Kernel bool   // a thread of the kernel: it has no executable

	UID    uint32 // the real one
	HasUID bool

	// Executable is the path of the program, as far as the reader's root directory goes. Deleted
	// says that it has been removed, or replaced by another file, since the process started.
	Executable string
	Deleted    bool

	CommandLine []string // see splitArguments

	NetNS     uint64 // inode number of the network namespace
	Cgroup    string // path, see ParseCgroup
	Unit      string // of systemd, see UnitOf
	Container Container
}

// cutDeleted splits off what the kernel puts behind the path of a file that has been removed. A
// file can also have a name that ends so.
func cutDeleted(link []byte) (path []byte, deleted bool) {
	return bytes.CutSuffix(link, []byte(" (deleted)"))
}

// splitArguments returns the arguments in the text of /proc/PID/cmdline. Empty ones at the end are
// left out: they cannot be told from what a process leaves behind that writes a title over its
// arguments.
func splitArguments(text []byte) []string {
	text = bytes.TrimRight(text, "\x00")
	if len(text) == 0 {
		return nil
	}
	all := string(text) // which the arguments share
	arguments := make([]string, 0, bytes.Count(text, []byte{0})+1)
	start := 0
	for i := range len(all) {
		if all[i] == 0 {
			arguments = append(arguments, all[start:i])
			start = i + 1
		}
	}
	return append(arguments, all[start:])
}

// variable returns the value of a variable in the text of /proc/PID/environ, or nil.
func variable(text []byte, name string) []byte {
	for len(text) > 0 {
		entry, rest, _ := bytes.Cut(text, []byte{0})
		if value, ok := bytes.CutPrefix(entry, []byte(name+"=")); ok {
			return value
		}
		text = rest
	}
	return nil
}

// parseUID returns the real user id in the text of /proc/PID/status.
func parseUID(text []byte) (uint32, bool) {
	_, rest, found := bytes.Cut(text, []byte("\nUid:"))
	if !found {
		return 0, false
	}
	field, _ := nextField(rest)
	n, ok := parseDecimal(field)
	return uint32(n), ok && n < 1<<32
}
