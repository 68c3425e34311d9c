package sockfarm

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// A small receive buffer and a large send buffer: what one side sends before its socket blocks
// never fits into the other, so that data, and a FIN behind it, have to wait.
const (
	receiveBuffer = 8 << 10
	sendBuffer    = 128 << 10
)

// endpoint is a TCP socket that the test program has a descriptor of.
type endpoint struct {
	fd            int
	family        tcptable.Family
	inode         uint64
	local, remote netip.AddrPort
}

// open makes a socket that does not block. The cleanup of the test closes it.
func (f *Farm) open(domain int) int {
	f.tb.Helper()
	fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
	f.must("socket", err)
	f.keep(fd)
	f.set(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
	f.set(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, sendBuffer)
	return fd
}

func (f *Farm) keep(fd int) { f.fds[fd] = struct{}{} }

func (f *Farm) close(fd int) {
	f.tb.Helper()
	delete(f.fds, fd)
	f.must("close", unix.Close(fd))
}

func (f *Farm) set(fd, level, option, value int) {
	f.tb.Helper()
	f.must(fmt.Sprintf("setsockopt %d, %d to %d", level, option, value), unix.SetsockoptInt(fd, level, option, value))
}

func (f *Farm) bind(fd int, addr netip.AddrPort) {
	f.tb.Helper()
	f.must(fmt.Sprintf("bind to %v", addr), unix.Bind(fd, sockaddr(addr)))
}

func (f *Farm) listen(fd, backlog int) endpoint {
	f.tb.Helper()
	f.must("listen", unix.Listen(fd, backlog))
	return f.describe(fd)
}

// dial starts a connection and does not wait for it.
func (f *Farm) dial(domain int, to netip.AddrPort) endpoint {
	f.tb.Helper()
	fd := f.open(domain)
	if err := unix.Connect(fd, sockaddr(to)); err != unix.EINPROGRESS {
		f.must(fmt.Sprintf("connect to %v", to), err)
	}
	e := f.describe(fd)
	e.remote = to
	return e
}

func (f *Farm) accept(listener endpoint) endpoint {
	f.tb.Helper()
	var fd int
	f.eventually("accept on "+listener.local.String(), func() bool {
		var err error
		fd, _, err = unix.Accept4(listener.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.EAGAIN {
			return false
		}
		f.must("accept", err)
		return true
	})
	f.keep(fd)
	return f.describe(fd)
}

// describe asks the kernel for what it calls the socket.
func (f *Farm) describe(fd int) endpoint {
	f.tb.Helper()
	var st unix.Stat_t
	f.must("fstat", unix.Fstat(fd, &st))
	local, err := unix.Getsockname(fd)
	f.must("getsockname", err)
	e := endpoint{fd: fd, inode: st.Ino, local: addrPort(local)}
	e.family = tcptable.IPv6
	e.remote = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
	if e.local.Addr().Is4() {
		e.family = tcptable.IPv4
		e.remote = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	remote, err := unix.Getpeername(fd)
	if err == nil {
		e.remote = addrPort(remote)
	} else if err != unix.ENOTCONN {
		f.must("getpeername", err)
	}
	return e
}

func (f *Farm) shutdown(e endpoint) {
	f.tb.Helper()
	f.must("shutdown", unix.Shutdown(e.fd, unix.SHUT_WR))
}

// fill sends until the peer's window is closed and our own buffer full.
func (f *Farm) fill(e endpoint) {
	f.tb.Helper()
	chunk := make([]byte, receiveBuffer)
	for {
		_, err := unix.Write(e.fd, chunk)
		if err == unix.EAGAIN {
			break
		}
		f.must("write", err)
	}
	unsent, err := unix.IoctlGetInt(e.fd, unix.SIOCOUTQNSD)
	f.must("ioctl SIOCOUTQNSD", err)
	if unsent == 0 {
		f.tb.Fatalf("a send buffer of %d bytes fits into a window of %d", sendBuffer, receiveBuffer)
	}
}

// await waits until the socket is in the given state.
func (f *Farm) await(e endpoint, state tcptable.State) {
	f.tb.Helper()
	f.eventually(fmt.Sprintf("%v to %v in %v", e.local, e.remote, state), func() bool {
		info, err := unix.GetsockoptTCPInfo(e.fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		f.must("getsockopt TCP_INFO", err)
		return kernelStates[uint64(info.State)] == state
	})
}

// sockaddr returns addr as the system calls take it.
func sockaddr(addr netip.AddrPort) unix.Sockaddr {
	if addr.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(addr.Port()), ZoneId: scopeOf(addr), Addr: addr.Addr().As16()}
}

func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		addr := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId == loopbackIndex {
			addr = addr.WithZone(loopback)
		}
		return netip.AddrPortFrom(addr, uint16(sa.Port))
	}
	return netip.AddrPort{}
}
