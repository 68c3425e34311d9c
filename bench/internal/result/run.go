// Package result holds what a run of the benchmarks has measured, and says it: as text, as a chart,
// and as the table that compares it with what is required. It measures nothing itself.
package result

import (
	"slices"
	"time"
)

// Run is all that was measured, on one machine.
type Run struct {
	Machine     Machine
	Contestants []Contestant
	Sizes       []Size // in ascending order
}

// Machine says where a run took place. It names no host and no path.
type Machine struct {
	Date   string // as 2006-01-02
	CPU    string // the model
	CPUs   int
	Memory uint64 // bytes
	Kernel string
	Go     string
	Commit string    // of tcptable; empty: not known
	Load   float64   // the load average of a minute before anything was measured
	Files  int       // that were open before: whoever looks for owners looks at them, too
	Peers  []Version // of what tcptable is compared with
}

// Version is a program or a module and its version.
type Version struct{ Name, Version string }

// Contestant is one way to do some work.
type Contestant struct {
	Name    string
	Work    Work
	Ours    bool
	Charted bool   // it has a line in the charts
	What    string // it does
}

// Work is what contestants that are compared with each other do.
type Work string

// The works.
const (
	Rows               Work = "rows, by a library"
	Owners             Work = "rows with owners, by a library"
	PrintRows          Work = "rows as text, by a program"
	PrintOwners        Work = "rows with owners as text, by a program"
	PrintOnePort       Work = "rows of one port as text, by a program"
	PrintOnePortOwners Work = "rows of one port with owners as text, by a program"
)

// Works are all of them in the order in which they are shown.
var Works = []Work{Rows, Owners, PrintRows, PrintOwners, PrintOnePort, PrintOnePortOwners}

// Size is what was measured on one table.
type Size struct {
	Rows    int    // 0: the empty table of a new namespace
	Floor   uint64 // bytes of memory below which the peak of a program could not be seen
	Entries []Entry
}

// Entry is what was measured of one contestant on one table.
type Entry struct {
	Name    string
	Samples []Sample // one for each round; none: see Absent
	Absent  string   // why it did not take part
}

// Sample is what one process measured. Of a library it is one call on average, except where it says
// otherwise; of a program it is the whole process.
type Sample struct {
	Wall   time.Duration // of a library, the median of the calls
	CPU    time.Duration // user and system
	Allocs uint64        // of a library
	Bytes  uint64        // allocated, of a library
	Peak   uint64        // bytes of memory of the whole process at its largest
	Rows   int           // that a library returned
	Cut    bool          // it was not done after Wall, and was stopped
}

// Median returns the sample in the middle, by Wall: of an even number, the later of the two. Without
// a sample it returns false.
func (e Entry) Median() (Sample, bool) {
	if len(e.Samples) == 0 {
		return Sample{}, false
	}
	sorted := slices.SortedFunc(slices.Values(e.Samples), func(a, b Sample) int { return int(a.Wall - b.Wall) })
	return sorted[len(sorted)/2], true
}

// Best returns the sample with the least Wall.
func (e Entry) Best() (best Sample, ok bool) {
	for _, s := range e.Samples {
		if !ok || s.Wall < best.Wall {
			best, ok = s, true
		}
	}
	return best, ok
}

// Median returns the median of a contestant on the table of a size, if both took part.
func (r *Run) Median(name string, rows int) (Sample, bool) {
	for _, size := range r.Sizes {
		for _, e := range size.Entries {
			if size.Rows == rows && e.Name == name {
				return e.Median()
			}
		}
	}
	return Sample{}, false
}
