package tcptable

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

var (
	_ TCPInfoReader = (*netlinkSource)(nil)
	_ TCPInfoReader = (*fallbackSource)(nil)
)

// TCPInfo asks the kernel for the socket with the cookie of c.
func (s *netlinkSource) TCPInfo(ctx context.Context, c Conn) (TCPInfo, error) {
	id, err := s.socketID(&c)
	if err == nil && c.State == StateListen {
		err = fmt.Errorf("%w in the state %v", errors.ErrUnsupported, c.State)
	}
	if err != nil {
		return TCPInfo{}, err
	}
	var row sockdiag.Row
	b, err := s.conn.Get(ctx, id, &row)
	if err != nil {
		return TCPInfo{}, explainRefusal(err)
	}
	state, err := stateOf(row.State)
	if err != nil {
		return TCPInfo{}, err
	}
	if b == nil || state == StateListen {
		return TCPInfo{}, fmt.Errorf("%w in the state %v", errors.ErrUnsupported, state)
	}
	wire, err := sockdiag.DecodeTCPInfo(b)
	if err != nil {
		return TCPInfo{}, err
	}
	info := translateTCPInfo(&wire)
	info.State = state
	return info, nil
}

// TCPInfo asks netlink, without which no row has a cookie.
func (s *fallbackSource) TCPInfo(ctx context.Context, c Conn) (TCPInfo, error) {
	reader, ok := s.netlink.(TCPInfoReader)
	if s.reason != nil || !ok {
		return TCPInfo{}, fmt.Errorf("%w: netlink cannot be used (%v)", errors.ErrUnsupported, s.reason)
	}
	return reader.TCPInfo(ctx, c)
}

// Bits of tcpi_options, include/uapi/linux/tcp.h.
const (
	optTimestamps = 1 << iota
	optSACK
	optWScale
	optECN
	optECNSeen
	optSYNData
)

// What the kernel says for "none so far".
const (
	infiniteSsthresh = 0x7fffffff
	noMinRTT         = math.MaxUint32
)

// translateTCPInfo returns what the kernel's structure means, but for the state.
func translateTCPInfo(w *sockdiag.TCPInfo) TCPInfo {
	info := TCPInfo{
		Missing: missingInfo(w), CAState: CAState(w.CAState),
		Timestamps: w.Options&optTimestamps != 0, SACK: w.Options&optSACK != 0,
		WindowScaling: w.Options&optWScale != 0, SndWScale: w.SndWScale, RcvWScale: w.RcvWScale,
		ECN: w.Options&optECN != 0, ECNSeen: w.Options&optECNSeen != 0, SYNData: w.Options&optSYNData != 0,
		DeliveryRateAppLimited: w.DeliveryRateAppLimited,

		RTO: micros(w.RTO), ATO: micros(w.ATO), Retransmits: w.Retransmits, Probes: w.Probes, Backoff: w.Backoff,
		SndMSS: w.SndMSS, RcvMSS: w.RcvMSS, AdvMSS: w.AdvMSS, PMTU: w.PMTU,
		Unacked: w.Unacked, Sacked: w.Sacked, Lost: w.Lost, Retrans: w.Retrans,
		LastDataSent: millis(w.LastDataSent), LastDataRecv: millis(w.LastDataRecv), LastAckRecv: millis(w.LastAckRecv),
		RTT: micros(w.RTT), RTTVar: micros(w.RTTVar), SndCwnd: w.SndCwnd, SndSsthresh: w.SndSsthresh,
		Reordering: w.Reordering, RcvRTT: micros(w.RcvRTT), RcvSpace: w.RcvSpace, RcvSsthresh: w.RcvSsthresh,
		TotalRetrans: w.TotalRetrans,

		PacingRate: w.PacingRate, MaxPacingRate: w.MaxPacingRate,
		BytesAcked: w.BytesAcked, BytesReceived: w.BytesReceived,
		SegsOut: w.SegsOut, SegsIn: w.SegsIn,
		NotSent: w.NotSentBytes, MinRTT: micros(w.MinRTT), DataSegsIn: w.DataSegsIn, DataSegsOut: w.DataSegsOut,
		DeliveryRate: w.DeliveryRate,
		BusyTime:     micros(w.BusyTime), RwndLimited: micros(w.RwndLimited), SndbufLimited: micros(w.SndbufLimited),
		Delivered: w.Delivered, DeliveredCE: w.DeliveredCE,
		BytesSent: w.BytesSent, BytesRetrans: w.BytesRetrans, DSACKDups: w.DSACKDups, ReordSeen: w.ReordSeen,
		RcvOOOPack: w.RcvOOOPack, SndWnd: w.SndWnd,
		RcvWnd: w.RcvWnd, Rehash: w.Rehash,
		TotalRTO: w.TotalRTO, TotalRTORecoveries: w.TotalRTORecoveries, TotalRTOTime: millis(w.TotalRTOTime),
		ReceivedCE:       w.ReceivedCE,
		DeliveredE1Bytes: w.DeliveredE1Bytes, DeliveredE0Bytes: w.DeliveredE0Bytes, DeliveredCEBytes: w.DeliveredCEBytes,
		ReceivedE1Bytes: w.ReceivedE1Bytes, ReceivedE0Bytes: w.ReceivedE0Bytes, ReceivedCEBytes: w.ReceivedCEBytes,
	}
	if w.SndSsthresh == infiniteSsthresh {
		info.SndSsthresh = 0
	}
	if w.MinRTT == noMinRTT {
		info.MinRTT = 0
	}
	return info
}

// missingInfo returns the groups that the kernel's structure is too short for. Group n of
// TCPInfoFields ends at infoSizes[n].
func missingInfo(w *sockdiag.TCPInfo) (missing TCPInfoFields) {
	for n, size := range infoSizes {
		if !w.Has(size) {
			missing |= 1 << n
		}
	}
	return missing
}

var infoSizes = [...]int{
	sockdiag.TCPInfoPacingRate, sockdiag.TCPInfoBytesAcked, sockdiag.TCPInfoSegsOut, sockdiag.TCPInfoNotSent,
	sockdiag.TCPInfoDeliveryRate, sockdiag.TCPInfoBusyTime, sockdiag.TCPInfoDelivered, sockdiag.TCPInfoBytesSent,
	sockdiag.TCPInfoSndWnd, sockdiag.TCPInfoRcvWnd, sockdiag.TCPInfoTotalRTO, sockdiag.TCPInfoReceivedCE,
}

func micros[N uint32 | uint64](n N) time.Duration { return time.Duration(n) * time.Microsecond }
func millis(n uint32) time.Duration               { return time.Duration(n) * time.Millisecond }
