package tcptable

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

const minHeads = 1 << 8

// reserve makes room for a table of so many rows, in a hash table of at least as many chains, and
// gives room back of which hardly anything is used.
func (ch *Changes) reserve(rows int) {
	enough := max(minHeads, 1<<bits.Len(uint(max(rows, ch.live))))
	if cap(ch.entries) > 8*enough {
		ch.compact()
	}
	if len(ch.heads) >= enough && len(ch.heads) <= 8*enough {
		return
	}
	ch.rehash(enough)
}

// compact moves what is in use into memory of its size.
func (ch *Changes) compact() {
	entries := make([]tracked, 0, ch.live)
	for i := range ch.entries {
		if ch.entries[i].look != 0 {
			entries = append(entries, ch.entries[i])
		}
	}
	ch.entries, ch.free = entries, nil
	ch.rehash(len(ch.heads))
}

func (ch *Changes) rehash(heads int) {
	ch.heads = make([]int32, heads)
	for i := range ch.entries {
		if e := &ch.entries[i]; e.look != 0 {
			ch.link(i, identityHash(&e.conn))
		}
	}
}

func (ch *Changes) head(hash uint64) *int32 { return &ch.heads[hash>>32&uint64(len(ch.heads)-1)] }

func (ch *Changes) link(i int, hash uint64) {
	head := ch.head(hash)
	ch.entries[i].next, *head = *head, int32(i+1)
}

// find returns the entry of the connection that c is a row of, -1 if there is none. Without
// cookies there may be two that c can be a row of: then it is the one that has none yet.
func (ch *Changes) find(c *Conn, hash uint64) int {
	found := -1
	for n := *ch.head(hash); n != 0; n = ch.entries[n-1].next {
		if e := &ch.entries[n-1]; e.is(c) {
			found = int(n - 1)
			if e.look != ch.look {
				break
			}
		}
	}
	return found
}

// add returns the index of a new entry, which the caller fills in.
func (ch *Changes) add(hash uint64) (i int) {
	if n := len(ch.free); n > 0 {
		i = int(ch.free[n-1])
		ch.free = ch.free[:n-1]
	} else {
		i = len(ch.entries)
		ch.entries = append(ch.entries, tracked{})
	}
	ch.live++
	if ch.live > 2*len(ch.heads) { // a partial table keeps the rows of others
		ch.rehash(2 * len(ch.heads))
	}
	ch.link(i, hash)
	return i
}

func (ch *Changes) remove(i int) {
	at := ch.head(identityHash(&ch.entries[i].conn))
	for *at != int32(i+1) {
		at = &ch.entries[*at-1].next
	}
	*at = ch.entries[i].next
	ch.entries[i] = tracked{}
	ch.free = append(ch.free, int32(i))
	ch.live--
}

// identityHash is the same for all rows of one connection.
func identityHash(c *Conn) uint64 {
	if c.Cookie != 0 {
		return mix(c.NetNS, c.Cookie)
	}
	hash := mixAddress(mix(0, c.NetNS), c.Local)
	if isConnection(c) {
		return mixAddress(hash, c.Remote)
	}
	return mix(hash, c.Inode) // many listeners can share an address
}

// mix is a round of the mixing that MurmurHash3 ends with.
func mix(hash, v uint64) uint64 {
	hash = (hash ^ v) * 0x9E3779B97F4A7C15
	return hash ^ hash>>32
}

func mixAddress(hash uint64, a netip.AddrPort) uint64 {
	b := a.Addr().As16()
	hash = mix(hash, binary.LittleEndian.Uint64(b[:8]))
	hash = mix(hash, binary.LittleEndian.Uint64(b[8:]))
	return mix(hash, uint64(a.Port()))
}

func isConnection(c *Conn) bool { return c.Remote.Port() != 0 }

// is reports whether c is a row of the connection that e is, too.
func (e *tracked) is(c *Conn) bool {
	b := &e.conn
	switch {
	case e.look == 0 || b.Cookie != c.Cookie || b.NetNS != c.NetNS:
		return false
	case c.Cookie != 0:
		return true
	}
	return b.Local == c.Local && b.Remote == c.Remote && b.LocalScope == c.LocalScope &&
		b.RemoteScope == c.RemoteScope && livesOn(b, c)
}

// livesOn reports whether a connection without cookie can have become c, which has its addresses.
func livesOn(b, c *Conn) bool {
	switch {
	case !isConnection(c):
		return b.Inode == c.Inode && sameMaker(b, c)
	case stage(c.State) < stage(b.State):
		return false
	case c.Inode == b.Inode:
		return c.Inode != 0 || sameMaker(b, c)
	case b.Inode == 0: // only a connection that has not been accepted yet gets an inode
		return b.State == StateSynReceived || b.State == StateEstablished || b.State == StateCloseWait
	case c.Inode == 0: // its process has closed it, which changes the state of an open connection
		return stage(c.State) > stage(StateEstablished)
	}
	return false
}

// sameMaker reports whether both may be rows of a socket that one process has made. Where there
// are inodes, they tell more.
func sameMaker(b, c *Conn) bool {
	return c.Inode != 0 || b.PID == 0 || c.PID == 0 || b.PID == c.PID
}

// stage orders the states by when they come in the life of a connection.
func stage(s State) int {
	switch s {
	case StateSynSent, StateSynReceived:
		return 1
	case StateEstablished:
		return 2
	case StateFinWait1, StateCloseWait:
		return 3
	case StateFinWait2, StateClosing, StateLastAck:
		return 4
	case StateTimeWait, StateDeleteTCB:
		return 5
	}
	return 0
}
