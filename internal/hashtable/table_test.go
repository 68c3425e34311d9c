package hashtable

import (
	"math/rand/v2"
	"testing"
)

// TestTable does the same with a Table and with a map.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var table Table[int]
	for _, keys := range []int{0, 1, 100, 300, 5000, 10} {
		table.Reset(keys / 2)
		want := make(map[uint64]int)
		for i := range keys {
			key := 1 + uint64(rng.IntN(2*keys))
			_, known := want[key]
			s, added := table.Add(key)
			if added == known {
				t.Fatalf("%d keys: Add(%d) says that it was added: %v", keys, key, added)
			}
			if added && s.Value != 0 {
				t.Fatalf("%d keys: the new key %d has the value %d", keys, key, s.Value)
			}
			s.Value, want[key] = i, i
		}
		if table.Len() != len(want) {
			t.Fatalf("%d keys: %d are in the table, want %d", keys, table.Len(), len(want))
		}
		for key := range uint64(2*keys + 2) {
			if key == 0 {
				continue
			}
			value, ok := want[key]
			if s := table.Find(key); (s.Key == key) != ok || ok && s.Value != value {
				t.Errorf("%d keys: Find(%d) = %+v, want %d, %v", keys, key, *s, value, ok)
			}
		}
	}
}

// TestSize: a table that was large once is given back, and one that has the room allocates nothing.
func TestSize(t *testing.T) {
	var table Table[struct{}]
	fill := func(keys, announced int) {
		table.Reset(announced)
		for i := range keys {
			table.Add(uint64(i)*4096 + 1)
		}
		if table.used != keys || 2*table.used > len(table.slots) || len(table.slots)&(len(table.slots)-1) != 0 {
			t.Errorf("%d keys: %d used of %d slots", keys, table.used, len(table.slots))
		}
	}
	for _, keys := range []int{0, 1, 5000, 5000, 3, 3, 100} {
		fill(keys, 0)
	}
	if len(table.slots) > 4*minSlots {
		t.Errorf("%d slots are left of a table that was large once", len(table.slots))
	}
	fill(5000, 5000)
	if n := testing.AllocsPerRun(5, func() { fill(5000, 5000) }); n != 0 {
		t.Errorf("%v allocations in a table that has the room", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	const keys = 100_000
	var table Table[int32]
	for b.Loop() {
		table.Reset(keys)
		for key := range uint64(keys) {
			s, _ := table.Add(key + 1)
			s.Value = int32(key)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/keys, "ns/key")
}
