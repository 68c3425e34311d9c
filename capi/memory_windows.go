//go:build cgo

package main

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// memory is the way to the caller's memory. Whatever is at an address, an access does not end in an
// exception: the kernel copies the bytes, and says so if it cannot.
type memory struct{}

func openMemory() (memory, error) { return memory{}, nil }

func (memory) close() {}

// load fills dst from the caller's memory and reports whether it could.
func (memory) load(dst []byte, from uintptr) bool {
	if len(dst) == 0 {
		return true
	}
	var n uintptr
	err := windows.ReadProcessMemory(windows.CurrentProcess(), from, unsafe.SliceData(dst), uintptr(len(dst)), &n)
	return err == nil && n == uintptr(len(dst))
}

// store writes src to the caller's memory and reports whether it could. If not, bytes before the
// first that cannot be written may have been.
func (memory) store(to uintptr, src []byte) bool {
	if len(src) == 0 {
		return true
	}
	var n uintptr
	err := windows.WriteProcessMemory(windows.CurrentProcess(), to, unsafe.SliceData(src), uintptr(len(src)), &n)
	return err == nil && n == uintptr(len(src))
}
