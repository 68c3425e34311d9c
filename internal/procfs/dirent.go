package procfs

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// direntHeader is what stands before the name in struct linux_dirent64: inode, offset, length
// of the entry, type.
const direntHeader = 8 + 8 + 2 + 1

// nextDirent splits the first entry off what getdents64(2) returned, which is not empty. The
// name keeps its final NUL, so that it can be handed to the kernel as it is.
func nextDirent(b []byte) (name, rest []byte, err error) {
	if len(b) < direntHeader {
		return nil, nil, fmt.Errorf("%w: directory entry of %d bytes", ErrMalformed, len(b))
	}
	size := int(binary.NativeEndian.Uint16(b[16:]))
	if size <= direntHeader || size > len(b) {
		return nil, nil, fmt.Errorf("%w: directory entry of length %d with %d bytes left", ErrMalformed, size, len(b))
	}
	name = b[direntHeader:size]
	end := bytes.IndexByte(name, 0)
	if end < 0 {
		return nil, nil, fmt.Errorf("%w: directory entry without end: %q", ErrMalformed, name)
	}
	return name[:end+1], b[size:], nil
}

// number returns the value of a name that is a number, such as that of a process or a
// descriptor. The name ends with a NUL.
func number(name []byte) (uint32, bool) {
	n, ok := parseDecimal(name[:len(name)-1])
	return uint32(n), ok && n < 1<<31
}
