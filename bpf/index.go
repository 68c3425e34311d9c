package bpf

import "math/bits"

// index finds the owner of a socket by its inode. It is a hash table with open addressing that
// keeps its room: a map of the language takes several times as long, which is most of what it
// takes to join two large tables.
type index struct {
	slots []slot // a power of two of them, at most half of them in use
	used  int
}

type slot struct {
	inode  uint64 // 0: free
	owner  int32  // index into holders.processes
	wanted bool   // a row has the inode
}

const minSlots = 1 << 8

// reset empties the table. It makes it smaller when it has become much too large, because all of
// it is cleared.
func (x *index) reset() {
	size := max(minSlots, 1<<bits.Len(uint(2*x.used)))
	if len(x.slots) == 0 || len(x.slots) > 4*size {
		x.slots = make([]slot, size)
	} else {
		clear(x.slots)
	}
	x.used = 0
}

// find returns the slot of an inode, or the free one that it would have.
func (x *index) find(inode uint64) *slot {
	mask := uint64(len(x.slots) - 1)
	// Inodes are numbered one after the other: the multiplication scatters them.
	for i := (inode * 0x9E3779B97F4A7C15) >> 32; ; i++ {
		s := &x.slots[i&mask]
		if s.inode == inode || s.inode == 0 {
			return s
		}
	}
}

// add returns the slot of an inode and whether it was made just now.
func (x *index) add(inode uint64) (s *slot, added bool) {
	s = x.find(inode)
	if s.inode != 0 {
		return s, false
	}
	if 2*(x.used+1) > len(x.slots) {
		x.grow()
		s = x.find(inode)
	}
	x.used++
	*s = slot{inode: inode}
	return s, true
}

func (x *index) grow() {
	old := x.slots
	x.slots = make([]slot, max(minSlots, 2*len(old)))
	for i := range old {
		if old[i].inode != 0 {
			*x.find(old[i].inode) = old[i]
		}
	}
}
