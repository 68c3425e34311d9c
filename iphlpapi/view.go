package iphlpapi

import (
	"fmt"
	"net/netip"

	"github.com/tcptable/tcptable"
)

// shows reports whether the kernel's row c stands in Windows' table of the family, and makes c
// what stands there. On Windows the family of a row is that of the packets, not that of the
// socket: see docs/contract.md, "Which rows".
func shows(family tcptable.Family, c *tcptable.Conn) bool {
	isIPv4 := c.Local.Addr().Is4()
	if family == tcptable.IPv6 {
		if isIPv4 || isMapped(c) {
			return false
		}
	} else if !isIPv4 {
		if !isMapped(c) && !takesIPv4(c) {
			return false
		}
		c.Local, c.Remote = unmapped(c.Local), unmapped(c.Remote)
		c.LocalScope, c.RemoteScope = 0, 0
	}
	if c.State == tcptable.StateListen {
		c.Remote, c.RemoteScope = netip.AddrPortFrom(unspecified(family), 0), 0
	}
	return true
}

// isMapped reports whether c is an IPv6 socket that speaks IPv4: its ends are IPv4-mapped. One of
// them may be "::", which is the mapped form of no address.
func isMapped(c *tcptable.Conn) bool {
	local, remote := c.Local.Addr(), c.Remote.Addr()
	if c.State == tcptable.StateListen {
		return local.Is4In6()
	}
	return local.Is4In6() && (remote.Is4In6() || remote == netip.IPv6Unspecified()) ||
		remote.Is4In6() && local == netip.IPv6Unspecified()
}

// takesIPv4 reports whether c is a listener to which IPv4 clients can connect as well. A
// dual-stack socket that is bound to one IPv6 address is not.
func takesIPv4(c *tcptable.Conn) bool {
	return c.State == tcptable.StateListen && c.DualStack && c.Local.Addr() == netip.IPv6Unspecified()
}

func unmapped(end netip.AddrPort) netip.AddrPort {
	if end.Addr().Is4In6() {
		return netip.AddrPortFrom(end.Addr().Unmap(), end.Port())
	}
	return netip.AddrPortFrom(netip.IPv4Unspecified(), end.Port())
}

func unspecified(family tcptable.Family) netip.Addr {
	if family == tcptable.IPv4 {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}

// keepShown drops the rows that Windows' table of the family would not show, in place. It returns
// an error for a row that no table could hold, with the other rows.
func keepShown(family tcptable.Family, conns []tcptable.Conn) (shown []tcptable.Conn, err error) {
	shown = conns[:0]
	for _, c := range conns {
		if badRow := checkAddresses(&c); badRow != nil {
			err = badRow
			continue
		}
		if shows(family, &c) {
			shown = append(shown, c)
		}
	}
	return shown, err
}

func checkAddresses(c *tcptable.Conn) error {
	local, remote := c.Local.Addr(), c.Remote.Addr()
	if !local.IsValid() || !remote.IsValid() || local.Is4() != remote.Is4() {
		return fmt.Errorf("row with the local address %v and the remote address %v", c.Local, c.Remote)
	}
	return nil
}
