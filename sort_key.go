package tcptable

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// words is what a row is compared by, as numbers: of two rows the lesser one is that with the
// lesser number in the first word that differs. The words of an endpoint are the length of the
// address, which tells the families, the address, and the scope id with the port. The zone is left
// out: the scope id says the same as a number.
type words [wordCount]uint64

const (
	endpointWords = 4
	wordCount     = 2 * endpointWords
)

// set sets the words that decide, or those that decide between rows with the same endpoints.
func (w *words) set(c *Conn, rest bool) {
	if rest {
		w[0], w[1], w[2] = c.NetNS, c.Inode, c.Cookie
		return
	}
	w.setEndpoints(c)
}

func (w *words) setEndpoints(c *Conn) {
	w[0], w[1], w[2], w[3] = wordsOf(c.Local, c.LocalScope)
	w[4], w[5], w[6], w[7] = wordsOf(c.Remote, c.RemoteScope)
}

func wordsOf(ap netip.AddrPort, scope uint32) (length, high, low, place uint64) {
	a := ap.Addr().As16()
	return uint64(ap.Addr().BitLen()), binary.BigEndian.Uint64(a[:8]), binary.BigEndian.Uint64(a[8:]),
		uint64(scope)<<16 | uint64(ap.Port())
}

// keying says how the keys of some rows are made.
type keying struct {
	rest      bool // all endpoints are the same: the keys are made of what else there is
	width     int  // bits that tell rows from each other
	indexBits int  // bits of the index of a row, below the others

	pieces [64]piece
	count  int // of pieces
}

// piece is a part of a word in which rows differ.
type piece struct {
	word  uint8
	shift uint8
	width uint8
	mask  uint64
}

func newKeying(rows []Conn) (k keying) {
	k.indexBits = bits.Len(uint(len(rows) - 1))
	k.add(differences(rows, false))
	if k.width == 0 {
		k.rest = true
		k.add(differences(rows, true))
	}
	return k
}

// differences has the bits set that are not the same in all the rows.
func differences(rows []Conn, rest bool) (differ words) {
	var first, w words
	first.set(&rows[0], rest)
	for i := range rows {
		w.set(&rows[i], rest)
		for j := range w {
			differ[j] |= w[j] ^ first[j]
		}
	}
	return differ
}

// add makes pieces of the bits that are set, from the most significant one on, until the key is
// full.
func (k *keying) add(differ words) {
	for i, d := range differ {
		for d != 0 && k.indexBits+k.width < 64 {
			high := bits.Len64(d)
			ones := bits.LeadingZeros64(^(d << (64 - high)))
			ones = min(ones, 64-k.indexBits-k.width)
			p := piece{word: uint8(i), shift: uint8(high - ones), width: uint8(ones), mask: 1<<ones - 1}
			d &^= p.mask << p.shift
			k.pieces[k.count] = p
			k.count++
			k.width += ones
		}
	}
}

// makeKeys sets the keys of rows and reports whether they are in order.
func (k *keying) makeKeys(rows []Conn, keys []uint64) bool {
	ordered, last := true, uint64(0)
	var w words
	for i := range rows {
		w.set(&rows[i], k.rest)
		key := uint64(0)
		for _, p := range k.pieces[:k.count] {
			key = key<<(p.width&63) | w[p.word&(wordCount-1)]>>(p.shift&63)&p.mask
		}
		key = key<<k.indexBits | uint64(i)
		ordered = ordered && key >= last
		keys[i], last = key, key
	}
	return ordered
}
