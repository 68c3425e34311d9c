package bpf

import (
	"fmt"
	"net/netip"
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
	row   tcptable.Conn                      // the namespace in it stays
	name  func(index uint32) (string, error) // of an interface
	zones map[uint32]string                  // names of interfaces, by index

	wanted tcptable.StateSet
	wants4 bool
	wants6 bool
	record socketRecord
}

func newTranslator(q tcptable.Query, netNS uint64, name func(uint32) (string, error)) translator {
	return translator{
		row:  tcptable.Conn{NetNS: netNS},
		name: name,
		// What has just been closed may still be there; sockets that are only bound are not.
		wanted: q.StateSet() &^ tcptable.States(tcptable.StateClosed),
		wants4: q.Wants(tcptable.IPv4),
		wants6: q.Wants(tcptable.IPv6),
	}
}

// translate sets t.row to what the record b means. It is false for a row that is not wanted.
func (t *translator) translate(b []byte) (bool, error) {
	r := &t.record
	if err := decodeSocket((*[socketLen]byte)(b), r); err != nil {
		return false, err
	}
	state, err := stateOf(r.state)
	if err != nil {
		return false, err
	}
	if !t.wanted.Has(state) || r.family == familyIPv4 && !t.wants4 || r.family == familyIPv6 && !t.wants6 {
		return false, nil
	}
	t.fill(r, state)
	return true, nil
}

func (t *translator) fill(r *socketRecord, state tcptable.State) {
	c := &t.row
	c.State = state
	c.Interface, c.Cookie, c.Inode = r.iface, r.cookie, r.inode
	c.UID, c.RecvQ, c.SendQ = r.uid, r.recvQ, r.sendQ
	c.Offload = tcptable.OffloadInHost
	if r.flags&flagOffloaded != 0 {
		c.Offload = tcptable.OffloadOffloaded
	}
	var local, remote netip.Addr
	local, c.LocalScope = t.address(r, &r.local)
	remote, c.RemoteScope = t.address(r, &r.remote)
	c.Local, c.Remote = netip.AddrPortFrom(local, r.localPort), netip.AddrPortFrom(remote, r.remotePort)
	c.DualStack = state == tcptable.StateListen && r.flags&flagV6Only == 0 && local == netip.IPv6Unspecified()
}

// address returns an address of the record with its scope. Of a socket that uses a link-local
// address the kernel keeps the interface, which is the scope.
func (t *translator) address(r *socketRecord, b *[16]byte) (netip.Addr, uint32) {
	if r.family == familyIPv4 {
		return netip.AddrFrom4([4]byte(b[:4])), 0
	}
	a := netip.AddrFrom16(*b)
	if r.iface == 0 || !a.IsLinkLocalUnicast() || a.Is4In6() {
		return a, 0
	}
	return a.WithZone(t.zone(r.iface)), r.iface
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
