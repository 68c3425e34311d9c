package tcptable

import "net/netip"

// Listener returns the listener that a connection of the table came in through: for one in SYN_RCVD,
// or one that has not been accepted yet, it has the owner that the connection will get. It is not
// there if no listener has the connection's local port and address, as for a connection that was
// made from here, or if the query left listeners out. Of several listeners that share a port
// (SO_REUSEPORT) the kernel does not tell which it was: the first of them is returned.
//
// It goes through all rows.
func (s *Snapshot) Listener(c *Conn) (Conn, bool) {
	var found Conn
	best := notListening
	for i := range s.Conns {
		if l := &s.Conns[i]; l.State == StateListen && l.NetNS == c.NetNS {
			if how := listensFor(l, c); how > best {
				found, best = *l, how
			}
		}
	}
	return found, best != notListening && c.State != StateListen
}

// listening says how well a listener suits a connection: the kernel prefers the more exact one.
type listening int

const (
	notListening listening = iota
	onAnyAddress
	onTheAddress
)

func listensFor(l, c *Conn) listening {
	if l.Local.Port() != c.Local.Port() || l.Interface != 0 && l.Interface != c.Interface {
		return notListening
	}
	address, at := c.Local.Addr(), l.Local.Addr()
	switch {
	case at == address:
		return onTheAddress
	case at == netip.IPv4Unspecified() && address.Is4(), at == mappedAny && address.Is4In6():
		return onAnyAddress
	case at == netip.IPv6Unspecified() && address.Is6() && (l.DualStack || !address.Is4In6()):
		return onAnyAddress
	}
	return notListening
}

// mappedAny is the address of a listener that takes IPv4 alone, on an IPv6 socket.
var mappedAny = netip.AddrFrom16([16]byte{10: 0xff, 11: 0xff})
