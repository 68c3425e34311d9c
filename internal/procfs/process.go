package procfs

import "bytes"

// Facts are what is known about one process.
type Facts struct {
	PID    uint32
	Name   string // any bytes but NUL
	Start  uint64 // clock ticks of 1/100 s since boot
	Kernel bool   // a thread of the kernel: it has no executable

	// Executable is the path of the program, as far as the reader's root directory goes. Deleted
	// says that it has been removed, or replaced by another file, since the process started.
	Executable string
	Deleted    bool
}

// cutDeleted splits off what the kernel puts behind the path of a file that has been removed. A
// file can also have a name that ends so.
func cutDeleted(link []byte) (path []byte, deleted bool) {
	return bytes.CutSuffix(link, []byte(" (deleted)"))
}
