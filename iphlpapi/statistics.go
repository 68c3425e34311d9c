package iphlpapi

import "github.com/tcptable/tcptable/internal/mib"

// MibTcpStats is a MIB_TCPSTATS, 60 bytes: what [GetTcpStatistics] fills in. Its fields, in the
// order of their offsets, are counts in 32 bits that wrap, but for the first four:
//
//	RtoAlgorithm uint32 // MIB_TCP_RTO_OTHER and so on
//	RtoMin       uint32 // milliseconds
//	RtoMax       uint32 // milliseconds
//	MaxConn      uint32 // MIB_TCP_MAXCONN_DYNAMIC: no fixed limit
//	ActiveOpens  uint32
//	PassiveOpens uint32
//	AttemptFails uint32
//	EstabResets  uint32
//	CurrEstab    uint32 // connections in ESTABLISHED and CLOSE_WAIT now
//	InSegs       uint32
//	OutSegs      uint32 // without those that are sent again
//	RetransSegs  uint32
//	InErrs       uint32
//	OutRsts      uint32
//	NumConns     uint32 // connections in any state but LISTEN now
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcpstats_lh
type MibTcpStats = mib.TcpStats

// MibTcpStats2 is a MIB_TCPSTATS2, 72 bytes: [MibTcpStats] with InSegs and OutSegs of 64 bits.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcpstats2
type MibTcpStats2 = mib.TcpStats2

// The algorithms that find the time until a retransmission, TCP_RTO_ALGORITHM.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcpstats_lh
const (
	MIB_TCP_RTO_OTHER    = 1
	MIB_TCP_RTO_CONSTANT = 2
	MIB_TCP_RTO_RSRE     = 3
	MIB_TCP_RTO_VANJ     = 4
)

// MIB_TCP_MAXCONN_DYNAMIC in MaxConn says that there is no fixed limit.
const MIB_TCP_MAXCONN_DYNAMIC = 0xFFFFFFFF

// GetTcpStatistics fills stats with the counters of IPv4. It is [GetTcpStatisticsEx] with AF_INET.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcpstatistics
func GetTcpStatistics(stats *MibTcpStats) error {
	if stats == nil {
		return ERROR_INVALID_PARAMETER
	}
	return getTcpStatistics(stats)
}

// GetTcpStatisticsEx fills stats with the counters of a family: [AF_INET], [AF_INET6], or what the
// host itself calls AF_INET6. They are those of the caller's network namespace. Linux counts both
// families together, so that all but NumConns are the same for both; see docs/contract.md for
// each of them. The error is nil, or one for which errors.Is tells:
//
//   - [ERROR_INVALID_PARAMETER]: stats is nil, or family is neither.
//   - [ERROR_NOT_SUPPORTED]: this operating system is not supported yet.
//   - [ERROR_ACCESS_DENIED]: the caller may not read the table.
//   - [ERROR_NOT_ENOUGH_MEMORY], [ERROR_GEN_FAILURE]: anything else.
//
// With an error stats is as it was.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcpstatisticsex
func GetTcpStatisticsEx(stats *MibTcpStats, family uint32) error {
	if stats == nil {
		return ERROR_INVALID_PARAMETER
	}
	return getTcpStatisticsEx(stats, family)
}

// GetTcpStatisticsEx2 is [GetTcpStatisticsEx] with counts of segments that do not wrap. Windows has
// it since Windows 10, version 1709: before that the error is [ERROR_NOT_SUPPORTED].
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcpstatisticsex2
func GetTcpStatisticsEx2(stats *MibTcpStats2, family uint32) error {
	if stats == nil {
		return ERROR_INVALID_PARAMETER
	}
	return getTcpStatisticsEx2(stats, family)
}
