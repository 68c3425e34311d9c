//go:build !windows

package iphlpapi

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// established6 is a connection of the machine.
func established6() ends { return endsOf6(tcp6Row("[2001:db8::1]:1005", "[2001:db8::2]:443", 0, 0)) }

// course is what the kernel tells of each connection of the test: another value in every field
// that goes into a structure.
func course() tcptable.TCPInfo {
	return tcptable.TCPInfo{
		WindowScaling: true, SndWScale: 7, RcvWScale: 9,
		RTO: 204 * time.Millisecond, Retransmits: 2, SndMSS: 1000, RTT: 12345 * time.Microsecond, RTTVar: 2345 * time.Microsecond,
		SndCwnd: 10, SndSsthresh: 20, Reordering: 3, RcvSsthresh: 65000, TotalRetrans: 31,
		BytesAcked: 1<<40 + 1, BytesReceived: 1<<40 + 2, SegsOut: 41, SegsIn: 42, MinRTT: 1999 * time.Microsecond,
		DataSegsIn: 43, DataSegsOut: 44, DeliveryRate: 1_000_000,
		BusyTime: 9 * time.Second, RwndLimited: 2 * time.Second, SndbufLimited: 3 * time.Second,
		DeliveredCE: 51, BytesSent: 1<<40 + 3, BytesRetrans: 1<<32 + 52, DSACKDups: 53, SndWnd: 54000, RcvWnd: 55000,
		TotalRTO: 8, TotalRTORecoveries: 5, ReceivedCE: 56,
	}
}

// words encodes numbers of 4 and 8 bytes, as C lays the structures out.
func words(numbers ...any) (b []byte) {
	for _, number := range numbers {
		var err error
		if b, err = binary.Append(b, binary.LittleEndian, number); err != nil {
			panic(err)
		}
	}
	return b
}

// word is a number that is as wide as a pointer.
func word(n uint32) any {
	if wordSize == 8 {
		return uint64(n)
	}
	return n
}

// pad is the padding that only structures with numbers as wide as a pointer of 64 bits have.
func pad(n int) []byte {
	if wordSize == 8 {
		return make([]byte, n)
	}
	return nil
}

func u32s(n int) []uint32 { return make([]uint32, n) }

// estatsGoldens are the structures for the course above, by the documented order of their fields.
func estatsGoldens() map[TcpEstatsType][3][]byte { // RW, ROS, ROD
	on := []byte{1}
	return map[TcpEstatsType][3][]byte{
		TcpConnectionEstatsData: {on, nil, words(uint64(1<<40+3), uint64(44), uint64(1<<40+2), uint64(43), uint64(41), uint64(42),
			u32s(6), uint64(1<<40+1), u32s(2), uint64(1<<40+2))},
		TcpConnectionEstatsSndCong: {on, u8s(4), words(
			uint32(0), uint32(2000), word(0), uint32(0), uint32(4000), word(0), uint32(0), uint32(3000), word(0),
			u32s(3), uint32(10_000), u32s(2), uint32(20_000), u32s(2), pad(4))},
		TcpConnectionEstatsPath: {on, nil, words(
			uint32(0), uint32(5), uint32(3), uint32(2), uint32(0), uint32(31), uint32(52), u32s(8),
			uint32(51), uint32(56), u32s(2), uint32(3), u32s(5), uint32(53),
			uint32(0), uint32(12), uint32(2), uint32(0), uint32(1), u32s(2), uint32(204), u32s(2), uint32(1000), u32s(3))},
		TcpConnectionEstatsRec: {on, nil, words(
			uint32(55000), u32s(2), uint32(65000), u32s(2), uint32(56), u32s(4), pad(4), word(77), word(0), byte(9), u8s(3), pad(4))},
		TcpConnectionEstatsObsRec:    {on, nil, words(uint32(54000), u32s(2), byte(7), u8s(3))},
		TcpConnectionEstatsBandwidth: {words(int32(1), int32(0)), nil, words(uint64(8_000_000), make([]uint64, 3), u8s(8))},
		TcpConnectionEstatsFineRtt:   {on, nil, words(uint32(2345), uint32(0), uint32(1999), uint32(12345))},
	}
}

func u8s(n int) []byte { return make([]byte, n) }

// told is the machine, whose connections have that course.
func told() *fakeCloser {
	source := closer()
	source.info = course()
	for i := range source.tables[0] {
		source.tables[0][i].RecvQ = 77
	}
	return source
}

// TestGetEstats: every byte of every structure, at every alignment, and no byte behind it.
func TestGetEstats(t *testing.T) {
	for kind, golden := range estatsGoldens() {
		for shift := range 8 {
			var buffers [3]estatsBuffer
			var backing [3][]byte
			for i := range buffers {
				backing[i] = bytes.Repeat([]byte{guard}, 500)
				b := backing[i][8+shift : 8+shift+400]
				if shift%2 == 0 { // exactly as long as is needed, and empty where nothing is
					b = b[:len(golden[i])]
				}
				buffers[i] = newEstatsBuffer(b, 0)
			}
			source := told()
			err := getEstats(source.caller(), established6(), kind, buffers[0], buffers[1], buffers[2])
			if err != nil || len(source.told) != 1 || source.told[0].PID != 0 && source.told[0].PID != 5 {
				t.Errorf("%v: %v, asked about %+v", kind, err, source.told)
			}
			for i, want := range golden {
				expected := bytes.Repeat([]byte{guard}, 500)
				copy(expected[8+shift:], want)
				if !bytes.Equal(backing[i], expected) {
					t.Errorf("%v, buffer %d:\n got %x\nwant %x", kind, i, backing[i], expected)
				}
			}
		}
	}
}

// TestEstatsLimits: numbers at their limits, and old kernels.
func TestEstatsLimits(t *testing.T) {
	huge := &tcptable.TCPInfo{
		SndCwnd: math.MaxUint32, SndMSS: 2, DeliveryRate: math.MaxUint64, RTT: math.MaxInt64, BusyTime: math.MaxInt64,
		TotalRTO: 1, TotalRTORecoveries: 2,
	}
	if got := sndCongRod(huge); got.CurCwnd != math.MaxUint32 || got.SndLimTimeCwnd != math.MaxUint32 {
		t.Errorf("SndCong: %+v", got)
	}
	if got := bandwidthRod(huge).OutboundBandwidth; got != math.MaxUint64-7 {
		t.Errorf("Bandwidth: %d", got)
	}
	if got := pathRod(huge); got.SmoothedRtt != math.MaxUint32 || got.SubsequentTimeouts != 0 {
		t.Errorf("Path: %+v", got)
	}
	if got := fineRttRod(huge).SumRtt; got != math.MaxUint32 {
		t.Errorf("FineRtt: %d", got)
	}
	old := &tcptable.TCPInfo{SndMSS: 1000, RwndLimited: time.Second} // more of a part than of the whole
	if got := sndCongRod(old); got.CurSsthresh != math.MaxUint32 || got.SndLimTimeCwnd != 0 {
		t.Errorf("SndCong without a threshold: %+v", got)
	}
	if got := recRod(old, &tcptable.Conn{RecvQ: math.MaxUint32}); got.WinScaleSent != 0xFF || got.CurAppRQueue != math.MaxUint32 {
		t.Errorf("Rec without scaling: %+v", got)
	}
	if got := obsRecRod(old).WinScaleRcvd; got != 0xFF {
		t.Errorf("ObsRec without scaling: %d", got)
	}
}

// TestEstatsArguments: what is wrong is looked for in the documented order, and before the
// connection.
func TestEstatsArguments(t *testing.T) {
	none, enough := estatsBuffer{}, newEstatsBuffer(make([]byte, 200), 0)
	short, null := newEstatsBuffer(make([]byte, 15), 0), estatsBuffer{size: 16}
	versioned := newEstatsBuffer(nil, 1)
	const fine = TcpConnectionEstatsFineRtt
	gone := endsOf6(tcp6Row("[2001:db8::1]:1", "[2001:db8::2]:443", 0, 0))
	for _, test := range []struct {
		name         string
		ends         ends
		kind         TcpEstatsType
		rw, ros, rod estatsBuffer
		want         error
	}{
		{"nothing asked for", established6(), fine, none, none, none, nil},
		{"everything", established6(), fine, enough, enough, enough, nil},
		{"a short buffer for a structure that is not there", established6(), fine, none, short, none, nil},
		{"type 9", established6(), TcpConnectionEstatsMaximum, none, none, none, ERROR_INVALID_PARAMETER},
		{"the greatest type", established6(), math.MaxUint32, none, none, none, ERROR_INVALID_PARAMETER},
		{"type 9 and a version", established6(), TcpConnectionEstatsMaximum, versioned, none, none, ERROR_INVALID_PARAMETER},
		{"RW version", established6(), fine, versioned, none, none, ERROR_NOT_SUPPORTED},
		{"ROS version", established6(), fine, none, versioned, none, ERROR_NOT_SUPPORTED},
		{"ROD version", established6(), fine, none, none, versioned, ERROR_NOT_SUPPORTED},
		{"version and a size without a buffer", established6(), fine, versioned, null, none, ERROR_NOT_SUPPORTED},
		{"RW size without a buffer", established6(), fine, null, none, none, ERROR_INVALID_USER_BUFFER},
		{"ROS size without a buffer", established6(), fine, none, null, none, ERROR_INVALID_USER_BUFFER},
		{"ROD size without a buffer", established6(), fine, none, none, null, ERROR_INVALID_USER_BUFFER},
		{"no buffer and a short one", established6(), fine, null, none, short, ERROR_INVALID_USER_BUFFER},
		{"short ROD", established6(), fine, none, none, short, ERROR_INSUFFICIENT_BUFFER},
		{"short RW", established6(), TcpConnectionEstatsBandwidth, newEstatsBuffer(make([]byte, 7), 0), none, none, ERROR_INSUFFICIENT_BUFFER},
		{"short ROS", established6(), TcpConnectionEstatsSndCong, none, newEstatsBuffer(make([]byte, 3), 0), none, ERROR_INSUFFICIENT_BUFFER},
		{"SynOpts", established6(), TcpConnectionEstatsSynOpts, none, enough, none, ERROR_NOT_SUPPORTED},
		{"SynOpts, short", established6(), TcpConnectionEstatsSynOpts, none, newEstatsBuffer(make([]byte, 11), 0), none, ERROR_INSUFFICIENT_BUFFER},
		{"SendBuff", established6(), TcpConnectionEstatsSendBuff, none, none, enough, ERROR_NOT_SUPPORTED},
		{"no connection and a short buffer", gone, fine, none, none, short, ERROR_INSUFFICIENT_BUFFER},
		{"no connection and SendBuff", gone, TcpConnectionEstatsSendBuff, none, none, enough, ERROR_NOT_SUPPORTED},
		{"no connection", gone, fine, none, none, enough, ERROR_NOT_FOUND},
		{"listener", endsOf6(tcp6Row("[::]:22", "[::]:0", 0, 0)), fine, none, none, enough, ERROR_NOT_FOUND},
		{"link-local", endsOf6(tcp6Row("[fe80::1]:7", "[fe80::2]:8", 3, 3)), fine, none, none, enough, nil},
		{"link-local, another scope", endsOf6(tcp6Row("[fe80::1]:7", "[fe80::2]:8", 4, 4)), fine, none, none, enough, ERROR_NOT_FOUND},
		{"mapped, in the IPv6 table", endsOf6(tcp6Row("[::ffff:192.0.2.1]:80", "[::ffff:198.51.100.7]:50000", 0, 0)), fine, none, none, enough, ERROR_NOT_FOUND},
		{"mapped, in the IPv4 table", endsOf(tcpRow("192.0.2.1:80", "198.51.100.7:50000", 5)), fine, none, none, enough, nil},
		{"another state", endsOf(tcpRow("192.0.2.1:1005", "198.51.100.7:443", 99)), fine, none, none, enough, nil},
	} {
		buffers := []estatsBuffer{test.rw, test.ros, test.rod}
		for _, b := range buffers {
			for i := range b.bytes {
				b.bytes[i] = guard
			}
		}
		source := told()
		err := getEstats(source.caller(), test.ends, test.kind, test.rw, test.ros, test.rod)
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if errors.Is(err, fs.ErrNotExist) != (test.want == ERROR_NOT_FOUND) {
			t.Errorf("%s: %v", test.name, err)
		}
		for _, b := range buffers {
			if err != nil && bytes.Count(b.bytes, []byte{guard}) != len(b.bytes) {
				t.Errorf("%s: a buffer was written", test.name)
			}
		}
		if early := test.want != nil && test.want != ERROR_NOT_FOUND; early && len(source.queries) != 0 {
			t.Errorf("%s: the kernel was asked", test.name)
		}
	}
}

func TestSetEstats(t *testing.T) {
	const data, bandwidth = TcpConnectionEstatsData, TcpConnectionEstatsBandwidth
	outIn := func(out, in int32) []byte { return words(out, in) }
	for _, test := range []struct {
		name    string
		kind    TcpEstatsType
		rw      []byte
		version uint32
		offset  uint32
		want    error
	}{
		{"on", data, []byte{1}, 0, 0, nil},
		{"on, in another way", data, []byte{0x55}, 0, 0, nil},
		{"unchanged", data, []byte{0xFF}, 0, 0, nil},
		{"on, in a longer buffer", data, []byte{1, 0, 0, 0}, 0, 0, nil},
		{"off", data, []byte{0}, 0, 0, ERROR_NOT_SUPPORTED},
		{"nothing", data, nil, 0, 0, nil},
		{"empty", data, []byte{}, 0, 0, nil},
		{"nothing, SynOpts", TcpConnectionEstatsSynOpts, nil, 0, 0, nil},
		{"on, SynOpts", TcpConnectionEstatsSynOpts, []byte{1}, 0, 0, ERROR_NOT_SUPPORTED},
		{"on, SendBuff", TcpConnectionEstatsSendBuff, []byte{1}, 0, 0, ERROR_NOT_SUPPORTED},
		{"both on", bandwidth, outIn(1, 1), 0, 0, nil},
		{"both unchanged", bandwidth, outIn(-1, -1), 0, 0, nil},
		{"outbound alone", bandwidth, outIn(1, 0), 0, 0, nil},
		{"outbound off", bandwidth, outIn(0, -1), 0, 0, ERROR_NOT_SUPPORTED},
		{"outbound 2", bandwidth, outIn(2, 1), 0, 0, ERROR_INVALID_PARAMETER},
		{"inbound 2", bandwidth, outIn(1, 2), 0, 0, ERROR_INVALID_PARAMETER},
		{"short", bandwidth, make([]byte, 7), 0, 0, ERROR_INSUFFICIENT_BUFFER},
		{"version", data, []byte{1}, 1, 0, ERROR_NOT_SUPPORTED},
		{"offset", data, []byte{1}, 0, 1, ERROR_NOT_SUPPORTED},
		{"version, and nothing", data, nil, 1, 0, ERROR_NOT_SUPPORTED},
		{"type 9", TcpConnectionEstatsMaximum, []byte{1}, 0, 0, ERROR_INVALID_PARAMETER},
	} {
		before := slices.Clone(test.rw)
		source := told()
		err := setEstats(source.caller(), established6(), test.kind, newEstatsBuffer(test.rw, test.version), test.offset)
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if !slices.Equal(test.rw, before) {
			t.Errorf("%s: the buffer was written", test.name)
		}
	}
	null := estatsBuffer{size: 1}
	if err := setEstats(told().caller(), established6(), data, null, 0); err != ERROR_INVALID_USER_BUFFER {
		t.Errorf("a size without a buffer: %v, want %v", err, ERROR_INVALID_USER_BUFFER)
	}
	gone := endsOf(tcpRow("192.0.2.1:1", "198.51.100.7:443", 0))
	for _, value := range []byte{0, 1} {
		err := setEstats(told().caller(), gone, data, newEstatsBuffer([]byte{value}, 0), 0)
		checkError(t, "no connection", err, ERROR_NOT_FOUND, fs.ErrNotExist)
	}
}

func TestEstatsErrors(t *testing.T) {
	for _, test := range []struct {
		cause error
		want  Errno
	}{
		{fs.ErrNotExist, ERROR_NOT_FOUND}, // it ended after it was found
		{errors.ErrUnsupported, ERROR_NOT_SUPPORTED},
		{syscall.ENOMEM, ERROR_NOT_ENOUGH_MEMORY},
		{errors.New("bad luck"), ERROR_GEN_FAILURE},
	} {
		failing := told()
		failing.failure = fmt.Errorf("fake: %w", test.cause)
		rod := newEstatsBuffer(make([]byte, 16), 0)
		err := getEstats(failing.caller(), established6(), TcpConnectionEstatsFineRtt, estatsBuffer{}, estatsBuffer{}, rod)
		checkError(t, "tcp_info", err, test.want, test.cause)
	}
}

func TestEstatsNilRow(t *testing.T) {
	for name, err := range map[string]error{
		"Get, IPv4": GetPerTcpConnectionEStats(nil, TcpConnectionEstatsData, nil, 0, nil, 0, nil, 0),
		"Get, IPv6": GetPerTcp6ConnectionEStats(nil, TcpConnectionEstatsData, nil, 0, nil, 0, nil, 0),
		"Set, IPv4": SetPerTcpConnectionEStats(nil, TcpConnectionEstatsData, nil, 0, 0),
		"Set, IPv6": SetPerTcp6ConnectionEStats(nil, TcpConnectionEstatsData, nil, 0, 0),
	} {
		if err != ERROR_INVALID_PARAMETER {
			t.Errorf("%s: %v, want %v", name, err, ERROR_INVALID_PARAMETER)
		}
	}
}

// TestReadEstats: each structure is asked for under its type and as what it is, and read in the
// width that it has in the buffer.
func TestReadEstats(t *testing.T) {
	checkRead[TcpEstatsSynOptsRos](t, TcpConnectionEstatsSynOpts, 12, 0)
	checkRead[TcpEstatsDataRod](t, TcpConnectionEstatsData, 0, 96)
	checkRead[TcpEstatsSndCongRos](t, TcpConnectionEstatsSndCong, 4, 0)
	checkRead[TcpEstatsSndCongRod](t, TcpConnectionEstatsSndCong, 0, []int{72, 88}[wordSize/8])
	checkRead[TcpEstatsPathRod](t, TcpConnectionEstatsPath, 0, 160)
	checkRead[TcpEstatsSendBuffRod](t, TcpConnectionEstatsSendBuff, 0, []int{16, 32}[wordSize/8])
	checkRead[TcpEstatsRecRod](t, TcpConnectionEstatsRec, 0, []int{56, 72}[wordSize/8])
	checkRead[TcpEstatsObsRecRod](t, TcpConnectionEstatsObsRec, 0, 16)
	checkRead[TcpEstatsBandwidthRod](t, TcpConnectionEstatsBandwidth, 0, 40)
	checkRead[TcpEstatsFineRttRod](t, TcpConnectionEstatsFineRtt, 0, 16)

	rec, err := readEstats[TcpEstatsRecRod](func(kind TcpEstatsType, ros, rod []byte) error {
		info := course()
		return writeEstats(kind, &info, &tcptable.Conn{RecvQ: 77}, nil, ros, rod)
	})
	if want := (TcpEstatsRecRod{CurRwinSent: 55000, LimRwin: 65000, CeRcvd: 56, CurAppRQueue: 77, WinScaleSent: 9}); err != nil || rec != want {
		t.Errorf("Rec: %+v, %v, want %+v", rec, err, want)
	}
}

func checkRead[T interface {
	TcpEstats
	mib.Structure[T]
	comparable
}](t *testing.T, wantKind TcpEstatsType, wantRos, wantRod int) {
	t.Helper()
	got, err := readEstats[T](func(kind TcpEstatsType, ros, rod []byte) error {
		if kind != wantKind || len(ros) != wantRos || len(rod) != wantRod {
			t.Errorf("%v with %d and %d bytes, want %v with %d and %d", kind, len(ros), len(rod), wantKind, wantRos, wantRod)
		}
		for _, b := range [][]byte{ros, rod} {
			for i := range b {
				b[i] = byte(i) + 1
			}
		}
		return nil
	})
	var zero T
	if err != nil || got == zero {
		t.Errorf("%T: %+v, %v", got, got, err)
	}
	failed, err := readEstats[T](func(TcpEstatsType, []byte, []byte) error { return ERROR_NOT_FOUND })
	if err != ERROR_NOT_FOUND || failed != zero {
		t.Errorf("%T: %+v, %v, want %v", failed, failed, err, ERROR_NOT_FOUND)
	}
}
