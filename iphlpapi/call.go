package iphlpapi

import (
	"fmt"
	"math"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// get is every call that fills a buffer: it keeps the sizing protocol.
func get[T mib.Row[T]](c caller, k kind[T], states tcptable.StateSet, table []byte, size *uint32, order bool) error {
	if size == nil {
		return ERROR_INVALID_PARAMETER
	}
	room := table[:min(uint64(len(table)), uint64(*size))]
	snap, n, err := readInto(c, k, states, len(room))
	if err != nil {
		return withErrno(err)
	}
	if mib.TableSize[T](n) > uint64(len(room)) {
		return tooSmall[T](n, size)
	}
	if order {
		tcptable.Sort(snap.Conns)
	}
	used, err := mib.EncodeTable(room, n, func(i int) T { return k.row(&snap.Conns[i], snap) })
	if err != nil {
		return withErrno(err)
	}
	*size = uint32(used)
	return nil
}

// Headroom in the size that is reported for n rows: n/headroomShare rows, and headroomRows at the
// least. It saves a caller a round while the table grows.
const (
	headroomShare = 8
	headroomRows  = 8
)

// tooSmall sets *size to what a table of n rows needs, with headroom. A table that no 32-bit size
// can stand for is one that no caller can have memory for.
func tooSmall[T mib.Row[T]](n int, size *uint32) error {
	if need := mib.TableSize[T](n); need > math.MaxUint32 {
		return fmt.Errorf("iphlpapi: %w (table of %d rows, %d bytes)", ERROR_NOT_ENOUGH_MEMORY, n, need)
	}
	*size = uint32(min(mib.TableSize[T](n+max(headroomRows, n/headroomShare)), math.MaxUint32))
	return ERROR_INSUFFICIENT_BUFFER
}

// list is every call that returns rows.
func list[T mib.Row[T]](c caller, k kind[T], states tcptable.StateSet, order bool) ([]T, error) {
	snap, err := read(c, k, states)
	if order {
		tcptable.Sort(snap.Conns)
	}
	rows := make([]T, len(snap.Conns))
	for i := range rows {
		rows[i] = k.row(&snap.Conns[i], snap)
	}
	if err != nil {
		return rows, withErrno(err)
	}
	return rows, nil
}
