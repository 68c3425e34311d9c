package sockfarm

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

const threadNetNS = "/proc/thread-self/ns/net"

// Enter moves the calling goroutine into a new network namespace until its test ends. The
// namespace has a loopback interface with 127.0.0.1, ::1 and, where the kernel has IPv6,
// fe80::1. Where the kernel refuses a namespace the test is skipped.
//
// It must be called from the goroutine of the test, which is bound to its thread from then on.
// A test that uses it should not be parallel to others that start processes: for a moment, such
// a process holds every descriptor of the test program.
func Enter(tb testing.TB) {
	tb.Helper()
	runtime.LockOSThread()
	outside, err := unix.Open(threadNetNS, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		tb.Fatalf("open %s: %v", threadNetNS, err)
	}
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		unix.Close(outside)
		runtime.UnlockOSThread()
		tb.Skipf("no private network namespace: unshare: %v "+
			"(it takes root, or a kernel that lets users make user namespaces)", err)
	}
	tb.Cleanup(func() { leave(tb, outside) })
	if err := setUpLoopback(); err != nil {
		tb.Fatal(err)
	}
}

// leave takes the thread back to where it came from. A thread that cannot go back stays locked,
// so that the runtime ends it together with the goroutine; the main thread cannot be ended.
func leave(tb testing.TB, outside int) {
	defer unix.Close(outside)
	err := unix.Setns(outside, unix.CLONE_NEWNET)
	switch {
	case err == nil:
		runtime.UnlockOSThread()
	case unix.Gettid() == unix.Getpid():
		panic(fmt.Sprintf("sockfarm: the main thread is lost in a network namespace: setns: %v", err))
	default:
		tb.Errorf("setns: %v", err)
	}
}

// NetNS returns the inode number of the network namespace that the calling thread is in.
func NetNS(tb testing.TB) uint64 {
	tb.Helper()
	var st unix.Stat_t
	if err := unix.Stat(threadNetNS, &st); err != nil {
		tb.Fatalf("stat %s: %v", threadNetNS, err)
	}
	return st.Ino
}

// RequireUser skips the test unless a process of the given user can be started: that takes root
// of a user namespace in which there is such a user.
func RequireUser(tb testing.TB, uid uint32) {
	tb.Helper()
	if os.Geteuid() != 0 {
		tb.Skip("starting a process as another user takes root")
	}
	data, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		tb.Fatal(err)
	}
	mapped, err := mapsUser(string(data), uid)
	if err != nil {
		tb.Fatal(err)
	}
	if !mapped {
		tb.Skipf("starting a process as user %d takes real root: this user namespace has no such user", uid)
	}
}
