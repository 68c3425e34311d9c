package sockdiag

import (
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
)

// kernelTCPInfo is what Linux 6.18 sent for the client of a loopback connection that had sent
// 100,000 bytes, of which its peer had read 70,000, and had got 10.
const kernelTCPInfo = `010000000007aa00e01c0300409c000000ba0000180200000000000000000000000000000000000000000000000000000000000000000000
00000000ffff0000d7ff00001d0000000b000000ffffff7f0d000000cbff00000300000000000000d7ff0000000000000efb130707000000
ffffffffffffffffa1860100000000000a000000000000000600000004000000000000000f00000001000000030000004e6c51da00000000
0000000000000000000000000000000000000000000000000400000000000000a08601000000000000000000000000000000000000000000
00000000006c0100000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000`

func TestDecodeTCPInfoGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	got, err := DecodeTCPInfo(unhex(t, kernelTCPInfo))
	want := TCPInfo{
		Len: 280, State: TCPEstablished, Options: 7, SndWScale: 10, RcvWScale: 10,
		RTO: 204000, ATO: 40000, SndMSS: 47616, RcvMSS: 536, PMTU: 65535, RcvSsthresh: 65495,
		RTT: 29, RTTVar: 11, SndSsthresh: 0x7fffffff, SndCwnd: 13, AdvMSS: 65483, Reordering: 3,
		RcvSpace: 65495, PacingRate: 30183521038, MaxPacingRate: 1<<64 - 1,
		BytesAcked: 100001, BytesReceived: 10, SegsOut: 6, SegsIn: 4, MinRTT: 15, DataSegsIn: 1,
		DataSegsOut: 3, DeliveryRate: 3662769230, Delivered: 4, BytesSent: 100000, SndWnd: 93184, RcvWnd: 65536,
	}
	if err != nil || got != want {
		t.Errorf("DecodeTCPInfo, error %v:\n got %+v\nwant %+v", err, got, want)
	}
}

// tcpInfoWire is struct tcp_info as C lays it out, for encoding/binary. Fields are named after
// those of TCPInfo; the others are bit fields and what TCPInfo does without.
type tcpInfoWire struct {
	State, CAState, Retransmits, Probes, Backoff, Options, WScales, Flags uint8

	RTO, ATO, SndMSS, RcvMSS, Unacked, Sacked, Lost, Retrans, Fackets uint32
	LastDataSent, LastAckSent, LastDataRecv, LastAckRecv              uint32
	PMTU, RcvSsthresh, RTT, RTTVar, SndSsthresh, SndCwnd, AdvMSS      uint32
	Reordering, RcvRTT, RcvSpace, TotalRetrans                        uint32
	PacingRate, MaxPacingRate, BytesAcked, BytesReceived              uint64
	SegsOut, SegsIn, NotSentBytes, MinRTT, DataSegsIn, DataSegsOut    uint32
	DeliveryRate, BusyTime, RwndLimited, SndbufLimited                uint64
	Delivered, DeliveredCE                                            uint32
	BytesSent, BytesRetrans                                           uint64
	DSACKDups, ReordSeen, RcvOOOPack, SndWnd, RcvWnd, Rehash          uint32
	TotalRTO, TotalRTORecoveries                                      uint16
	TotalRTOTime, ReceivedCE                                          uint32
	DeliveredE1Bytes, DeliveredE0Bytes, DeliveredCEBytes              uint32
	ReceivedE1Bytes, ReceivedE0Bytes, ReceivedCEBytes                 uint32
	Later                                                             [20]uint8
}

// Each field is taken from its place, whatever the length: one that does not fit whole into
// the structure, or whose group does not, is zero.
func TestDecodeTCPInfoEveryLength(t *testing.T) {
	b := make([]byte, binary.Size(tcpInfoWire{}))
	for n := range b {
		b[n] = byte(n*7 + 1)
	}
	var wire tcpInfoWire
	if _, err := binary.Decode(b, binary.NativeEndian, &wire); err != nil {
		t.Fatal(err)
	}
	for length := range len(b) + 1 {
		got, err := DecodeTCPInfo(b[:length:length])
		if length < TCPInfoBase {
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("%d bytes: error %v, want ErrMalformed", length, err)
			}
			continue
		}
		if err != nil || got.Len != length {
			t.Fatalf("%d bytes: length %d, error %v", length, got.Len, err)
		}
		checkFields(t, &got, wire)
	}
}

// checkFields goes through TCPInfo by reflection, so that a field that is forgotten shows.
func checkFields(t *testing.T, got *TCPInfo, wire tcpInfoWire) {
	t.Helper()
	fields, wireFields := reflect.ValueOf(*got), reflect.ValueOf(wire)
	for n := range fields.NumField() {
		name := fields.Type().Field(n).Name
		inWire, ok := wireFields.Type().FieldByName(name)
		if !ok {
			continue // Len and the bit fields
		}
		want := wireFields.FieldByIndex(inWire.Index).Uint()
		if !got.Has(groupEnd(inWire.Offset)) {
			want = 0
		}
		if fields.Field(n).Uint() != want {
			t.Errorf("%d bytes: %s = %d, want %d", got.Len, name, fields.Field(n).Uint(), want)
		}
	}
}

// groupEnd returns the size of the first structure that holds the field at offset. On 386 Go
// aligns as the System V ABI does, and no field of this structure is moved by it.
func groupEnd(offset uintptr) int {
	for _, end := range []int{
		TCPInfoBase, TCPInfoPacingRate, TCPInfoBytesAcked, TCPInfoSegsOut, TCPInfoNotSent, TCPInfoDeliveryRate,
		TCPInfoBusyTime, TCPInfoDelivered, TCPInfoBytesSent, TCPInfoSndWnd, TCPInfoRcvWnd, TCPInfoTotalRTO,
	} {
		if int(offset) < end {
			return end
		}
	}
	return TCPInfoReceivedCE
}

func TestDecodeTCPInfoBitFields(t *testing.T) {
	if !littleEndian() {
		t.Skip("bit fields lie the other way round on this kernel")
	}
	b := make([]byte, TCPInfoBase)
	b[6], b[7] = 0x7e, 0b101
	info, err := DecodeTCPInfo(b)
	if err != nil || info.SndWScale != 14 || info.RcvWScale != 7 || !info.DeliveryRateAppLimited || info.FastOpenClientFail != 2 {
		t.Errorf("error %v, %+v, want window scales 14 and 7, application limited, fast open failure 2", err, info)
	}
	b[7] = 0b010
	if info, err = DecodeTCPInfo(b); err != nil || info.DeliveryRateAppLimited || info.FastOpenClientFail != 1 {
		t.Errorf("error %v, %+v, want not application limited, fast open failure 1", err, info)
	}
}

func TestDecodeTCPInfoDoesNotAllocate(t *testing.T) {
	b := make([]byte, 280)
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := DecodeTCPInfo(b); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("DecodeTCPInfo allocates %v times", allocs)
	}
}
