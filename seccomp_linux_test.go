//go:build amd64 || arm64

package tcptable_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// seccompChild is set in the environment of the process that has to do without netlink.
const seccompChild = "TCPTABLE_TEST_WITHOUT_NETLINK"

// A sandbox that forbids netlink sockets, as container runtimes and systemd's
// RestrictAddressFamilies do, leaves the table of the proc filesystem.
func TestFallbackUnderSeccomp(t *testing.T) {
	if os.Getenv(seccompChild) != "" {
		forbidNetlink(t)
		checkFallback(t)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestFallbackUnderSeccomp$", "-test.v")
	child.Env = append(os.Environ(), seccompChild+"=1")
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("without netlink: %v\n%s", err, out)
	}
}

func checkFallback(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	table, err := tcptable.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	snap, err := table.Snapshot(t.Context(), tcptable.Query{Owners: tcptable.OwnersPID})
	if err != nil {
		t.Fatal(err)
	}
	if snap.Report.Source != "proc" || !errors.Is(snap.Report.Fallback, unix.EACCES) {
		t.Errorf("read from %s because of %v", snap.Report.Source, snap.Report.Fallback)
	}
	if snap.Report.Missing&tcptable.FieldCookie == 0 {
		t.Errorf("the report does not say what is missing: %#x", snap.Report.Missing)
	}
	found := false
	for _, c := range snap.Conns {
		if c.Local.String() == l.Addr().String() {
			found = c.State == tcptable.StateListen && int(c.PID) == os.Getpid()
		}
	}
	if !found {
		t.Errorf("the listener on %s is not in the table with its owner", l.Addr())
	}
}

// forbidNetlink makes socket(AF_NETLINK, …) fail with EACCES in every thread, for good.
func forbidNetlink(t *testing.T) {
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
		t.Fatal(err)
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
