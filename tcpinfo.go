package tcptable

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// TCPInfo is what the kernel knows about the course of one connection: struct tcp_info. Segments
// are counted as the kernel sends them, one for each [TCPInfo.SndMSS] bytes or part of it.
//
// Later kernels know more. The fields that this one is too old for are zero, and Missing names
// them. Where RFC 4898 has a name for a number, it is given in parentheses.
//
// Source: tcp(7), include/uapi/linux/tcp.h and tcp_get_info in net/ipv4/tcp.c.
type TCPInfo struct {
	// Missing are the groups of fields that the kernel does not tell.
	Missing TCPInfoFields

	State   State   // of the connection when the rest was looked up
	CAState CAState // of congestion control (StackState)

	// What both ends agreed on when the connection was made.
	Timestamps             bool  // timestamps, RFC 7323
	SACK                   bool  // selective acknowledgments (WillSendSACK)
	WindowScaling          bool  // window scaling, RFC 7323
	SndWScale, RcvWScale   uint8 // scale of the peer's window (WinScaleRcvd) and of our own (WinScaleSent), a power of 2
	ECN                    bool  // explicit congestion notification, RFC 3168
	ECNSeen                bool  // at least one packet came with an ECN mark
	SYNData                bool  // the data sent with the SYN was acknowledged (TCP Fast Open)
	DeliveryRateAppLimited bool  // DeliveryRate was limited by what the application had to send

	// Timers and counts of the segment that is being waited for.
	RTO         time.Duration // retransmission timeout (CurRTO)
	ATO         time.Duration // how long an acknowledgment may be delayed
	Retransmits uint8         // timeouts since the last acknowledgment (CurTimeoutCount)
	Probes      uint8         // window or keep-alive probes without an answer
	Backoff     uint8         // how often RTO has been doubled

	// Sizes in bytes.
	SndMSS uint32 // greatest segment to send (CurMSS)
	RcvMSS uint32 // greatest segment received, an estimate
	AdvMSS uint32 // what the peer was told to send at most (MSSSent)
	PMTU   uint32 // path MTU

	// Segments on their way.
	Unacked uint32 // sent and not acknowledged
	Sacked  uint32 // of these: received out of order, says the peer
	Lost    uint32 // of these: believed to be lost
	Retrans uint32 // of these: sent again

	// Time since something happened last. It counts from the beginning of the connection where
	// it has not happened yet.
	LastDataSent, LastDataRecv, LastAckRecv time.Duration

	RTT          time.Duration // smoothed round trip time (SmoothedRTT)
	RTTVar       time.Duration // its mean deviation (RTTVar)
	SndCwnd      uint32        // congestion window, in segments (CurCwnd)
	SndSsthresh  uint32        // slow start threshold, in segments (CurSsthresh). Zero: none has been found yet
	Reordering   uint32        // segments by which the path is believed to reorder (RetranThresh)
	RcvRTT       time.Duration // round trip time as the receiver sees it. Zero: not measured yet
	RcvSpace     uint32        // bytes that the application reads in a round trip, for the size of the receive buffer
	RcvSsthresh  uint32        // bytes that the window to be advertised may grow to
	TotalRetrans uint32        // segments sent again in all (SegsRetrans)

	// [InfoPacingRate], in bytes per second; [math.MaxUint64] is no limit.
	PacingRate, MaxPacingRate uint64

	// [InfoBytesAcked], in bytes. The SYN counts as one where it was acknowledged.
	BytesAcked    uint64 // sent and acknowledged (HCThruOctetsAcked)
	BytesReceived uint64 // received and acknowledged (HCThruOctetsReceived)

	// [InfoSegsOut], with and without data.
	SegsOut, SegsIn uint32 // (SegsOut, SegsIn)

	// [InfoNotSent]
	NotSent                 uint32        // bytes written by the application and not sent once yet (CurAppWQueue)
	MinRTT                  time.Duration // shortest round trip time of late. Zero: not measured yet
	DataSegsIn, DataSegsOut uint32        // segments with data (DataSegsIn, DataSegsOut)

	// [InfoDeliveryRate], in bytes per second: the latest rate at which data reached the peer.
	DeliveryRate uint64

	// [InfoBusyTime]
	BusyTime      time.Duration // with data sent or to be sent
	RwndLimited   time.Duration // of this: stopped by the peer's window (SndLimTimeRwin)
	SndbufLimited time.Duration // of this: stopped by too small a send buffer

	// [InfoDelivered], in segments.
	Delivered   uint32 // reached the peer
	DeliveredCE uint32 // of these: reported as marked with congestion experienced

	// [InfoBytesSent]
	BytesSent    uint64 // data in segments, with what was sent again (HCDataOctetsOut)
	BytesRetrans uint64 // data sent again (OctetsRetrans)
	DSACKDups    uint32 // duplicates that the peer reported (DSACKDups)
	ReordSeen    uint32 // times that reordering was seen

	// [InfoSndWnd]
	RcvOOOPack uint32 // segments received out of order
	SndWnd     uint32 // window that the peer has advertised, in bytes, after scaling (CurRwinRcvd)

	// [InfoRcvWnd]
	RcvWnd uint32 // window advertised to the peer, in bytes, after scaling (CurRwinSent)
	Rehash uint32 // times that another path was tried after trouble

	// [InfoTotalRTO]
	TotalRTO           uint16        // retransmission timeouts
	TotalRTORecoveries uint16        // series of them
	TotalRTOTime       time.Duration // spent in these series

	// [InfoReceivedCE], accurate ECN: packets, then bytes by their mark.
	ReceivedCE                                           uint32 // received with congestion experienced (CERcvd)
	DeliveredE1Bytes, DeliveredE0Bytes, DeliveredCEBytes uint32 // that reached the peer: ECT(1), ECT(0), CE
	ReceivedE1Bytes, ReceivedE0Bytes, ReceivedCEBytes    uint32
}

// TCPInfoFields is a set of groups of fields of a [TCPInfo], which the kernel has learned to
// tell one after the other.
type TCPInfoFields uint16

// The groups, with the version of Linux that has them first.
const (
	InfoPacingRate   TCPInfoFields = 1 << iota // 3.15: PacingRate, MaxPacingRate
	InfoBytesAcked                             // 4.1: BytesAcked, BytesReceived
	InfoSegsOut                                // 4.2: SegsOut, SegsIn
	InfoNotSent                                // 4.6: NotSent, MinRTT, DataSegsIn, DataSegsOut
	InfoDeliveryRate                           // 4.9: DeliveryRate
	InfoBusyTime                               // 4.10: BusyTime, RwndLimited, SndbufLimited
	InfoDelivered                              // 4.18: Delivered, DeliveredCE
	InfoBytesSent                              // 4.19: BytesSent, BytesRetrans, DSACKDups, ReordSeen
	InfoSndWnd                                 // 5.4: RcvOOOPack, SndWnd
	InfoRcvWnd                                 // 6.2: RcvWnd, Rehash
	InfoTotalRTO                               // 6.7: TotalRTO, TotalRTORecoveries, TotalRTOTime
	InfoReceivedCE                             // 6.18: ReceivedCE and the counts of bytes by mark
)

// CAState is a state of congestion control, enum tcp_ca_state of include/uapi/linux/tcp.h.
type CAState uint8

// The states of congestion control.
const (
	CAOpen     CAState = 0 // nothing is wrong
	CADisorder CAState = 1 // duplicate or selective acknowledgments have come
	CACWR      CAState = 2 // the window is being reduced after a congestion notification
	CARecovery CAState = 3 // segments are being sent again after selective acknowledgments
	CALoss     CAState = 4 // segments are being sent again after a timeout
)

var caStateNames = [...]string{"open", "disorder", "cwr", "recovery", "loss"}

// String returns the name of the state in lower case, as ss prints it, for example "recovery".
func (s CAState) String() string {
	if int(s) >= len(caStateNames) {
		return fmt.Sprintf("ca_state(%d)", uint8(s))
	}
	return caStateNames[s]
}

// MarshalText returns the name of the state, see [CAState.String].
func (s CAState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// TCPInfoReader is a Source that can tell the [TCPInfo] of a connection. [Table.TCPInfo] asks for
// it by type assertion, which a Source that wraps another has to allow for.
type TCPInfoReader interface {
	Source

	// TCPInfo is [Table.TCPInfo]. The cookie of c is not 0.
	TCPInfo(ctx context.Context, c Conn) (TCPInfo, error)
}

// TCPInfo returns what the kernel knows about the course of the connection c, which is a row that
// this Table, or another of the same network namespace, has returned. It is one question to the
// kernel, needs no privilege, and concerns the connection with the cookie of c alone.
//
// Errors that errors.Is can tell:
//
//   - [fs.ErrNotExist]: there is no such connection any more, or it is in another network
//     namespace than that of the Table.
//   - [errors.ErrUnsupported]: the kernel keeps no such numbers of a connection in SYN_RCVD or
//     TIME_WAIT, nor of one in FIN_WAIT2 that its process has closed, and a listener is no
//     connection; the row has no cookie, because its source does not tell any ([FieldCookie]);
//     or the source cannot tell.
//   - ctx.Err() and [fs.ErrClosed].
func (t *Table) TCPInfo(ctx context.Context, c Conn) (TCPInfo, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var info TCPInfo
	reader, isReader := t.source.(TCPInfoReader)
	err := t.usable(ctx)
	switch {
	case err != nil:
	case !isReader:
		err = fmt.Errorf("not told by this source: %w", errors.ErrUnsupported)
	case c.Cookie == 0:
		err = fmt.Errorf("the row has no cookie: %w", errors.ErrUnsupported)
	default:
		info, err = reader.TCPInfo(ctx, c)
	}
	if err != nil {
		return TCPInfo{}, fmt.Errorf("tcptable: tcp_info of %v to %v: %w", c.Local, c.Remote, err)
	}
	return info, nil
}
