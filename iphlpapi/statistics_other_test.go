//go:build !windows

package iphlpapi

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// counters has another number in each field.
var counters = tcptable.Statistics{
	RtoAlgorithm: 4, RtoMin: 200 * time.Millisecond, RtoMax: 2 * time.Minute, MaxConn: 1000,
	ActiveOpens: 1, PassiveOpens: 2, AttemptFails: 3, EstabResets: 4, CurrEstab: 5,
	InSegs: 6, OutSegs: 7, RetransSegs: 8, InErrs: 9, OutRsts: 10, InCsumErrors: 11,
}

func TestStatisticsFields(t *testing.T) {
	machine := kernel()
	machine.statistics = counters
	want := MibTcpStats{
		RtoAlgorithm: 4, RtoMin: 200, RtoMax: 120000, MaxConn: 1000,
		ActiveOpens: 1, PassiveOpens: 2, AttemptFails: 3, EstabResets: 4, CurrEstab: 5,
		InSegs: 6, OutSegs: 7, RetransSegs: 8, InErrs: 9, OutRsts: 10,
	}
	want2 := MibTcpStats2{
		RtoAlgorithm: 4, RtoMin: 200, RtoMax: 120000, MaxConn: 1000,
		ActiveOpens: 1, PassiveOpens: 2, AttemptFails: 3, EstabResets: 4, CurrEstab: 5,
		InSegs: 6, OutSegs: 7, RetransSegs: 8, InErrs: 9, OutRsts: 10,
	}
	for family, connections := range map[uint32]uint32{
		AF_INET: machineConnections, AF_INET6: machineConnections6, syscall.AF_INET6: machineConnections6,
	} {
		var got MibTcpStats
		var got2 MibTcpStats2
		err, err2 := fillStats(machine.caller(), &got, family), fillStats2(machine.caller(), &got2, family)
		want.NumConns, want2.NumConns = connections, connections
		if err != nil || got != want {
			t.Errorf("family %d:\n got %+v, %v\nwant %+v", family, got, err, want)
		}
		if err2 != nil || got2 != want2 {
			t.Errorf("family %d, wide:\n got %+v, %v\nwant %+v", family, got2, err2, want2)
		}
	}
}

// Counts wrap as they do on Windows, and what is no count does not.
func TestStatisticsRange(t *testing.T) {
	const beyond = 1<<32 + 7
	for _, test := range []struct {
		name string
		in   tcptable.Statistics
		want MibTcpStats2
	}{
		{
			"counts beyond 32 bits",
			tcptable.Statistics{
				RtoAlgorithm: 1, ActiveOpens: beyond, PassiveOpens: beyond, AttemptFails: beyond,
				EstabResets: beyond, CurrEstab: beyond, InSegs: beyond, OutSegs: beyond,
				RetransSegs: beyond, InErrs: beyond, OutRsts: beyond,
			},
			MibTcpStats2{
				RtoAlgorithm: 1, ActiveOpens: 7, PassiveOpens: 7, AttemptFails: 7, EstabResets: 7, CurrEstab: 7,
				InSegs: beyond, OutSegs: beyond, RetransSegs: 7, InErrs: 7, OutRsts: 7,
			},
		},
		{"no limit", tcptable.Statistics{RtoAlgorithm: 1, MaxConn: -1}, MibTcpStats2{RtoAlgorithm: 1, MaxConn: 0xFFFFFFFF}},
		{"a limit that looks like none", tcptable.Statistics{RtoAlgorithm: 1, MaxConn: 0xFFFFFFFF}, MibTcpStats2{RtoAlgorithm: 1, MaxConn: 0xFFFFFFFE}},
		{"a limit beyond 32 bits", tcptable.Statistics{RtoAlgorithm: 1, MaxConn: math.MaxInt64}, MibTcpStats2{RtoAlgorithm: 1, MaxConn: 0xFFFFFFFE}},
		{"times out of range", tcptable.Statistics{RtoAlgorithm: 1, RtoMin: -time.Second, RtoMax: math.MaxInt64}, MibTcpStats2{RtoAlgorithm: 1, RtoMax: 0xFFFFFFFF}},
		{"RFC 2988", tcptable.Statistics{RtoAlgorithm: 5}, MibTcpStats2{RtoAlgorithm: MIB_TCP_RTO_OTHER}},
		{"no algorithm", tcptable.Statistics{}, MibTcpStats2{RtoAlgorithm: MIB_TCP_RTO_OTHER}},
		{"RSRE", tcptable.Statistics{RtoAlgorithm: 3}, MibTcpStats2{RtoAlgorithm: MIB_TCP_RTO_RSRE}},
	} {
		got := toMib(&test.in, 0)
		if got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
		if narrow := narrow(&got); narrow.InSegs != uint32(test.in.InSegs) || narrow.OutSegs != uint32(test.in.OutSegs) {
			t.Errorf("%s: %d segments in and %d out in 32 bits", test.name, narrow.InSegs, narrow.OutSegs)
		}
	}
}

func TestStatisticsFamilies(t *testing.T) {
	for _, family := range []uint32{0, 1, 3, 1<<16 | AF_INET, math.MaxUint32} {
		stats, stats2 := MibTcpStats{InSegs: 5}, MibTcpStats2{InSegs: 5}
		err, err2 := fillStats(kernel().caller(), &stats, family), fillStats2(kernel().caller(), &stats2, family)
		if err != ERROR_INVALID_PARAMETER || err2 != ERROR_INVALID_PARAMETER {
			t.Errorf("family %d: %v, %v, want %v", family, err, err2, ERROR_INVALID_PARAMETER)
		}
		if stats != (MibTcpStats{InSegs: 5}) || stats2 != (MibTcpStats2{InSegs: 5}) {
			t.Errorf("family %d: the structure was written", family)
		}
	}
}

// TestStatisticsErrors: a part of the counters is no answer, and neither are counters without
// the connections.
func TestStatisticsErrors(t *testing.T) {
	rows, partly, empty := kernel(), kernel(), machine()
	rows.fakeSource.err = fmt.Errorf("fake: %w", fs.ErrPermission)
	partly.failure = fmt.Errorf("fake: %w", syscall.ENOMEM)
	for _, test := range []struct {
		name  string
		from  caller
		want  Errno
		cause error
	}{
		{"no rows", rows.caller(), ERROR_ACCESS_DENIED, fs.ErrPermission},
		{"a part of the counters", partly.caller(), ERROR_NOT_ENOUGH_MEMORY, syscall.ENOMEM},
		{"a source that cannot", empty.caller(), ERROR_NOT_SUPPORTED, errors.ErrUnsupported},
	} {
		stats := MibTcpStats{InSegs: 5}
		checkError(t, test.name, fillStats(test.from, &stats, AF_INET), test.want, test.cause)
		if stats != (MibTcpStats{InSegs: 5}) {
			t.Errorf("%s: the structure was written", test.name)
		}
	}
	churning := kernel()
	churning.fakeSource.err = tcptable.ErrInterrupted
	var stats MibTcpStats
	if err := fillStats(churning.caller(), &stats, AF_INET); err != nil || stats.NumConns != machineConnections {
		t.Errorf("a table that changes while it is counted: %d connections, %v", stats.NumConns, err)
	}
}
