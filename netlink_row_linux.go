package tcptable

import (
	"net/netip"
	"strconv"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// translator turns what the kernel sends into rows.
type translator struct {
	conn  *sockdiag.Conn
	netNS uint64
	zones map[uint32]string // names of interfaces, by index
}

// translate sets every field of c to what r means, with an owner that nobody asked for.
func (t *translator) translate(r *sockdiag.Row, c *Conn) error {
	state, err := stateOf(r.State)
	if err != nil {
		return err
	}
	c.State, c.Owner, c.PID, c.NetNS = state, OwnerNotAsked, 0, t.netNS
	c.Interface, c.Cookie, c.Inode = r.Interface, r.Cookie, uint64(r.Inode)
	c.UID, c.RecvQ, c.SendQ = r.UID, r.RecvQ, r.SendQ
	c.Offload = OffloadInHost
	if r.TLSTx == sockdiag.TLSHWRecord || r.TLSRx == sockdiag.TLSHWRecord {
		c.Offload = OffloadOffloaded
	}
	var local, remote netip.Addr
	local, c.LocalScope = t.address(r, &r.Local)
	remote, c.RemoteScope = t.address(r, &r.Remote)
	c.Local, c.Remote = netip.AddrPortFrom(local, r.LocalPort), netip.AddrPortFrom(remote, r.RemotePort)
	// A listener on a mapped address is not restricted to IPv6 either, but takes IPv4 alone.
	c.DualStack = state == StateListen && r.V6OnlyKnown && !r.V6Only && local == netip.IPv6Unspecified()
	return nil
}

// address returns an address of the row with its scope. Of a socket that uses a link-local
// address the kernel keeps the interface, which is the scope.
func (t *translator) address(r *sockdiag.Row, b *[16]byte) (netip.Addr, uint32) {
	if r.Family == sockdiag.FamilyIPv4 {
		return netip.AddrFrom4([4]byte(b[:4])), 0
	}
	a := netip.AddrFrom16(*b)
	if r.Interface == 0 || !a.IsLinkLocalUnicast() || a.Is4In6() {
		return a, 0
	}
	return a.WithZone(t.zone(r.Interface)), r.Interface
}

// zone returns the name of an interface, or its number when it has none any more.
func (t *translator) zone(index uint32) string {
	if name, ok := t.zones[index]; ok {
		return name
	}
	name, err := t.conn.InterfaceName(index)
	if err != nil {
		name = strconv.FormatUint(uint64(index), 10)
	}
	if t.zones == nil {
		t.zones = make(map[uint32]string)
	}
	t.zones[index] = name
	return name
}
