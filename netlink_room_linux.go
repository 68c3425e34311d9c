package tcptable

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// room is memory for rows that several parts fill at the same time, block by block: so the rows stay
// where they were made. To move those of a large table into fresh memory takes as long as to read it.
type room struct {
	rows []Conn       // at their full length
	used atomic.Int64 // how many of them are in blocks
}

// block is a piece of a room or, where that was used up, of other memory.
type block struct {
	first int // index into room.rows, which is outside of them for other memory
	rows  []Conn
}

const blockLen = 1024

// reset makes a room of what is behind the rows.
func (r *room) reset(rows []Conn) {
	r.rows = rows[len(rows):cap(rows)]
	r.used.Store(0)
}

// block returns a block without rows.
func (r *room) block() block {
	first := int(r.used.Add(blockLen)) - blockLen
	if first >= len(r.rows) {
		return block{first, make([]Conn, 0, blockLen)}
	}
	return block{first, r.rows[first:first:min(first+blockLen, len(r.rows))]}
}

// collect appends the rows of the blocks to those that r was made behind. The order of the rows is
// that of the blocks in the room.
func (r *room) collect(rows []Conn, blocks []block) []Conn {
	slices.SortFunc(blocks, func(a, b block) int { return cmp.Compare(a.first, b.first) })
	for i := range blocks {
		// A block that was not filled is followed by one that moves forward; what is there already
		// is not copied.
		rows = append(rows, blocks[i].rows...)
	}
	r.rows = nil
	return rows
}
