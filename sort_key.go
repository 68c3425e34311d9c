package tcptable

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// words is what a row is compared by, as numbers: of two rows the lesser one is that with the
// lesser number in the first word that differs. The first four are the length of the local
// address, which tells the families, the address in two halves, and the scope id with the port;
// then come those of the remote one. The zones are left out: the scope id says the same as a
// number.
type words [wordCount]uint64

const (
	localWords  = 0
	remoteWords = 4
	wordCount   = 8
)

// setEndpoints sets the words that decide first.
func (w *words) setEndpoints(c *Conn) {
	w.setAddr(localWords, c.Local.Addr())
	w.setAddr(remoteWords, c.Remote.Addr())
	w.setPlaces(c)
}

func (w *words) setAddr(at int, a netip.Addr) {
	var room [64]byte // for the address, and for a zone that does not count
	// As16 takes twice as long: its result is copied while it is still on its way to the memory.
	b, _ := a.AppendBinary(room[:0]) // never fails
	var high, low uint64
	switch {
	case len(b) == 4:
		low = uint64(binary.BigEndian.Uint32(b))
	case len(b) >= 16:
		high, low = binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
	}
	w[at], w[at+1], w[at+2] = uint64(min(len(b), 16)), high, low
}

func (w *words) setPlaces(c *Conn) {
	w[localWords+3] = uint64(c.LocalScope)<<16 | uint64(c.Local.Port())
	w[remoteWords+3] = uint64(c.RemoteScope)<<16 | uint64(c.Remote.Port())
}

// setRest sets the words that decide between rows with the same endpoints.
func (w *words) setRest(c *Conn) { *w = words{c.NetNS, c.Inode, c.Cookie} }

// wordReader makes the words of one row after the other. It is quick where rows have the address
// of the row before.
type wordReader struct {
	words
	rest          bool // the words that decide between rows with the same endpoints are wanted
	local, remote netip.Addr
}

func newWordReader(rest bool) wordReader {
	return wordReader{rest: rest} // all zero: the words of the zero address
}

func (r *wordReader) read(c *Conn) {
	if r.rest {
		r.setRest(c)
		return
	}
	if a := c.Local.Addr(); a != r.local {
		r.local = a
		r.setAddr(localWords, a)
	}
	if a := c.Remote.Addr(); a != r.remote {
		r.remote = a
		r.setAddr(remoteWords, a)
	}
	r.setPlaces(c)
}

// keying says how the keys of some rows are made.
type keying struct {
	rest      bool // all have the same endpoints: keys are made of the other words
	width     int  // of the bits that tell rows from each other
	indexBits int  // of the index of a row, below the others

	pieces [64]piece
	count  int // of pieces
}

// piece is a part of a word in which rows differ.
type piece struct {
	mask  uint64
	word  uint8
	shift uint8
	width uint8
}

// differences has the bits set in which one of the rows is not the same as the first row.
func differences(firstRow *Conn, rows []Conn, rest bool) (differ words) {
	r := newWordReader(rest)
	r.read(firstRow)
	first := r.words
	for i := range rows {
		r.read(&rows[i])
		for j, w := range first {
			differ[j] |= w ^ r.words[j]
		}
	}
	return differ
}

// plan takes bits of differ into the key, from the most significant one on, until it is full.
func (k *keying) plan(differ words) {
	for i, d := range differ {
		for d != 0 && k.indexBits+k.width < 64 {
			high := bits.Len64(d)
			width := bits.LeadingZeros64(^(d << (64 - high))) // of the ones from there on
			width = min(width, 64-k.indexBits-k.width)
			p := piece{mask: 1<<width - 1, word: uint8(i), shift: uint8(high - width), width: uint8(width)}
			d &^= p.mask << p.shift
			k.pieces[k.count] = p
			k.count++
			k.width += width
		}
	}
}

// makeKeys sets the keys of rows, the first of which has the index at, and reports whether they are
// in order.
func (k *keying) makeKeys(rows []Conn, keys []uint64, at int) (ordered bool) {
	ordered = true
	last := uint64(0)
	r := newWordReader(k.rest)
	pieces := k.pieces[:k.count]
	for i := range rows {
		r.read(&rows[i])
		key := uint64(0)
		for j := range pieces {
			p := &pieces[j]
			key = key<<(p.width&63) | r.words[p.word%wordCount]>>(p.shift&63)&p.mask
		}
		key = key<<k.indexBits | uint64(at+i)
		ordered = ordered && key >= last
		keys[i], last = key, key
	}
	return ordered
}
