package mib

import (
	"bytes"
	"math"
	"reflect"
	"testing"
)

// TestEstatsTypes holds all the documented numbers.
func TestEstatsTypes(t *testing.T) {
	for number, want := range map[TcpEstatsType]string{
		0: "TcpConnectionEstatsSynOpts", 1: "TcpConnectionEstatsData", 2: "TcpConnectionEstatsSndCong",
		3: "TcpConnectionEstatsPath", 4: "TcpConnectionEstatsSendBuff", 5: "TcpConnectionEstatsRec",
		6: "TcpConnectionEstatsObsRec", 7: "TcpConnectionEstatsBandwidth", 8: "TcpConnectionEstatsFineRtt",
		9: "TcpConnectionEstatsMaximum", 10: "TcpConnectionEstats(10)", math.MaxUint32: "TcpConnectionEstats(4294967295)",
	} {
		if got := number.String(); got != want {
			t.Errorf("TcpEstatsType(%d) = %s, want %s", uint32(number), got, want)
		}
	}
}

// TestEstatsGoldenBytes writes those with padding, or with a number below zero, once by hand.
func TestEstatsGoldenBytes(t *testing.T) {
	for _, test := range []struct {
		name string
		got  []byte
		want string
	}{
		{"BandwidthRw", encoded(t, EstatsBandwidthRw{1, -1}), "01000000 ffffffff"},
		{"SynOptsRos", encoded(t, EstatsSynOptsRos{ActiveOpen: 1, MssRcvd: 1460, MssSent: 65483}), "01000000 b4050000 cbff0000"},
		{"ObsRecRod", encoded(t, EstatsObsRecRod{CurRwinRcvd: 65536, WinScaleRcvd: 0xFF}), "00000100 00000000 00000000 ff000000"},
		{
			"RecRod32", encoded(t, EstatsRecRod32{CurRwinSent: 1, MaxReasmQueue: 2, CurAppRQueue: 3, MaxAppRQueue: 4, WinScaleSent: 7}),
			"01000000 00000000000000000000000000000000000000000000000000000000 00000000 00000000 02000000 03000000 04000000 07000000",
		},
		{
			"BandwidthRod", encoded(t, EstatsBandwidthRod{OutboundBandwidth: 1 << 40, OutboundBandwidthPeaked: 1}),
			"0000000000010000 0000000000000000 0000000000000000 0000000000000000 01 00 000000000000",
		},
	} {
		if want := unhex(t, test.want); !bytes.Equal(test.got, want) {
			t.Errorf("%s:\ngot  %x\nwant %x", test.name, test.got, want)
		}
	}
}

// TestEstatsWidths: no field is lost on the way from one width to the other.
func TestEstatsWidths(t *testing.T) {
	sameFields(t, numbered[EstatsSndCongRod32](), numbered[EstatsSndCongRod32]().Wide())
	sameFields(t, numbered[EstatsSndCongRod64](), numbered[EstatsSndCongRod64]().Narrow())
	sameFields(t, numbered[EstatsSendBuffRod32](), numbered[EstatsSendBuffRod32]().Wide())
	sameFields(t, numbered[EstatsRecRod32](), numbered[EstatsRecRod32]().Wide())
	sameFields(t, numbered[EstatsRecRod64](), numbered[EstatsRecRod64]().Narrow())

	long := EstatsRecRod64{CurAppRQueue: 1 << 32, MaxAppRQueue: math.MaxUint64}.Narrow()
	if long.CurAppRQueue != math.MaxUint32 || long.MaxAppRQueue != math.MaxUint32 {
		t.Errorf("queues of 4 GiB and more are %d and %d", long.CurAppRQueue, long.MaxAppRQueue)
	}
	if got := (EstatsSndCongRod64{SndLimBytesRwin: 1<<32 | 5}).Narrow().SndLimBytesRwin; got != 5 {
		t.Errorf("a count of 4 GiB and 5 bytes is %d", got)
	}
}

// numbered returns a T with another value in each field.
func numbered[T any]() (v T) {
	fields := reflect.ValueOf(&v).Elem()
	for i := range fields.NumField() {
		if fields.Type().Field(i).Name != "_" {
			fields.Field(i).SetUint(uint64(i) + 1)
		}
	}
	return v
}

func sameFields(t *testing.T, from, to any) {
	t.Helper()
	source, target := reflect.ValueOf(from), reflect.ValueOf(to)
	for i := range target.NumField() {
		name := target.Type().Field(i).Name
		if name == "_" {
			continue
		}
		if got, want := target.Field(i).Uint(), source.FieldByName(name).Uint(); got != want {
			t.Errorf("%T to %T: %s = %d, want %d", from, to, name, got, want)
		}
	}
}
