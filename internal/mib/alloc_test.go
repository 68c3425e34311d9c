package mib

import "testing"

const manyRows = 1000

// TestAllocations is the budget: encoding allocates nothing, decoding nothing but the rows.
func TestAllocations(t *testing.T) {
	t.Run("TcpRow", testTableAllocations[TcpRow])
	t.Run("TcpRow2", testTableAllocations[TcpRow2])
	t.Run("TcpRowOwnerPid", testTableAllocations[TcpRowOwnerPid])
	t.Run("TcpRowOwnerModule", testTableAllocations[TcpRowOwnerModule])
	t.Run("Tcp6Row", testTableAllocations[Tcp6Row])
	t.Run("Tcp6Row2", testTableAllocations[Tcp6Row2])
	t.Run("Tcp6RowOwnerPid", testTableAllocations[Tcp6RowOwnerPid])
	t.Run("Tcp6RowOwnerModule", testTableAllocations[Tcp6RowOwnerModule])
	t.Run("TcpStats", testAllocations[TcpStats])
	t.Run("TcpStats2", testAllocations[TcpStats2])
	t.Run("OwnerModuleBasicInfo32", testAllocations[OwnerModuleBasicInfo32])
	t.Run("OwnerModuleBasicInfo64", testAllocations[OwnerModuleBasicInfo64])
	t.Run("EstatsRw", testAllocations[EstatsRw])
	t.Run("EstatsBandwidthRw", testAllocations[EstatsBandwidthRw])
	t.Run("EstatsSynOptsRos", testAllocations[EstatsSynOptsRos])
	t.Run("EstatsDataRod", testAllocations[EstatsDataRod])
	t.Run("EstatsSndCongRos", testAllocations[EstatsSndCongRos])
	t.Run("EstatsSndCongRod32", testAllocations[EstatsSndCongRod32])
	t.Run("EstatsSndCongRod64", testAllocations[EstatsSndCongRod64])
	t.Run("EstatsPathRod", testAllocations[EstatsPathRod])
	t.Run("EstatsSendBuffRod32", testAllocations[EstatsSendBuffRod32])
	t.Run("EstatsSendBuffRod64", testAllocations[EstatsSendBuffRod64])
	t.Run("EstatsRecRod32", testAllocations[EstatsRecRod32])
	t.Run("EstatsRecRod64", testAllocations[EstatsRecRod64])
	t.Run("EstatsObsRecRod", testAllocations[EstatsObsRecRod])
	t.Run("EstatsBandwidthRod", testAllocations[EstatsBandwidthRod])
	t.Run("EstatsFineRttRod", testAllocations[EstatsFineRttRod])
}

func testTableAllocations[T Row[T]](t *testing.T) {
	testAllocations[T](t)
	rows := make([]T, manyRows)
	dst := make([]byte, TableSize[T](len(rows)))
	encode := func() {
		if _, err := EncodeTable(dst, len(rows), func(i int) T { return rows[i] }); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(10, encode); n != 0 {
		t.Errorf("EncodeTable allocates %v times, want 0", n)
	}
	decode := func() {
		if _, err := AppendRows(rows[:0], dst); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(10, decode); n != 0 {
		t.Errorf("AppendRows into a slice with room allocates %v times, want 0", n)
	}
}

func testAllocations[T Structure[T]](t *testing.T) {
	dst := make([]byte, Size[T]())
	var v T
	recode := func() {
		decoded, err := Decode[T](dst)
		if err == nil {
			err = Encode(dst, decoded)
		}
		if err != nil {
			t.Fatal(err)
		}
		v = decoded
	}
	if n := testing.AllocsPerRun(10, recode); n != 0 {
		t.Errorf("Decode and Encode of %T allocate %v times, want 0", v, n)
	}
}

func BenchmarkEncodeTable(b *testing.B) {
	b.Run("TcpRow2", benchmarkEncodeTable[TcpRow2])
	b.Run("Tcp6Row2", benchmarkEncodeTable[Tcp6Row2])
	b.Run("Tcp6RowOwnerModule", benchmarkEncodeTable[Tcp6RowOwnerModule])
}

func benchmarkEncodeTable[T Row[T]](b *testing.B) {
	rows := make([]T, manyRows)
	dst := make([]byte, TableSize[T](len(rows)))
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := EncodeTable(dst, len(rows), func(i int) T { return rows[i] }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendRows(b *testing.B) {
	b.Run("TcpRow2", benchmarkAppendRows[TcpRow2])
	b.Run("Tcp6Row2", benchmarkAppendRows[Tcp6Row2])
	b.Run("Tcp6RowOwnerModule", benchmarkAppendRows[Tcp6RowOwnerModule])
}

func benchmarkAppendRows[T Row[T]](b *testing.B) {
	rows := make([]T, manyRows)
	src := make([]byte, TableSize[T](len(rows)))
	if _, err := EncodeTable(src, len(rows), func(i int) T { return rows[i] }); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if rows, err = AppendRows(rows[:0], src); err != nil {
			b.Fatal(err)
		}
	}
}
