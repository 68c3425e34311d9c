package sockfarm

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ForbidNetlink makes socket(AF_NETLINK, …) fail with EACCES in every thread of this process, for
// good, as container runtimes and systemd's RestrictAddressFamilies do. It is for a process of
// its own, see [Rerun].
func ForbidNetlink(tb testing.TB) {
	tb.Helper()
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		tb.Skipf("the filter knows the system calls of amd64 and arm64, not of %s", runtime.GOARCH)
	}
	const (
		numberOffset = 0  // of nr in struct seccomp_data
		familyOffset = 16 // of the first argument, its low half
		load         = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		unlessEqual  = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		decide       = unix.BPF_RET | unix.BPF_K
	)
	filter := []unix.SockFilter{
		{Code: load, K: numberOffset},
		{Code: unlessEqual, K: unix.SYS_SOCKET, Jf: 3},
		{Code: load, K: familyOffset},
		{Code: unlessEqual, K: unix.AF_NETLINK, Jf: 1},
		{Code: decide, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)},
		{Code: decide, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := seccomp(&program); err != nil {
		tb.Fatal(err)
	}
}

func seccomp(program *unix.SockFprog) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Threads that the runtime starts later inherit the privilege bit from this one; those that
	// run already get it together with the filter.
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(program)))
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}
