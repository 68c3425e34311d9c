package tcptable

// moveRows brings the row whose index is in the bits indexMask of keys[i] to place i, and sets these
// bits to i.
func moveRows(rows []Conn, keys []uint64, indexMask uint64) {
	for i := range rows {
		if keys[i]&indexMask == uint64(i) {
			continue
		}
		// Place i takes a row, whose place takes another one, and so on until the circle closes.
		row, to := rows[i], i
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

const (
	// manyRows is a count of rows and keys that are not all in the caches of a processor.
	manyRows = 1 << 18

	cutEvery = 1 << 9
	arcs     = 8 // that are followed at the same time
)

// cutCircles does what moveRows does for the most of many rows: for those of the circles that it
// cuts, at every cutEvery-th place. To follow a circle is to wait for the memory at each step; the
// arcs between the cuts do not wait for each other. The rows at the cuts are kept aside, where
// there must be room for them.
func cutCircles(rows []Conn, keys []uint64, indexMask uint64, aside []Conn) {
	for i := range aside {
		aside[i] = rows[i*cutEvery]
	}
	var places [arcs]int
	for i := range places {
		places[i] = i * cutEvery
	}
	for left, next := arcs, arcs*cutEvery; left > 0; {
		for i := 0; i < left; i++ {
			to := places[i]
			from := int(keys[to] & indexMask)
			keys[to] = keys[to]&^indexMask | uint64(to)
			switch {
			case from%cutEvery != 0:
				rows[to], places[i] = rows[from], from
				continue
			case next < len(rows):
				places[i] = next
				next += cutEvery
			default:
				left--
				places[i] = places[left]
			}
			rows[to] = aside[from/cutEvery]
		}
	}
}
