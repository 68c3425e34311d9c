package tcptable

import (
	"runtime"
	"slices"
	"sync"
)

const (
	worthSharing = 1 << 15 // rows
	maxParts     = 8       // beyond it the memory is what they wait for
)

// share calls do for parts of the rows, each in a goroutine of its own. The second argument is the
// index of the first row of the part.
func share(rows []Conn, do func(part []Conn, at int)) {
	parts := min(runtime.GOMAXPROCS(0), maxParts)
	size := (len(rows) + parts - 1) / parts
	var wg sync.WaitGroup
	for at := 0; at < len(rows); at += size {
		wg.Go(func() { do(rows[at:min(at+size, len(rows))], at) })
	}
	wg.Wait()
}

// sharedDifferences is differences for large tables.
func sharedDifferences(rows []Conn, rest bool) words {
	if len(rows) < worthSharing {
		return differences(&rows[0], rows, rest)
	}
	var mu sync.Mutex
	var all words
	share(rows, func(part []Conn, _ int) {
		differ := differences(&rows[0], part, rest)
		mu.Lock()
		defer mu.Unlock()
		for i, d := range differ {
			all[i] |= d
		}
	})
	return all
}

// sharedKeys is makeKeys for large tables. Its keying is a copy, so that small ones need no memory
// beyond the stack.
func sharedKeys(k keying, rows []Conn, keys []uint64) (ordered bool) {
	share(rows, func(part []Conn, at int) { k.makeKeys(part, keys[at:], at) })
	return slices.IsSorted(keys)
}
