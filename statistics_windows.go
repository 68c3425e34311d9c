package tcptable

import (
	"errors"
	"unsafe"

	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/internal/winapi"
)

// windowsStatistics returns the counters of a family of addresses. Before version 1709 of Windows 10 they
// count segments in 32 bits.
func windowsStatistics(family uint32) (mib.TcpStats2, error) {
	var wide mib.TcpStats2
	err := winapi.Result(winapi.GetTcpStatisticsEx2((*byte)(unsafe.Pointer(&wide)), family))
	if !errors.Is(err, errors.ErrUnsupported) {
		return wide, err
	}
	var narrow mib.TcpStats
	if err := winapi.Result(winapi.GetTcpStatisticsEx((*byte)(unsafe.Pointer(&narrow)), family)); err != nil {
		return wide, err
	}
	return mib.TcpStats2{
		RtoAlgorithm: narrow.RtoAlgorithm, RtoMin: narrow.RtoMin, RtoMax: narrow.RtoMax, MaxConn: narrow.MaxConn,
		ActiveOpens: narrow.ActiveOpens, PassiveOpens: narrow.PassiveOpens, AttemptFails: narrow.AttemptFails,
		EstabResets: narrow.EstabResets, CurrEstab: narrow.CurrEstab,
		InSegs: uint64(narrow.InSegs), OutSegs: uint64(narrow.OutSegs), RetransSegs: narrow.RetransSegs,
		InErrs: narrow.InErrs, OutRsts: narrow.OutRsts, NumConns: narrow.NumConns,
	}, nil
}
