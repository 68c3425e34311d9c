//go:build !windows

package iphlpapi

import (
	"math"
	"time"

	"github.com/tcptable/tcptable"
)

// The functions here fill the documented structures from Linux' struct tcp_info. What is not named
// has no counterpart and stays 0. docs/contract.md has them as a table. Counts wrap where there is
// no room for them, as the counters of a MIB do; what is no count is as great as can be.

func dataRod(i *tcptable.TCPInfo) TcpEstatsDataRod {
	return TcpEstatsDataRod{
		DataBytesOut: i.BytesSent, DataSegsOut: uint64(i.DataSegsOut),
		DataBytesIn: i.BytesReceived, DataSegsIn: uint64(i.DataSegsIn),
		SegsOut: uint64(i.SegsOut), SegsIn: uint64(i.SegsIn),
		ThruBytesAcked: i.BytesAcked, ThruBytesReceived: i.BytesReceived,
	}
}

func sndCongRod(i *tcptable.TCPInfo) TcpEstatsSndCongRod {
	return TcpEstatsSndCongRod{
		SndLimTimeRwin: milliseconds(i.RwndLimited),
		// While there is something to send, it is one of three that holds it up.
		SndLimTimeCwnd: milliseconds(i.BusyTime - i.RwndLimited - i.SndbufLimited),
		SndLimTimeSnd:  milliseconds(i.SndbufLimited),
		CurCwnd:        inBytes(i.SndCwnd, i),
		CurSsthresh:    ssthresh(i),
	}
}

func pathRod(i *tcptable.TCPInfo) TcpEstatsPathRod {
	return TcpEstatsPathRod{
		Timeouts:           uint32(i.TotalRTORecoveries),
		SubsequentTimeouts: uint32(max(i.TotalRTO, i.TotalRTORecoveries) - i.TotalRTORecoveries),
		CurTimeoutCount:    uint32(i.Retransmits),
		PktsRetrans:        i.TotalRetrans,
		BytesRetrans:       uint32(i.BytesRetrans),
		EcnSignals:         i.DeliveredCE,
		EceRcvd:            i.ReceivedCE,
		RetranThresh:       i.Reordering,
		DsackDups:          i.DSACKDups,
		SmoothedRtt:        milliseconds(i.RTT),
		RttVar:             milliseconds(i.RTTVar),
		MinRtt:             milliseconds(i.MinRTT),
		CurRto:             milliseconds(i.RTO),
		CurMss:             i.SndMSS,
	}
}

func recRod(i *tcptable.TCPInfo, c *tcptable.Conn) TcpEstatsRecRod {
	return TcpEstatsRecRod{
		CurRwinSent:  i.RcvWnd,
		LimRwin:      i.RcvSsthresh,
		CeRcvd:       i.ReceivedCE,
		CurAppRQueue: uint64(c.RecvQ),
		WinScaleSent: winScale(i, i.RcvWScale),
	}
}

func obsRecRod(i *tcptable.TCPInfo) TcpEstatsObsRecRod {
	return TcpEstatsObsRecRod{CurRwinRcvd: i.SndWnd, WinScaleRcvd: winScale(i, i.SndWScale)}
}

func bandwidthRod(i *tcptable.TCPInfo) TcpEstatsBandwidthRod {
	const bitsInByte = 8
	return TcpEstatsBandwidthRod{OutboundBandwidth: min(i.DeliveryRate, math.MaxUint64/bitsInByte) * bitsInByte}
}

func fineRttRod(i *tcptable.TCPInfo) TcpEstatsFineRttRod {
	return TcpEstatsFineRttRod{RttVar: microseconds(i.RTTVar), MinRtt: microseconds(i.MinRTT), SumRtt: microseconds(i.RTT)}
}

// inBytes returns the size of so many segments.
func inBytes(segments uint32, i *tcptable.TCPInfo) uint32 {
	return uint32(min(uint64(segments)*uint64(i.SndMSS), math.MaxUint32))
}

// ssthresh returns the slow start threshold, which is as great as can be until there is one.
func ssthresh(i *tcptable.TCPInfo) uint32 {
	if i.SndSsthresh == 0 {
		return math.MaxUint32
	}
	return inBytes(i.SndSsthresh, i)
}

// winScale returns the scale of a window as the MIB has it: -1 where there is none.
func winScale(i *tcptable.TCPInfo, scale uint8) uint8 {
	if !i.WindowScaling {
		return 0xFF
	}
	return scale
}

func microseconds(d time.Duration) uint32 {
	return uint32(min(max(d.Microseconds(), 0), math.MaxUint32))
}
