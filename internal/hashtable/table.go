// Package hashtable is a hash table for the numbers of sockets: inodes and cookies. It uses open
// addressing and keeps its room: a map of the language takes several times as long, which is most
// of what it takes to join two large tables.
package hashtable

import (
	"math/bits"

	"github.com/tcptable/tcptable/internal/hugepage"
)

// Table holds a value for each of its keys, which are not zero. The zero Table is empty and must
// be reset before it is used. It is for one goroutine at a time.
type Table[V any] struct {
	slots []Slot[V] // a power of two of them, at most half of them in use
	used  int
}

// Slot is where a key has its value.
type Slot[V any] struct {
	Value V      // first, because an empty type takes no memory there
	Key   uint64 // 0: free
}

const minSlots = 1 << 8

// Reset empties the table and makes room for the given count of keys. It makes the table smaller
// when it has become much too large, because all of it is cleared.
func (t *Table[V]) Reset(keys int) {
	enough := slotsFor(max(t.used, keys))
	if len(t.slots) < slotsFor(keys) || len(t.slots) > 4*enough {
		t.slots = makeSlots[V](enough)
	} else {
		clear(t.slots)
	}
	t.used = 0
}

func makeSlots[V any](n int) []Slot[V] {
	slots := make([]Slot[V], n)
	hugepage.Advise(slots)
	return slots
}

func slotsFor(keys int) int { return max(minSlots, 1<<bits.Len(uint(2*keys))) }

// Len returns how many keys the table has.
func (t *Table[V]) Len() int { return t.used }

// Find returns the slot of a key, or the free one that it would have. It is good until a key is
// added.
func (t *Table[V]) Find(key uint64) *Slot[V] {
	mask := uint64(len(t.slots) - 1)
	// The keys are numbered one after the other: the multiplication scatters them.
	for i := (key * 0x9E3779B97F4A7C15) >> 32; ; i++ {
		s := &t.slots[i&mask]
		if s.Key == key || s.Key == 0 {
			return s
		}
	}
}

// Add returns the slot of a key, and whether the key has been added just now, with the zero value.
func (t *Table[V]) Add(key uint64) (s *Slot[V], added bool) {
	s = t.Find(key)
	if s.Key != 0 {
		return s, false
	}
	if 2*(t.used+1) > len(t.slots) {
		t.grow()
		s = t.Find(key)
	}
	t.used++
	*s = Slot[V]{Key: key}
	return s, true
}

func (t *Table[V]) grow() {
	old := t.slots
	t.slots = makeSlots[V](max(minSlots, 2*len(old)))
	for i := range old {
		if old[i].Key != 0 {
			*t.Find(old[i].Key) = old[i]
		}
	}
}
