package sockfarm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// The loopback interface has index 1 in every network namespace.
const (
	loopback      = "lo"
	loopbackIndex = 1
)

var linkLocal = netip.MustParseAddr("fe80::1").WithZone(loopback)

// setUpLoopback brings the loopback interface up, which gives it 127.0.0.1 and ::1, and adds
// fe80::1/64 to it.
func setUpLoopback() error {
	if err := raiseLoopback(); err != nil {
		return fmt.Errorf("bring %s up: %w", loopback, err)
	}
	if err := addLoopbackAddr(linkLocal, 64); err != nil {
		return fmt.Errorf("add %v to %s: %w", linkLocal, loopback, err)
	}
	return nil
}

func raiseLoopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	ifr, err := unix.NewIfreq(loopback)
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, ifr); err != nil {
		return err
	}
	ifr.SetUint16(ifr.Uint16() | unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr)
}

// addLoopbackAddr does nothing where IPv6 is missing or switched off: there [New] makes no IPv6
// sockets.
func addLoopbackAddr(addr netip.Addr, prefixLen uint8) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	kernel := &unix.SockaddrNetlink{Family: unix.AF_NETLINK}
	if err := unix.Sendto(fd, newAddrRequest(addr, prefixLen), 0, kernel); err != nil {
		return err
	}
	reply := make([]byte, 1024)
	n, _, err := unix.Recvfrom(fd, reply, 0)
	if err != nil {
		return err
	}
	switch errno := netlinkErrno(reply[:n]); errno {
	case 0, unix.EEXIST:
		return awaitLocalRoute(addr)
	case unix.EACCES, unix.EAFNOSUPPORT, unix.EOPNOTSUPP:
		return nil
	default:
		return errno
	}
}

// awaitLocalRoute waits until the kernel has made the route to an address of its own, which it
// does in the background. A connection that is made before that never finds the way.
func awaitLocalRoute(addr netip.Addr) error {
	const path = "/proc/thread-self/net/ipv6_route"
	route := fmt.Appendf(nil, "%x 80 ", addr.As16())
	var err error
	arrived := poll(func() bool {
		var table []byte
		table, err = os.ReadFile(path)
		return err != nil || bytes.Contains(table, route)
	})
	if !arrived {
		return fmt.Errorf("%s: no route to %v after %v", path, addr, deadline)
	}
	return err
}

// newAddrRequest returns an RTM_NEWADDR message, see rtnetlink(7). The address is to be used at
// once, without a search for duplicates.
func newAddrRequest(addr netip.Addr, prefixLen uint8) []byte {
	raw := addr.As16()
	length := unix.SizeofNlMsghdr + unix.SizeofIfAddrmsg + unix.SizeofRtAttr + len(raw)
	native := binary.NativeEndian

	b := native.AppendUint32(nil, uint32(length))
	b = native.AppendUint16(b, unix.RTM_NEWADDR)
	b = native.AppendUint16(b, unix.NLM_F_REQUEST|unix.NLM_F_ACK|unix.NLM_F_CREATE|unix.NLM_F_EXCL)
	b = native.AppendUint32(b, 1) // sequence number
	b = native.AppendUint32(b, 0) // port

	b = append(b, unix.AF_INET6, prefixLen, unix.IFA_F_NODAD, unix.RT_SCOPE_LINK)
	b = native.AppendUint32(b, loopbackIndex)

	b = native.AppendUint16(b, uint16(unix.SizeofRtAttr+len(raw)))
	b = native.AppendUint16(b, unix.IFA_ADDRESS)
	return append(b, raw[:]...)
}

// netlinkErrno returns the error number in a reply of type NLMSG_ERROR, which is 0 for success.
func netlinkErrno(reply []byte) unix.Errno {
	if len(reply) < unix.SizeofNlMsghdr+4 || binary.NativeEndian.Uint16(reply[4:]) != unix.NLMSG_ERROR {
		return unix.EBADMSG
	}
	return unix.Errno(-int32(binary.NativeEndian.Uint32(reply[unix.SizeofNlMsghdr:])))
}
