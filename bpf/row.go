package bpf

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"github.com/tcptable/tcptable"
)

// kernelStates translates the kernel's states, include/net/tcp_states.h. The last is that of
// requests, TCP_NEW_SYN_RECV.
var kernelStates = [...]tcptable.State{
	1:  tcptable.StateEstablished,
	2:  tcptable.StateSynSent,
	3:  tcptable.StateSynReceived,
	4:  tcptable.StateFinWait1,
	5:  tcptable.StateFinWait2,
	6:  tcptable.StateTimeWait,
	7:  tcptable.StateClosed,
	8:  tcptable.StateCloseWait,
	9:  tcptable.StateLastAck,
	10: tcptable.StateListen,
	11: tcptable.StateClosing,
	12: tcptable.StateSynReceived,
}

func stateOf(kernel uint8) (tcptable.State, error) {
	if int(kernel) >= len(kernelStates) || kernelStates[kernel] == 0 {
		return 0, fmt.Errorf("unknown kernel state %d", kernel)
	}
	return kernelStates[kernel], nil
}

// translator turns records into rows.
type translator struct {
	netNS uint64
	name  func(index uint32) (string, error) // of an interface
	zones map[uint32]string                  // names of interfaces, by index

	wanted tcptable.StateSet
	wants4 bool
	wants6 bool
	where  tcptable.Filter
}

func newTranslator(q tcptable.Query, netNS uint64, name func(uint32) (string, error)) translator {
	return translator{
		netNS: netNS,
		name:  name,
		// What has just been closed may still be there; sockets that are only bound are not.
		wanted: q.StateSet() &^ tcptable.States(tcptable.StateClosed),
		wants4: q.Wants(tcptable.IPv4),
		wants6: q.Wants(tcptable.IPv6),
		where:  q.Where,
	}
}

// errLast ends a reading after the last row that can be wanted.
var errLast = errors.New("no more rows are wanted")

// appendRows appends the wanted rows of the whole records at the beginning of b, and returns the
// length of those records.
func (t *translator) appendRows(rows []tcptable.Conn, b []byte) (_ []tcptable.Conn, used int, err error) {
	n := len(rows)
	room := rows[:cap(rows)] // a row is made in its place: there is one copy of it, and no more
	for ; len(b)-used >= socketLen; used += socketLen {
		if n == len(room) {
			room = slices.Grow(room, 1)
			room = room[:cap(room)]
		}
		wanted, err := t.translate((*socketRecord)(b[used:]), &room[n])
		if err != nil {
			return room[:n], used, err
		}
		if wanted {
			n++
		}
	}
	return room[:n], used, nil
}

// translate sets c to what the record means. It is false for a row that is not wanted.
func (t *translator) translate(r *socketRecord, c *tcptable.Conn) (wanted bool, err error) {
	family := r.family()
	if family != familyIPv4 && family != familyIPv6 {
		return false, fmt.Errorf("address family %d", family)
	}
	state, err := stateOf(r.state())
	if err != nil {
		return false, err
	}
	if !t.wanted.Has(state) {
		if t.wanted == tcptable.States(tcptable.StateListen) {
			err = errLast // the iterator shows the listeners first
		}
		return false, err
	}
	if family == familyIPv4 && !t.wants4 || family == familyIPv6 && !t.wants6 {
		return false, nil
	}
	t.fill(r, state, c)
	return t.where.Match(c), nil
}

// fill sets every field of a row: what was there before is not that of another row.
func (t *translator) fill(r *socketRecord, state tcptable.State, c *tcptable.Conn) {
	local, localScope := t.address(r, r.local())
	remote, remoteScope := t.address(r, r.remote())
	c.Local, c.Remote = netip.AddrPortFrom(local, r.localPort()), netip.AddrPortFrom(remote, r.remotePort())
	c.LocalScope, c.RemoteScope, c.Interface = localScope, remoteScope, r.iface()
	c.State, c.Offload = state, tcptable.OffloadInHost
	if r.flags()&flagOffloaded != 0 {
		c.Offload = tcptable.OffloadOffloaded
	}
	c.Owner, c.PID = tcptable.OwnerNotAsked, 0
	c.DualStack = state == tcptable.StateListen && r.flags()&flagV6Only == 0 && local == netip.IPv6Unspecified()
	c.UID, c.RecvQ, c.SendQ = r.uid(), r.recvQ(), r.sendQ()
	c.Inode, c.Cookie, c.NetNS = r.inode(), r.cookie(), t.netNS
}

// address returns an address of the record with its scope. Of a socket that uses a link-local
// address the kernel keeps the interface, which is the scope.
func (t *translator) address(r *socketRecord, b *[16]byte) (netip.Addr, uint32) {
	if r.family() == familyIPv4 {
		return netip.AddrFrom4([4]byte(b[:4])), 0
	}
	a, scope := netip.AddrFrom16(*b), r.iface()
	if scope == 0 || !a.IsLinkLocalUnicast() || a.Is4In6() {
		return a, 0
	}
	return a.WithZone(t.zone(scope)), scope
}

// zone returns the name of an interface, or its number when it has none any more.
func (t *translator) zone(index uint32) string {
	if name, ok := t.zones[index]; ok {
		return name
	}
	name, err := t.name(index)
	if err != nil {
		name = strconv.FormatUint(uint64(index), 10)
	}
	if t.zones == nil {
		t.zones = make(map[uint32]string)
	}
	t.zones[index] = name
	return name
}
