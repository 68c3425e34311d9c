package tcptable

import (
	"math/bits"

	"github.com/tcptable/tcptable/internal/hugepage"
)

// Sort sorts the rows as [Compare] orders them; rows that compare as equal keep their order. While
// it works it takes 16 bytes of memory for each row.
func Sort(conns []Conn) { new(sorter).sort(conns) }

// sorter sorts rows by keys of 64 bits. A row is fifteen words long, and its addresses take long to
// compare; of all that only some bits tell the rows of one table from each other. Those bits of a
// row, in the order in which Compare looks at them, and below them the index of the row, are its
// key. What is sorted are the keys; then each row is moved to its place.
//
// Where a key has no room for all the bits, rows whose bits are equal come to lie side by side.
// They are sorted in the same way among themselves. All bits that differ there are less
// significant than those of the first round, so that a few rounds see all there are.
//
// A sorter keeps its memory. It is for one goroutine at a time.
type sorter struct {
	scratch []uint64 // two for each row
	aside   []Conn   // for cutCircles
}

func (s *sorter) sort(rows []Conn) {
	if inOrder(rows) {
		return // which is soon known of others
	}
	n := len(rows)
	if n > fewRows && len(s.scratch) < 2*n {
		s.scratch = make([]uint64, 2*n)
		hugepage.Advise(s.scratch)
	}
	if n >= manyRows && len(s.aside) < n/cutEvery+1 {
		s.aside = make([]Conn, n/cutEvery+1)
	}
	n = min(n, len(s.scratch)/2)
	s.sortRows(rows, s.scratch[:n], s.scratch[n:2*n])
}

func inOrder(rows []Conn) bool {
	for i := 1; i < len(rows); i++ {
		if compare(&rows[i-1], &rows[i]) > 0 {
			return false
		}
	}
	return true
}

// fewRows is a count of rows that are sooner compared with each other than given keys.
const fewRows = 10

// sortRows uses keys and spare as it likes. Each is as long as rows, if these are not few.
func (s *sorter) sortRows(rows []Conn, keys, spare []uint64) {
	if len(rows) <= fewRows {
		insertRows(rows)
		return
	}
	k := newKeying(rows)
	if k.width == 0 {
		return // nothing tells these rows from each other
	}
	if !keysInOrder(&k, rows, keys) {
		keys, spare = sortKeys(keys, spare, k.indexBits, k.indexBits+k.width)
		s.move(rows, keys, 1<<k.indexBits-1)
	}
	for start, end := 0, 0; start < len(rows); start = end {
		key := keys[start] >> k.indexBits
		for end = start + 1; end < len(rows) && keys[end]>>k.indexBits == key; {
			end++
		}
		if end-start > 1 {
			s.sortRows(rows[start:end], keys[start:end], spare[start:end])
		}
	}
}

// keysInOrder sets the keys of rows and reports whether they are in order.
func keysInOrder(k *keying, rows []Conn, keys []uint64) bool {
	if len(rows) >= worthSharing {
		return sharedKeys(*k, rows, keys)
	}
	return k.makeKeys(rows, keys, 0)
}

func newKeying(rows []Conn) keying {
	k := keying{indexBits: bits.Len(uint(len(rows) - 1))}
	k.plan(sharedDifferences(rows, false))
	if k.width == 0 {
		k.rest = true
		k.plan(sharedDifferences(rows, true))
	}
	return k
}

func (s *sorter) move(rows []Conn, keys []uint64, indexMask uint64) {
	if n := len(rows); n >= manyRows {
		cutCircles(rows, keys, indexMask, s.aside[:(n+cutEvery-1)/cutEvery])
	}
	moveRows(rows, keys, indexMask)
}

// insertRows is an insertion sort.
func insertRows(rows []Conn) {
	for i := 1; i < len(rows); i++ {
		if compare(&rows[i-1], &rows[i]) <= 0 {
			continue
		}
		row, j := rows[i], i
		for ; j > 0 && compare(&rows[j-1], &row) > 0; j-- {
			rows[j] = rows[j-1]
		}
		rows[j] = row
	}
}
