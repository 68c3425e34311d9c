package sockfarm

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// kind is a way in which a client can reach a server on the same machine.
type kind struct {
	name           string
	server, client int        // families of their sockets
	bind, dial     netip.Addr // what the server binds to, and the client connects to
}

func loopback4() netip.Addr { return netip.AddrFrom4([4]byte{127, 0, 0, 1}) }

// mapped returns ::ffff:127.0.0.1.
func mapped() netip.Addr { return netip.AddrFrom16(loopback4().As16()) }

var ipv4 = kind{"ipv4", unix.AF_INET, unix.AF_INET, loopback4(), loopback4()}

// kinds returns the kinds that this machine has: only the first where IPv6 is switched off.
func (f *Farm) kinds() []kind {
	f.tb.Helper()
	if err := tryIPv6(); err != nil {
		f.tb.Logf("no IPv6 sockets in the farm: %v", err)
		return []kind{ipv4}
	}
	v6, any6 := netip.IPv6Loopback(), netip.IPv6Unspecified()
	return []kind{
		ipv4,
		{"ipv6", unix.AF_INET6, unix.AF_INET6, v6, v6},
		{"mapped", unix.AF_INET6, unix.AF_INET6, any6, mapped()},
		{"ipv4 to dual-stack", unix.AF_INET6, unix.AF_INET, any6, loopback4()},
		{"link-local", unix.AF_INET6, unix.AF_INET6, linkLocal, linkLocal},
	}
}

// tryIPv6 returns nil if a socket can be bound to ::1.
func tryIPv6() error {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Bind(fd, sockaddr(netip.AddrPortFrom(netip.IPv6Loopback(), 0)))
}

// bound makes a server's socket of this kind, on a port of the kernel's choice.
func (f *Farm) bound(k kind) int {
	f.tb.Helper()
	fd := f.open(k.server)
	f.bind(fd, netip.AddrPortFrom(k.bind, 0))
	return fd
}

// server makes a listener of this kind and adds its row.
func (f *Farm) server(k kind, role string, backlog int) endpoint {
	f.tb.Helper()
	return f.serverOn(k, f.bound(k), role, backlog)
}

func (f *Farm) serverOn(k kind, fd int, role string, backlog int) endpoint {
	f.tb.Helper()
	e := f.listen(fd, backlog)
	w := f.held(k.name+" LISTEN "+role, e, tcptable.StateListen)
	w.DualStack = k.bind == netip.IPv6Unspecified()
	return e
}

// call starts a connection to a listener of this kind.
func (f *Farm) call(k kind, listener endpoint) endpoint {
	f.tb.Helper()
	return f.dial(k.client, netip.AddrPortFrom(k.dial, listener.local.Port()))
}

// pair makes a connection to listener and returns both its ends.
func (f *Farm) pair(k kind, listener endpoint) (client, server endpoint) {
	f.tb.Helper()
	client = f.call(k, listener)
	f.await(client, tcptable.StateEstablished)
	return client, f.accept(listener)
}
