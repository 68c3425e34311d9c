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
	translator := newTranslator(tcptable.Query{}, 1, testName)
	j.conns = j.conns[:0]
	err := readRecords(tb.Context(), bytes.NewReader(j.sockets), j.buffer, socketLen, func(b []byte) error {
		wanted, err := translator.translate(b)
		if wanted {
			j.conns = append(j.conns, translator.row)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	j.holders.reset(false)
	var r holderRecord
	err = readRecords(tb.Context(), bytes.NewReader(j.hold), j.buffer, holderLen, func(b []byte) error {
		decodeHolder((*[holderLen]byte)(b), &r)
		j.holders.add(&r)
		return nil
	})
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
	record := appendSocket(nil, &r)
	translator := newTranslator(tcptable.Query{}, 1, testName)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := translator.translate(record); err != nil {
			b.Fatal(err)
		}
	}
}
