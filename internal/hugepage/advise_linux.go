package hugepage

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Advise asks for large pages behind the whole capacity of a slice that has just been made. Where
// the kernel has none to give, small ones do.
//
// Source: madvise(2), MADV_HUGEPAGE.
func Advise[T any](s []T) {
	var element T
	size := uintptr(cap(s)) * unsafe.Sizeof(element)
	if size < worth {
		return
	}
	page := uintptr(os.Getpagesize())
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	first := -uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (page - 1)
	last := first + (size-first)&^(page-1)
	_ = unix.Madvise(b[first:last], unix.MADV_HUGEPAGE) // it is no more than advice
}
