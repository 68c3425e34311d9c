package tcptable

import (
	"fmt"
	"net/netip"
	"slices"
)

// Conn is one TCP endpoint: a row of the table. It is a value: comparable, and without a
// reference to any buffer. All numbers are in host byte order.
type Conn struct {
	// Local and Remote are the addresses as the kernel reports them. An IPv4-mapped IPv6
	// address stays mapped. A link-local address has its zone: the interface's name where it
	// is known, else its index in decimal. The remote address of a listener is unspecified
	// with port 0.
	Local, Remote netip.AddrPort

	// LocalScope and RemoteScope are the IPv6 scope ids of link-local addresses, which are
	// interface indexes. Zero: the address has no scope, or the source does not tell it
	// ([Report.Missing]).
	LocalScope, RemoteScope uint32

	// Interface is the index of the interface that the socket is bound to. Zero: to none.
	Interface uint32

	State   State
	Offload Offload

	// Owner says whether PID is known, and why not when it is not.
	Owner OwnerStatus

	// DualStack is set for a listener on the unspecified IPv6 address that takes IPv4
	// connections too (IPV6_V6ONLY is 0).
	DualStack bool

	// PID is the process that owns the socket: of several that hold it, the one that started
	// first. Zero: nobody is known, and Owner says why.
	PID uint32

	// UID is the user who made the socket, as seen from the caller's user namespace. It is
	// meaningful only where [Conn.HasUser] is true.
	UID uint32

	// RecvQ is the count of bytes received and not read yet; for a listener the count of
	// connections that wait to be accepted. SendQ is the count of bytes not acknowledged yet;
	// for a listener the greatest RecvQ it allows.
	RecvQ, SendQ uint32

	// Inode is the number of the socket in sockfs, the one in "socket:[N]". Zero: no
	// descriptor refers to the socket, because it is in TIME_WAIT or SYN_RCVD, has not been
	// accepted yet, or has been closed by its process.
	Inode uint64

	// Cookie identifies the socket among all the sockets of the kernel, now and later: a
	// recycled address pair has another cookie. Zero: the source does not tell it.
	Cookie uint64

	// NetNS is the inode number of the network namespace. Zero: not known.
	NetNS uint64
}

// Family returns the address family of the socket. An IPv6 socket with IPv4-mapped addresses
// is an IPv6 one.
func (c *Conn) Family() Family {
	switch {
	case c.Local.Addr().Is4():
		return IPv4
	case c.Local.Addr().Is6():
		return IPv6
	}
	return 0
}

// HasUser reports whether UID is meaningful. On Windows it never is. Linux forgets the user
// together with the inode, and says 0 where it has forgotten: that is not root.
func (c *Conn) HasUser() bool { return c.Inode != 0 }

// Offload says where the connection is processed. The numbers are those of
// TCP_CONNECTION_OFFLOAD_STATE; zero is [OffloadInHost].
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-tcp_connection_offload_state
type Offload uint8

// Linux knows the first of these and, for a socket whose TLS records a full TCP offload engine
// makes, the third.
const (
	OffloadInHost     Offload = 0
	OffloadOffloading Offload = 1
	OffloadOffloaded  Offload = 2
	OffloadUploading  Offload = 3
)

var offloadNames = [...]string{"IN_HOST", "OFFLOADING", "OFFLOADED", "UPLOADING"}

// String returns the name of the offload state, for example "IN_HOST".
func (o Offload) String() string {
	if int(o) >= len(offloadNames) {
		return fmt.Sprintf("OFFLOAD(%d)", uint8(o))
	}
	return offloadNames[o]
}

// MarshalText returns the name of the offload state.
func (o Offload) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Compare orders two rows as GetTcp6Table2 documents it: by local address, local scope id,
// local port, remote address, remote scope id and remote port. Addresses compare as unsigned
// big-endian numbers, IPv4 before IPv6; scope ids and ports as unsigned numbers. Rows that
// share all six, such as SO_REUSEPORT listeners, are ordered by namespace, inode and cookie,
// so that one table is always printed in one order.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcp6table2
func Compare(a, b Conn) int { return compare(&a, &b) }

func compare(a, b *Conn) int {
	var x, y words
	x.setEndpoints(a)
	y.setEndpoints(b)
	if x == y {
		x.setRest(a)
		y.setRest(b)
	}
	return slices.Compare(x[:], y[:])
}
