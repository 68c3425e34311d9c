package bpf

import (
	"net/netip"
	"time"

	"github.com/tcptable/tcptable"
)

// makerLen is the length of a note of makers.bpf.c, in bytes.
const makerLen = 72

// makerRecord is struct maker: who made a socket, and when.
type makerRecord [makerLen]byte

func (r *makerRecord) opened() uint64       { return order.Uint64(r[0:]) } // in nanoseconds since boot
func (r *makerRecord) start() uint64        { return order.Uint64(r[8:]) } // of the process, likewise
func (r *makerRecord) pid() uint32          { return order.Uint32(r[16:]) }
func (r *makerRecord) localPort() uint16    { return order.Uint16(r[20:]) }
func (r *makerRecord) remotePort() uint16   { return order.Uint16(r[22:]) }
func (r *makerRecord) name() *[nameLen]byte { return (*[nameLen]byte)(r[24:]) }

// local and remote are in network byte order; of an IPv4 address the first four bytes count.
func (r *makerRecord) local() *[16]byte  { return (*[16]byte)(r[40:]) }
func (r *makerRecord) remote() *[16]byte { return (*[16]byte)(r[56:]) }

// process returns the process that made the socket, the zero one if that is not known.
func (r *makerRecord) process() tcptable.Process {
	if r.pid() == 0 {
		return tcptable.Process{}
	}
	return tcptable.Process{PID: r.pid(), Name: text(r.name()), Start: r.start() / nanosecondsPerTick}
}

// complete adds to the end of a socket what the note says. zone names the interface with an index.
func (r *makerRecord) complete(end *tcptable.End, sinceBoot uint64, zone func(uint32) string) {
	end.Process = r.process()
	if opened := r.opened(); opened != 0 && opened <= sinceBoot {
		end.Opened = end.Time.Add(-time.Duration(sinceBoot - opened))
	}
	c := &end.Conn
	if c.Remote.Port() != 0 || r.remotePort() == 0 {
		return // the kernel has not forgotten the addresses, or the note has none
	}
	// A socket that has forgotten its address still knows its family.
	local, localScope := r.address(r.local(), c, zone)
	remote, remoteScope := r.address(r.remote(), c, zone)
	c.Local, c.Remote = netip.AddrPortFrom(local, r.localPort()), netip.AddrPortFrom(remote, r.remotePort())
	c.LocalScope, c.RemoteScope = localScope, remoteScope
}

func (r *makerRecord) address(b *[16]byte, c *tcptable.Conn, zone func(uint32) string) (netip.Addr, uint32) {
	if c.Family() == tcptable.IPv4 {
		return netip.AddrFrom4([4]byte(b[:4])), 0
	}
	a := netip.AddrFrom16(*b)
	if c.Interface == 0 || !a.IsLinkLocalUnicast() || a.Is4In6() {
		return a, 0
	}
	return a.WithZone(zone(c.Interface)), c.Interface
}
