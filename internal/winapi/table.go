package winapi

import (
	"errors"
	"fmt"
	"syscall"
)

// The codes that ReadTable understands. The last is an NTSTATUS, which some calls return when the
// table changed too often while they read it.
const (
	errInsufficientBuffer     = syscall.Errno(122)
	errNoData                 = syscall.Errno(232)
	statusUnsuccessful        = syscall.Errno(0xC0000001)
	maxCalls                  = 16
	minTable, maxTable    int = 4 << 10, 1 << 30 // bytes
)

// ErrChanging is wrapped by the error of [ReadTable] if the table kept changing while it was read.
var ErrChanging = errors.New("the table kept changing while it was read")

// ReadTable calls one of the functions that fill a table until the table fits, and returns its
// bytes and how many calls failed because the table had changed. What it returns is buffer, if
// that had room, or else a larger one to be passed the next time.
//
// The count of calls is bounded, and so is the size that the function may ask for, because both
// come from somebody else. The error is [ErrChanging], that of call, or about the size.
func ReadTable(call func(table *byte, size *uint32) error, buffer []byte) (table []byte, changes int, err error) {
	buffer = buffer[:min(cap(buffer), maxTable)]
	if len(buffer) < minTable {
		buffer = make([]byte, minTable)
	}
	sized := false // the size is one that call asked for
	for range maxCalls {
		size := uint32(len(buffer))
		err = call(&buffer[0], &size)
		switch {
		case err == nil && int64(size) > int64(len(buffer)):
			return buffer[:0], changes, fmt.Errorf("table of %d bytes in a buffer of %d", size, len(buffer))
		case err == nil:
			return buffer[:size], changes, nil
		case errors.Is(err, errNoData):
			return append(buffer[:0], 0, 0, 0, 0), changes, nil // a count of no rows
		case errors.Is(err, errInsufficientBuffer):
			if buffer, err = grow(buffer, size); err != nil {
				return buffer[:0], changes, err
			}
			if sized {
				changes++
			}
			sized = true
		case errors.Is(err, statusUnsuccessful):
			changes++
		default:
			return buffer[:0], changes, err
		}
	}
	return buffer[:0], changes, fmt.Errorf("%w (%d calls)", ErrChanging, maxCalls)
}

// grow returns a larger buffer, with room for a quarter more than what was asked for: the table
// may grow before the next call.
func grow(buffer []byte, need uint32) ([]byte, error) {
	if int64(need) > int64(maxTable) || len(buffer) == maxTable {
		return buffer, fmt.Errorf("table of %d bytes: more than %d are not taken", need, maxTable)
	}
	size := max(int64(need), int64(len(buffer))) // a size that is not larger is no answer
	return make([]byte, min(size+size/4, int64(maxTable))), nil
}
