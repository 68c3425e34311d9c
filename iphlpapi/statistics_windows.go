package iphlpapi

import (
	"unsafe"

	"github.com/tcptable/tcptable/internal/winapi"
)

func getTcpStatistics(stats *MibTcpStats) error {
	return fromDLL(winapi.GetTcpStatistics((*byte)(unsafe.Pointer(stats))))
}

func getTcpStatisticsEx(stats *MibTcpStats, family uint32) error {
	return fromDLL(winapi.GetTcpStatisticsEx((*byte)(unsafe.Pointer(stats)), family))
}

func getTcpStatisticsEx2(stats *MibTcpStats2, family uint32) error {
	return fromDLL(winapi.GetTcpStatisticsEx2((*byte)(unsafe.Pointer(stats)), family))
}
