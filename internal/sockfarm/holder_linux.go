package sockfarm

import (
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A holder is a copy of the test binary that does nothing but hold sockets: those it inherits,
// and those it is sent. It says so with one byte after each, and ends when its control socket is
// closed at the other end, be it because the test program has ended.
type holder struct {
	pid     int
	control int
}

// holderControl is the descriptor of the control socket in a holder.
const holderControl = 3

// startHolder starts a holder in the namespaces of the calling thread and waits until it runs.
func (f *Farm) startHolder(inherited ...int) holder {
	f.tb.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	f.must("socketpair", err)
	files := []uintptr{0, 1, 2, uintptr(pair[1])}
	for _, fd := range inherited {
		files = append(files, uintptr(fd))
	}
	pid, err := syscall.ForkExec("/proc/self/exe", []string{os.Args[0]}, &syscall.ProcAttr{
		Env:   withRole(roleHolder),
		Files: files,
	})
	unix.Close(pair[1])
	if err != nil {
		unix.Close(pair[0])
		f.tb.Fatalf("start a holder: %v", err)
	}
	h := holder{pid, pair[0]}
	f.tb.Cleanup(func() { f.stopHolder(h) })
	f.confirmed(h)
	return h
}

// give sends a descriptor to h and waits until h has it.
func (f *Farm) give(h holder, fd int) {
	f.tb.Helper()
	f.must("sendmsg", unix.Sendmsg(h.control, []byte{0}, unix.UnixRights(fd), nil, 0))
	f.confirmed(h)
}

// confirmed waits for the byte that h sends when it has what it was given.
func (f *Farm) confirmed(h holder) {
	f.tb.Helper()
	f.eventually(fmt.Sprintf("an answer from holder %d", h.pid), func() bool {
		n, _, err := unix.Recvfrom(h.control, make([]byte, 1), unix.MSG_DONTWAIT)
		if err == unix.EAGAIN {
			return false
		}
		f.must("recvfrom", err)
		if n == 0 {
			f.tb.Fatalf("holder %d has ended", h.pid)
		}
		return true
	})
}

func (f *Farm) stopHolder(h holder) {
	if err := unix.Close(h.control); err != nil {
		f.tb.Errorf("close the control socket of holder %d: %v", h.pid, err)
	}
	var status unix.WaitStatus
	if _, err := unix.Wait4(h.pid, &status, 0, nil); err != nil || status != 0 {
		f.tb.Errorf("holder %d: wait status %#x, %v", h.pid, status, err)
	}
}

// hold is the program of a holder. It keeps all it gets open and does not return.
func hold() {
	for {
		if _, err := unix.Write(holderControl, []byte{0}); err != nil {
			fatal(fmt.Errorf("holder: write: %w", err))
		}
		switch err := receive(); err {
		case nil:
		case io.EOF:
			unix.Exit(0) // not os.Exit, in which the race detector waits for a second
		default:
			fatal(fmt.Errorf("holder: %w", err))
		}
	}
}

func receive() error {
	oob := make([]byte, unix.CmsgSpace(4))
	n, oobn, flags, _, err := unix.Recvmsg(holderControl, make([]byte, 1), oob, unix.MSG_CMSG_CLOEXEC)
	switch {
	case err != nil:
		return fmt.Errorf("recvmsg: %w", err)
	case n == 0:
		return io.EOF
	case oobn == 0 || flags&unix.MSG_CTRUNC != 0:
		return fmt.Errorf("recvmsg: no descriptor came with the message, flags %#x", flags)
	}
	return nil
}
