package sockfarm

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// groupSize is the number of listeners in a SO_REUSEPORT group.
const groupSize = 4

// plantListeners makes the listeners that differ in more than the kind of their address. It has
// to come first: two of them share a port, and any other socket might have it already.
func (f *Farm) plantListeners(kinds []kind) {
	f.tb.Helper()
	withIPv6 := len(kinds) > 1
	if withIPv6 {
		f.plantV6Only()
	}
	f.plantAny4()
	f.plantDevice(ipv4)
	f.plantGroup(ipv4)
	f.plantDuplicated(ipv4)
	if !withIPv6 {
		return
	}
	dual := kind{name: "dual-stack", server: unix.AF_INET6, bind: netip.IPv6Unspecified()}
	f.plantDevice(dual)
	f.plantGroup(dual)
	f.server(kind{name: "mapped", server: unix.AF_INET6, bind: mapped()}, "alone", 5)
}

// plantAny4 makes a listener on every IPv4 address.
func (f *Farm) plantAny4() {
	f.tb.Helper()
	f.server(kind{name: "ipv4", server: unix.AF_INET, bind: netip.IPv4Unspecified()}, "on any address", 5)
}

// plantV6Only makes a listener on :: that does not take IPv4, and one beside it on the same port
// that takes nothing else.
func (f *Farm) plantV6Only() {
	f.tb.Helper()
	fd := f.open(unix.AF_INET6)
	f.set(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	f.bind(fd, netip.AddrPortFrom(netip.IPv6Unspecified(), 0))
	six := f.listen(fd, 5)
	f.held("v6-only LISTEN", six, tcptable.StateListen)

	fd = f.open(unix.AF_INET)
	f.bind(fd, netip.AddrPortFrom(netip.IPv4Unspecified(), six.local.Port()))
	f.held("ipv4 LISTEN beside v6-only", f.listen(fd, 5), tcptable.StateListen)
}

func (f *Farm) plantDevice(k kind) {
	f.tb.Helper()
	fd := f.open(k.server)
	f.must("setsockopt SO_BINDTODEVICE", unix.BindToDevice(fd, loopback))
	f.bind(fd, netip.AddrPortFrom(k.bind, 0))
	f.serverOn(k, fd, "on a device", 5)
	f.last().Interface = loopbackIndex
}

// plantGroup makes several listeners on one address: as many rows, told apart by the inode alone.
func (f *Farm) plantGroup(k kind) {
	f.tb.Helper()
	addr := netip.AddrPortFrom(k.bind, 0)
	for i := range groupSize {
		fd := f.open(k.server)
		f.set(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		f.bind(fd, addr)
		e := f.serverOn(k, fd, fmt.Sprintf("%d of a SO_REUSEPORT group", i+1), 5)
		addr = e.local
	}
}

// plantDuplicated makes a listener of which this process has two descriptors.
func (f *Farm) plantDuplicated(k kind) {
	f.tb.Helper()
	e := f.server(k, "with two descriptors", 5)
	fd, err := unix.FcntlInt(uintptr(e.fd), unix.F_DUPFD_CLOEXEC, 0)
	f.must("fcntl F_DUPFD_CLOEXEC", err)
	f.keep(fd)
}

// mapOnto6 returns the IPv4-mapped form of an IPv4 address.
func mapOnto6(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom16(a.Addr().As16()), a.Port())
}
