package mib

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// Structure is satisfied by every structure of this package but the tables.
type Structure[T any] interface {
	put(dst []byte)   // writes all of the structure; dst has room for it
	get(src []byte) T // reads the structure; src holds it
}

// Row is satisfied by the rows.
type Row[T any] interface {
	Structure[T]
	header() uintptr // the offset of the first row in a table
}

// Size returns the size of a T in bytes.
func Size[T Structure[T]]() int {
	var zero T
	return int(unsafe.Sizeof(zero))
}

// Encode writes v to the beginning of dst. It does not allocate. If dst is too short it writes
// nothing and returns an error.
func Encode[T Structure[T]](dst []byte, v T) error {
	if len(dst) < Size[T]() {
		return fmt.Errorf("mib: encode %T: buffer of %d bytes, need %d", v, len(dst), Size[T]())
	}
	v.put(dst)
	return nil
}

// Decode reads a T from the beginning of src and ignores what comes after it. It returns an error
// if src is too short.
func Decode[T Structure[T]](src []byte) (T, error) {
	var v T
	if len(src) < Size[T]() {
		return v, fmt.Errorf("mib: decode %T: %d bytes, need %d", v, len(src), Size[T]())
	}
	return v.get(src), nil
}

// HeaderSize returns the offset in bytes of the first row in a table of T: 4, or 8 where rows hold
// 64-bit numbers.
func HeaderSize[T Row[T]]() int {
	var zero T
	return int(zero.header())
}

// TableSize returns the size in bytes of a table of n rows.
func TableSize[T Row[T]](n int) uint64 {
	return uint64(HeaderSize[T]()) + uint64(n)*uint64(Size[T]())
}

// EncodeTable writes a table of n rows to the beginning of dst: the count, and what row returns
// for each i from 0 to n-1. It returns how many bytes it wrote and writes no other. It does not
// allocate. If dst is too short it writes nothing and returns an error.
func EncodeTable[T Row[T]](dst []byte, n int, row func(i int) T) (int, error) {
	need := TableSize[T](n)
	if uint64(len(dst)) < need || uint64(n) > math.MaxUint32 {
		var zero T
		return 0, fmt.Errorf("mib: encode table of %d %T: buffer of %d bytes, need %d", n, zero, len(dst), need)
	}
	header, size := HeaderSize[T](), Size[T]()
	clear(dst[:header])
	binary.LittleEndian.PutUint32(dst, uint32(n))
	for i := range n {
		at := header + i*size
		row(i).put(dst[at : at+size])
	}
	return int(need), nil
}

// AppendRows appends the rows of the table that src begins with to dst. It ignores what comes after
// the last row, as Windows leaves room there. It returns an error, and dst as it was, if src is
// shorter than its count of rows asks for.
func AppendRows[T Row[T]](dst []T, src []byte) ([]T, error) {
	var zero T
	header, size := HeaderSize[T](), Size[T]()
	if len(src) < 4 {
		return dst, fmt.Errorf("mib: decode table of %T: %d bytes, need 4 for the count", zero, len(src))
	}
	count := binary.LittleEndian.Uint32(src)
	if count == 0 {
		return dst, nil
	}
	if need := uint64(header) + uint64(count)*uint64(size); uint64(len(src)) < need {
		return dst, fmt.Errorf("mib: decode table of %T: %d bytes, need %d for %d rows", zero, len(src), need, count)
	}
	dst = slices.Grow(dst, int(count))
	for at := header; count > 0; count-- {
		dst = append(dst, zero.get(src[at:]))
		at += size
	}
	return dst, nil
}
