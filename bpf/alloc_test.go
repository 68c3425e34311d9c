package bpf

import (
	"bytes"
	"testing"

	"github.com/tcptable/tcptable"
)

// join reads records of sockets and of holders as a Source does, one after the other.
type join struct {
	sockets, hold []byte
	buffer        []byte
	holders       holders
	conns         []tcptable.Conn
}

func newJoin(n int) *join {
	j := &join{buffer: make([]byte, bufferLen)}
	j.sockets, j.hold = manyRecords(n)
	return j
}

func (j *join) read(tb testing.TB) {
	t := newTranslator(tcptable.Query{}, 1, testName)
	j.conns = j.conns[:0]
	err := readAll(tb.Context(), bytes.NewReader(j.sockets), j.buffer, func(b []byte) (used int, err error) {
		j.conns, used, err = t.appendRows(j.conns, b)
		return used, err
	})
	if err != nil {
		tb.Fatal(err)
	}
	j.holders.reset(false, 0)
	err = readAll(tb.Context(), bytes.NewReader(j.hold), j.buffer, func(b []byte) (int, error) { return j.holders.take(b), nil })
	if err != nil {
		tb.Fatal(err)
	}
	if missing := j.holders.assign(j.conns, false); missing != 0 {
		tb.Fatalf("%d rows have no owner", missing)
	}
}

// The budget is the same for a thousand rows as for fifty thousand: nothing is allocated for a row.
func TestAllocations(t *testing.T) {
	for _, n := range []int{1000, 50_000} {
		j := newJoin(n)
		allocs := testing.AllocsPerRun(3, func() { j.read(t) })
		if allocs > 20 || len(j.conns) != n {
			t.Errorf("%d rows of %d: %v allocations", len(j.conns), n, allocs)
		}
	}
}

func BenchmarkJoin(b *testing.B) {
	const n = 10_000
	j := newJoin(n)
	b.ReportAllocs()
	for b.Loop() {
		j.read(b)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/row")
}

func BenchmarkTranslate(b *testing.B) {
	r := listener()
	record := (*socketRecord)(appendSocket(nil, &r))
	var c tcptable.Conn
	translator := newTranslator(tcptable.Query{}, 1, testName)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := translator.translate(record, &c); err != nil {
			b.Fatal(err)
		}
	}
}
