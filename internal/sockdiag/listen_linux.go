package sockdiag

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The multicast groups of enum sknetlink_groups, include/uapi/linux/sock_diag.h, as bits of
// sockaddr_nl.nl_groups.
const (
	groupTCPDestroy  = 1 << 0 // SKNLGRP_INET_TCP_DESTROY
	groupTCP6Destroy = 1 << 2 // SKNLGRP_INET6_TCP_DESTROY
)

// endsBuffer is how much the kernel may keep for us, in bytes: some ten thousand ends. Without
// CAP_NET_ADMIN in the initial user namespace it allows less.
const endsBuffer = 8 << 20

// Listener is a netlink socket that the kernel tells the ends of TCP sockets.
type Listener struct {
	file *os.File
}

// Listen opens a Listener in the network namespace of the calling thread, which tells of the sockets
// there. It takes no privilege on Linux 6.18 (NL_CFG_F_NONROOT_RECV).
func Listen() (*Listener, error) {
	const kind = unix.SOCK_RAW | unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK
	fd, err := unix.Socket(unix.AF_NETLINK, kind, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, fmt.Errorf("netlink sock_diag: %w", os.NewSyscallError("socket", err))
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, endsBuffer); err != nil {
		err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, endsBuffer)
		if err != nil {
			return nil, errors.Join(os.NewSyscallError("setsockopt", err), unix.Close(fd))
		}
	}
	groups := &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groupTCPDestroy | groupTCP6Destroy}
	if err := unix.Bind(fd, groups); err != nil {
		return nil, errors.Join(fmt.Errorf("netlink sock_diag: %w", os.NewSyscallError("bind", err)), unix.Close(fd))
	}
	// The runtime waits for it, so that Close ends a Recv that waits.
	return &Listener{os.NewFile(uintptr(fd), "sock_diag")}, nil
}

// Recv receives one datagram of the kernel's and returns its true length. It waits for one until
// the Listener is closed: then the error is os.ErrClosed.
func (l *Listener) Recv(b []byte) (n int, err error) {
	conn, err := l.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var errno unix.Errno
	err = conn.Read(func(fd uintptr) bool {
		n, errno = recvFromKernel(fd, b)
		return errno != unix.EAGAIN
	})
	if err == nil && errno != 0 {
		err = os.NewSyscallError("recvfrom", errno)
	}
	return n, err
}

// recvFromKernel passes over what other processes send.
func recvFromKernel(fd uintptr, b []byte) (int, unix.Errno) {
	for {
		var sender unix.RawSockaddrNetlink
		senderLen := uint32(unix.SizeofSockaddrNetlink)
		n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, fd,
			uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), unix.MSG_TRUNC|unix.MSG_DONTWAIT,
			uintptr(unsafe.Pointer(&sender)), uintptr(unsafe.Pointer(&senderLen)))
		if errno != unix.EINTR && (errno != 0 || sender.Pid == 0) {
			return int(n), errno
		}
	}
}

// Close closes the socket.
func (l *Listener) Close() error { return l.file.Close() }
