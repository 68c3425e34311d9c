package tcptable

import (
	"math/rand/v2"
	"net/netip"
	"strings"
)

// FilterRand makes filters and rows that have to do with each other, at random.
type FilterRand struct {
	*rand.Rand
	Addresses []netip.Addr
	Ports     []uint16
}

// NewFilterRand returns one with addresses and ports of every kind.
func NewFilterRand(seed uint64) *FilterRand {
	r := &FilterRand{Rand: rand.New(rand.NewPCG(seed, 16)), Ports: []uint16{0, 22, 443, 8000, 8001, 65535}}
	for _, a := range []string{
		"0.0.0.0", "10.0.0.1", "10.0.0.2", "192.0.2.7", "255.255.255.255", "::", "::1", "2001:db8::1", "2001:db8:1::2",
		"fe80::1", "fe80::2", "::ffff:10.0.0.1", "::ffff:192.0.2.7", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	} {
		r.Addresses = append(r.Addresses, netip.MustParseAddr(a))
	}
	return r
}

func pick[T any](r *FilterRand, of []T) T { return of[r.IntN(len(of))] }

// filterNames are names of processes.
var filterNames = []string{"nginx", "a", "ab", "tmux: server", "it's", "and", "x\xff\x1b", "", `"\`}

// row makes a row of one family. Numbers are small, so that conditions are met.
func (r *FilterRand) row() Conn {
	c := Conn{
		State: State(1 + r.IntN(11)), Interface: r.Uint32N(3), UID: r.Uint32N(3), RecvQ: r.Uint32N(3), SendQ: r.Uint32N(3),
		Inode: r.Uint64N(6), Cookie: r.Uint64N(3), NetNS: r.Uint64N(3), DualStack: r.IntN(4) == 0, Owner: OwnerStatus(r.IntN(len(ownerNames))),
	}
	local, remote := pick(r, r.Addresses), pick(r, r.Addresses)
	for local.Is4() != remote.Is4() {
		remote = pick(r, r.Addresses)
	}
	if local.IsLinkLocalUnicast() && local.Is6() {
		c.LocalScope = 1 + r.Uint32N(2)
		local = local.WithZone("lo")
	}
	if remote.IsLinkLocalUnicast() && remote.Is6() {
		c.RemoteScope = 1 + r.Uint32N(2)
	}
	c.Local, c.Remote = netip.AddrPortFrom(local, pick(r, r.Ports)), netip.AddrPortFrom(remote, pick(r, r.Ports))
	if c.Owner == OwnerKnown {
		c.PID = 1 + r.Uint32N(4)
	}
	return c
}

// snapshot makes n rows, and processes that hold some of their sockets.
func (r *FilterRand) snapshot(n int) *Snapshot {
	s := &Snapshot{}
	for range n {
		s.Conns = append(s.Conns, r.row())
	}
	for pid := range uint32(5) { // in order, as the methods of Snapshot need them
		s.Processes = append(s.Processes, Process{PID: pid, Name: pick(r, filterNames)})
	}
	for inode := range uint64(6) {
		for pid := range uint32(5) {
			if r.IntN(4) == 0 {
				s.Holders = append(s.Holders, Holder{Inode: inode, PID: pid})
			}
		}
	}
	return s
}

// Filter makes a filter of conditions that leaf makes.
func (r *FilterRand) Filter(depth int, leaf func() Filter) Filter {
	kind := r.IntN(5)
	if depth == 0 || kind == 0 {
		return leaf()
	}
	if kind == 1 {
		return Not(r.Filter(depth-1, leaf))
	}
	parts := make([]Filter, 1+r.IntN(3))
	for i := range parts {
		parts[i] = r.Filter(depth-1, leaf)
	}
	if kind == 2 {
		return Or(parts...)
	}
	return And(parts...)
}

// InKernel makes a condition that Linux decides in the kernel.
func (r *FilterRand) InKernel() Filter {
	first, last := pick(r, r.Ports), pick(r, r.Ports)
	a := pick(r, r.Addresses)
	prefix := netip.PrefixFrom(a, r.IntN(a.BitLen()+1))
	if r.IntN(2) == 0 {
		prefix = netip.PrefixFrom(a, a.BitLen())
	}
	return pick(r, []Filter{
		LocalPorts(first, last), RemotePorts(first, last), LocalPorts(first, 65535), RemotePorts(0, last), Port(first),
		LocalPrefix(prefix), RemotePrefix(prefix), Prefix(prefix), LocalPrefix(netip.Prefix{}),
		InFamily(IPv4), InFamily(IPv6), IsMapped(), OnInterface(r.Uint32N(3)),
		{},
		Or(),
	})
}

// OfRow makes a condition of any kind that a row alone decides.
func (r *FilterRand) OfRow() Filter {
	switch r.IntN(4) {
	case 0:
		return r.InKernel()
	case 1:
		return InStates(StateSet(r.Uint32N(1<<13)) & groupAll)
	case 2:
		return parsed(pick(r, filterTexts))
	}
	return pick(r, []Filter{IsDualStack(), InScope(r.Uint32N(3)), OfUser(r.Uint32N(3)), InFamily(0), InFamily(3)})
}

// Any makes a condition of any kind.
func (r *FilterRand) Any() Filter {
	switch r.IntN(3) {
	case 0:
		return pick(r, []Filter{
			HeldBy(r.Uint32N(5)), ProcessNamed(pick(r, filterNames)), WithOwner(OwnerKnown + OwnerStatus(r.IntN(6))),
		})
	case 1:
		return parsed(pick(r, processTexts))
	}
	return r.OfRow()
}

// filterTexts are conditions that only ParseFilter makes.
var filterTexts = strings.Split(`src [fe80::1%1]:22
dst fe80::%2/10
addr [fe80::1%1]
addr 10.0.0.1:443
src inet6:[::]:443
sport = inet:22
port > 22
port != 443
dport < 443
scope != 1
uid != 1
uid < 2
uid > 0
inode >= 3
inode < 0
cookie > 1
cookie <= 18446744073709551615
recvq = 1
sendq > 0
sendq > 18446744073709551615
netns != 0
dev != 0
state closed
state all
state all exclude closed
state closed state bucket
exclude listening
exclude all
state connected exclude synchronized
not state big`, "\n")

var processTexts = strings.Split(`pid > 2
pid <= 1
pid != 3
process != nginx
process ~ ^a
process !~ 'a|x'
process ~ "'s$"
process = "tmux: server"
owner != kernel`, "\n")

func parsed(text string) Filter {
	f, err := ParseFilter(text)
	if err != nil {
		panic(err)
	}
	return f
}
