package tcptable

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
	scratch []uint64
}

func (s *sorter) sort(rows []Conn) {
	n := len(rows)
	if n <= fewRows {
		insertRows(rows)
		return
	}
	if len(s.scratch) < 2*n {
		s.scratch = make([]uint64, 2*n)
	}
	sortRows(rows, s.scratch[:n], s.scratch[n:2*n])
}

// fewRows is how many rows are sooner compared with each other than given keys.
const fewRows = 10

// sortRows uses keys and spare, which are as long as rows, as it likes.
func sortRows(rows []Conn, keys, spare []uint64) {
	if len(rows) <= fewRows {
		insertRows(rows)
		return
	}
	k := newKeying(rows)
	if k.width == 0 {
		return // nothing tells these rows from each other
	}
	if !k.makeKeys(rows, keys) {
		keys, spare = sortKeys(keys, spare, k.indexBits, k.indexBits+k.width)
		moveRows(rows, keys, 1<<k.indexBits-1)
	}
	for start, end := 0, 0; start < len(rows); start = end {
		first := keys[start] >> k.indexBits
		for end = start + 1; end < len(rows) && keys[end]>>k.indexBits == first; {
			end++
		}
		if end-start > 1 {
			sortRows(rows[start:end], keys[start:end], spare[start:end])
		}
	}
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

// moveRows brings the row with the index that is in the bits indexMask of keys[i] to place i. It
// changes these bits to i.
func moveRows(rows []Conn, keys []uint64, indexMask uint64) {
	for i := range rows {
		if keys[i]&indexMask == uint64(i) {
			continue
		}
		row, to := rows[i], i // the first of a circle of rows, each of which takes the place of the next
		for {
			from := int(keys[to] & indexMask)
			keys[to] = keys[to]&^indexMask | uint64(to)
			if from == i {
				rows[to] = row
				break
			}
			rows[to] = rows[from]
			to = from
		}
	}
}
