//go:build cgo

package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/iphlpapi"
)

// memory is the way to the caller's memory. Whatever is at an address, an access does not end in a
// signal: the bytes go through a pipe, and the kernel, which copies them into it and out of it, says
// so if it cannot. The pipe is there for one call, so that no descriptor of the library can be
// mistaken for, or closed as, one of the caller's.
//
// process_vm_readv(2) and memfd_create(2) would do with fewer copies. But there are sandboxes that
// kill a process for either, and none that forbids a pipe.
type memory struct{ out, in int }

func openMemory() (memory, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return memory{}, fmt.Errorf("%w (pipe: %w)", iphlpapi.ERROR_GEN_FAILURE, err)
	}
	return memory{out: ends[0], in: ends[1]}, nil
}

func (m memory) close() {
	_ = unix.Close(m.out) // the pipe is empty, and of the process alone
	_ = unix.Close(m.in)
}

// pipeLen is what fits into a pipe, unless its user has very many of them.
const pipeLen = 64 << 10

// load fills dst from the caller's memory and reports whether it could.
func (m memory) load(dst []byte, from uintptr) bool {
	for len(dst) > 0 {
		n, _, errno := unix.Syscall(unix.SYS_WRITE, uintptr(m.in), from, uintptr(min(len(dst), pipeLen)))
		if errno != 0 {
			return false
		}
		if got, err := unix.Read(m.out, dst[:n]); err != nil || got != int(n) {
			return false
		}
		dst, from = dst[n:], from+n
	}
	return true
}

// store writes src to the caller's memory and reports whether it could. If not, bytes before the
// first that cannot be written may have been.
func (m memory) store(to uintptr, src []byte) bool {
	for len(src) > 0 {
		put, err := unix.Write(m.in, src[:min(len(src), pipeLen)])
		if err != nil {
			return false
		}
		n, _, errno := unix.Syscall(unix.SYS_READ, uintptr(m.out), to, uintptr(put))
		if errno != 0 || int(n) != put {
			m.drain()
			return false
		}
		src, to = src[n:], to+n
	}
	return true
}

// drain empties the pipe.
func (m memory) drain() {
	var waste [4 << 10]byte
	for {
		if n, err := unix.Read(m.out, waste[:]); err != nil || n == 0 {
			return
		}
	}
}
