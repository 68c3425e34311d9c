package iphlpapi

import (
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestAllocations is the budget: the count of allocations does not depend on the count of rows, but
// for the doubling of the slice they are read into.
func TestAllocations(t *testing.T) {
	few, many := machine(), machine()
	many.tables[0] = slices.Repeat(many.tables[0], 100)
	for _, c := range calls() {
		table := make([]byte, 1<<20)
		measure := func(source *fakeSource) float64 {
			return testing.AllocsPerRun(5, func() {
				size := uint32(len(table))
				if err := c.get(source.caller(), table, &size, true); err != nil {
					t.Fatal(err)
				}
			})
		}
		const doublings = 2 * 12 // of a slice of 10 or more rows, twice, until it has a hundred times as many
		if a, b := measure(few), measure(many); b-a > doublings {
			t.Errorf("%s: %v allocations for %d rows, %v for %d", c.name, a, c.rows, b, 100*c.rows)
		}
	}
}

func BenchmarkGetTcp6Table2(b *testing.B) {
	source := machine()
	source.tables[0] = slices.Repeat(source.tables[0], 400)
	table := make([]byte, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		source.queries = source.queries[:0]
		size := uint32(len(table))
		if err := get(source.caller(), tcp6Table2, tcptable.AllStates, table, &size, true); err != nil {
			b.Fatal(err)
		}
	}
}
