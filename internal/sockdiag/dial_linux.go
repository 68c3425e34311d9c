package sockdiag

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// receiveTimeout is in seconds. The kernel answers a dump while we receive, so that only a
// kernel that has lost the request lets us wait at all.
const receiveTimeout = 10

// socket is a netlink socket. It calls the kernel directly because the wrappers of x/sys
// allocate an address for every datagram.
type socket struct {
	fd        int
	sender    unix.RawSockaddrNetlink
	senderLen uint32
}

// Dial opens a NETLINK_SOCK_DIAG socket in the network namespace of the calling thread. It
// needs no privilege. Where it is forbidden or missing, the kernel's error is reachable as
// syscall.Errno.
func Dial() (Transport, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, fmt.Errorf("netlink sock_diag: %w", os.NewSyscallError("socket", err))
	}
	s := &socket{fd: fd}
	timeout := unix.Timeval{Sec: receiveTimeout}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout); err != nil {
		return nil, errors.Join(fmt.Errorf("netlink sock_diag: %w", os.NewSyscallError("setsockopt", err)), s.Close())
	}
	return s, nil
}

// Send sends b to the kernel.
func (s *socket) Send(b []byte) error {
	err := unix.Sendto(s.fd, b, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
	return os.NewSyscallError("sendto", err)
}

// Recv receives one datagram of the kernel's, whatever other processes may send.
func (s *socket) Recv(b []byte) (int, error) {
	for {
		n, errno := s.recv(b)
		switch {
		case errno == unix.EINTR:
		case errno != 0:
			return 0, os.NewSyscallError("recvfrom", errno)
		case s.sender.Pid == 0:
			return n, nil
		}
	}
}

// recv asks for a datagram that is there already first. The kernel makes those of a dump one by one,
// while it is asked for them, so that there is always one, in some 100 µs. It would take as long
// again if the runtime had to find another thread something to do meanwhile, and a place for this one
// to go on afterwards.
func (s *socket) recv(b []byte) (int, unix.Errno) {
	s.senderLen = unix.SizeofSockaddrNetlink
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(s.fd),
		uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), unix.MSG_TRUNC|unix.MSG_DONTWAIT,
		uintptr(unsafe.Pointer(&s.sender)), uintptr(unsafe.Pointer(&s.senderLen)))
	if errno == unix.EAGAIN {
		n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(s.fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), unix.MSG_TRUNC,
			uintptr(unsafe.Pointer(&s.sender)), uintptr(unsafe.Pointer(&s.senderLen)))
	}
	return int(n), errno
}

// Close closes the socket.
func (s *socket) Close() error { return os.NewSyscallError("close", unix.Close(s.fd)) }

// InterfaceName returns the name of the interface with the given index in the namespace of the
// socket. It is not there for a fake kernel, nor while c is without a transport.
func (c *Conn) InterfaceName(index uint32) (string, error) {
	s, ok := c.transport.(*socket)
	if !ok {
		return "", unix.EBADF
	}
	ifr, err := unix.NewIfreq("")
	if err != nil {
		return "", err
	}
	ifr.SetUint32(index)
	// Any socket does; the request goes to the namespace it belongs to. See netdevice(7).
	if err := unix.IoctlIfreq(s.fd, unix.SIOCGIFNAME, ifr); err != nil {
		return "", fmt.Errorf("name of interface %d: %w", index, err)
	}
	return ifr.Name(), nil
}
