package sockdiag

import (
	"encoding/binary"
	"fmt"
)

// TCPInfo is struct tcp_info, include/uapi/linux/tcp.h, with the kernel's numbers and units:
// times are in microseconds, but those whose names begin with Last, and TotalRTOTime, in
// milliseconds.
type TCPInfo struct {
	// Len is how many bytes of the structure the kernel sent. Fields that begin behind it are
	// zero; see [TCPInfo.Has].
	Len int

	State, CAState, Retransmits, Probes, Backoff, Options uint8
	SndWScale, RcvWScale                                  uint8
	DeliveryRateAppLimited                                bool
	FastOpenClientFail                                    uint8

	RTO, ATO, SndMSS, RcvMSS                             uint32
	Unacked, Sacked, Lost, Retrans                       uint32
	LastDataSent, LastDataRecv, LastAckRecv              uint32
	PMTU, RcvSsthresh, RTT, RTTVar, SndSsthresh, SndCwnd uint32
	AdvMSS, Reordering, RcvRTT, RcvSpace, TotalRetrans   uint32

	PacingRate, MaxPacingRate            uint64
	BytesAcked, BytesReceived            uint64
	SegsOut, SegsIn                      uint32
	NotSentBytes, MinRTT                 uint32
	DataSegsIn, DataSegsOut              uint32
	DeliveryRate                         uint64
	BusyTime, RwndLimited, SndbufLimited uint64
	Delivered, DeliveredCE               uint32
	BytesSent, BytesRetrans              uint64
	DSACKDups, ReordSeen                 uint32
	RcvOOOPack, SndWnd                   uint32
	RcvWnd, Rehash                       uint32
	TotalRTO, TotalRTORecoveries         uint16
	TotalRTOTime                         uint32
	ReceivedCE                           uint32
	DeliveredE1Bytes, DeliveredE0Bytes   uint32
	DeliveredCEBytes                     uint32
	ReceivedE1Bytes, ReceivedE0Bytes     uint32
	ReceivedCEBytes                      uint32
}

// The structure has only ever grown at its end. These are its sizes in bytes since the fields
// named were added: a structure that is shorter lacks them.
const (
	TCPInfoBase         = 104 // up to TotalRetrans: every kernel with sock_diag has it
	TCPInfoPacingRate   = 120 // PacingRate, MaxPacingRate: Linux 3.15
	TCPInfoBytesAcked   = 136 // BytesAcked, BytesReceived: 4.1
	TCPInfoSegsOut      = 144 // SegsOut, SegsIn: 4.2
	TCPInfoNotSent      = 160 // NotSentBytes to DataSegsOut: 4.6
	TCPInfoDeliveryRate = 168 // DeliveryRate: 4.9
	TCPInfoBusyTime     = 192 // BusyTime, RwndLimited, SndbufLimited: 4.10
	TCPInfoDelivered    = 200 // Delivered, DeliveredCE: 4.18
	TCPInfoBytesSent    = 224 // BytesSent to ReordSeen: 4.19
	TCPInfoSndWnd       = 232 // RcvOOOPack, SndWnd: 5.4
	TCPInfoRcvWnd       = 240 // RcvWnd, Rehash: 6.2
	TCPInfoTotalRTO     = 248 // TotalRTO to TotalRTOTime: 6.7
	TCPInfoReceivedCE   = 276 // ReceivedCE to ReceivedCEBytes: 6.18
)

// Has reports whether the kernel sent the fields that end at size, one of the constants.
func (i *TCPInfo) Has(size int) bool { return i.Len >= size }

// DecodeTCPInfo reads a struct tcp_info of this kernel, of an older one, whose structure is
// shorter, or of a later one, whose structure is longer: it passes over what it does not know.
// Errors wrap [ErrMalformed].
func DecodeTCPInfo(b []byte) (TCPInfo, error) {
	if len(b) < TCPInfoBase {
		return TCPInfo{}, fmt.Errorf("%w: tcp_info of %d bytes, the shortest has %d", ErrMalformed, len(b), TCPInfoBase)
	}
	i := TCPInfo{Len: len(b)}
	i.decodeBase(b)
	i.decodeGroups(b)
	return i, nil
}

func (i *TCPInfo) decodeBase(b []byte) {
	i.State, i.CAState, i.Retransmits = b[0], b[1], b[2]
	i.Probes, i.Backoff, i.Options = b[3], b[4], b[5]
	i.SndWScale, i.RcvWScale = bitField(b[6], 0, 4), bitField(b[6], 4, 4)
	i.DeliveryRateAppLimited = bitField(b[7], 0, 1) != 0
	i.FastOpenClientFail = bitField(b[7], 1, 2)
	for n, field := range [...]*uint32{
		&i.RTO, &i.ATO, &i.SndMSS, &i.RcvMSS,
		&i.Unacked, &i.Sacked, &i.Lost, &i.Retrans, new(uint32), // tcpi_fackets, not told any more
		&i.LastDataSent, new(uint32), &i.LastDataRecv, &i.LastAckRecv, // tcpi_last_ack_sent never was
		&i.PMTU, &i.RcvSsthresh, &i.RTT, &i.RTTVar, &i.SndSsthresh, &i.SndCwnd,
		&i.AdvMSS, &i.Reordering, &i.RcvRTT, &i.RcvSpace, &i.TotalRetrans,
	} {
		*field = u32(b, 8+4*n)
	}
}

// decodeGroups reads what lies behind the base, as far as it goes.
func (i *TCPInfo) decodeGroups(b []byte) {
	if i.Has(TCPInfoPacingRate) {
		i.PacingRate, i.MaxPacingRate = u64(b, 104), u64(b, 112)
	}
	if i.Has(TCPInfoBytesAcked) {
		i.BytesAcked, i.BytesReceived = u64(b, 120), u64(b, 128)
	}
	if i.Has(TCPInfoSegsOut) {
		i.SegsOut, i.SegsIn = u32(b, 136), u32(b, 140)
	}
	if i.Has(TCPInfoNotSent) {
		i.NotSentBytes, i.MinRTT, i.DataSegsIn, i.DataSegsOut = u32(b, 144), u32(b, 148), u32(b, 152), u32(b, 156)
	}
	if i.Has(TCPInfoDeliveryRate) {
		i.DeliveryRate = u64(b, 160)
	}
	if i.Has(TCPInfoBusyTime) {
		i.BusyTime, i.RwndLimited, i.SndbufLimited = u64(b, 168), u64(b, 176), u64(b, 184)
	}
	if i.Has(TCPInfoDelivered) {
		i.Delivered, i.DeliveredCE = u32(b, 192), u32(b, 196)
	}
	if i.Has(TCPInfoBytesSent) {
		i.BytesSent, i.BytesRetrans, i.DSACKDups, i.ReordSeen = u64(b, 200), u64(b, 208), u32(b, 216), u32(b, 220)
	}
	if i.Has(TCPInfoSndWnd) {
		i.RcvOOOPack, i.SndWnd = u32(b, 224), u32(b, 228)
	}
	if i.Has(TCPInfoRcvWnd) {
		i.RcvWnd, i.Rehash = u32(b, 232), u32(b, 236)
	}
	if i.Has(TCPInfoTotalRTO) {
		i.TotalRTO, i.TotalRTORecoveries, i.TotalRTOTime = u16(b, 240), u16(b, 242), u32(b, 244)
	}
	if i.Has(TCPInfoReceivedCE) {
		i.ReceivedCE = u32(b, 248)
		i.DeliveredE1Bytes, i.DeliveredE0Bytes, i.DeliveredCEBytes = u32(b, 252), u32(b, 256), u32(b, 260)
		i.ReceivedE1Bytes, i.ReceivedE0Bytes, i.ReceivedCEBytes = u32(b, 264), u32(b, 268), u32(b, 272)
	}
}

// bitField returns the C bit field of the given width that begins after skip others' bits. The
// first field is in the low bits of a byte where the low byte of a number comes first, and in
// the high bits elsewhere.
func bitField(b byte, skip, width uint) uint8 {
	shift := skip
	if !lowByteFirst {
		shift = 8 - skip - width
	}
	return b >> shift & (1<<width - 1)
}

var lowByteFirst = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

func u16(b []byte, at int) uint16 { return binary.NativeEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.NativeEndian.Uint32(b[at:]) }
func u64(b []byte, at int) uint64 { return binary.NativeEndian.Uint64(b[at:]) }
