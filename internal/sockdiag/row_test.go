package sockdiag

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"
)

// kernelRow is what Linux 6.18 sent for a listener on [::]:8080 that takes IPv4 as well, made
// by uid 1000: family, state, timer, retransmits; ports; addresses; interface; cookie; expires,
// queues, uid, inode; the attributes SHUTDOWN, SKV6ONLY, MARK, CGROUP_ID and SOCKOPT.
const kernelRow = `0a0a0000 1f900000 00000000000000000000000000000000 00000000000000000000000000000000
00000000 1000000000000000 00000000 00000000 80000000 e8030000 f1530000
05000800 00000000 05000b00 00000000 08000f00 00000000 0c001500 0100000000000000 06001600 12000000`

func TestDecodeRowGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	var got Row
	if err := DecodeRow(unhex(t, kernelRow), &got); err != nil {
		t.Fatal(err)
	}
	want := Row{
		Family: FamilyIPv6, State: TCPListen, LocalPort: 8080,
		Cookie: 0x10, SendQ: 128, UID: 1000, Inode: 21489, V6OnlyKnown: true,
	}
	if got != want {
		t.Errorf("DecodeRow:\n got %+v\nwant %+v", got, want)
	}
}

func TestDecodeRowEveryField(t *testing.T) {
	want := listener()
	b := appendRow(nil, want)
	b = appendAttr(b, attrSKV6Only, []byte{1})
	tls := appendAttr(nil, 1, []byte{0x03, 0x03}) // TLS_INFO_VERSION, passed over
	tls = appendAttr(tls, tlsTxConf, []byte{4, 0})
	tls = appendAttr(tls, tlsRxConf, []byte{2, 0})
	ulp := appendAttr(nil, 1, []byte("tls\x00"))
	b = appendAttr(b, attrULPInfo, appendAttr(ulp, ulpInfoTLS|0x8000, tls))
	b = appendAttr(b, 999, []byte("what a later kernel may send"))
	want.V6OnlyKnown, want.V6Only, want.TLSTx, want.TLSRx = true, true, TLSHWRecord, 2

	got := Row{Inode: 1, TLSTx: 77} // leftovers of another row
	if err := DecodeRow(b, &got); err != nil {
		t.Fatal(err)
	}
	if littleEndian() && got != want {
		t.Errorf("DecodeRow:\n got %+v\nwant %+v", got, want)
	}
}

func TestDecodeRowRefuses(t *testing.T) {
	good := appendRow(nil, listener())
	attrs := func(b ...byte) []byte { return append(slices.Clone(good), b...) }
	family := slices.Clone(good)
	family[0] = 17
	tests := []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"one byte short", good[:len(good)-1]},
		{"another family", family},
		{"half an attribute header", attrs(5, 0)},
		{"attribute shorter than its header", attrs(3, 0, 11, 0)},
		{"attribute longer than the message", attrs(9, 0, 11, 0, 1, 0, 0, 0)},
		{"empty SKV6ONLY", attrs(4, 0, 11, 0)},
		{"ULP info that ends early", attrs(6, 0, 19, 0, 8, 0, 0, 0)},
		{"TLS mode of one byte", attrs(13, 0, 19, 0, 9, 0, 2, 0, 5, 0, 3, 0, 4, 0, 0, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r Row
			if err := DecodeRow(tt.b, &r); !errors.Is(err, ErrMalformed) {
				t.Errorf("DecodeRow = %v, want ErrMalformed", err)
			}
		})
	}
}

func TestDecodeRowDoesNotAllocate(t *testing.T) {
	b := appendAttr(appendRow(nil, listener()), attrSKV6Only, []byte{1})
	var r Row
	allocs := testing.AllocsPerRun(100, func() {
		if err := DecodeRow(b, &r); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("DecodeRow allocates %v times", allocs)
	}
}

func BenchmarkDecodeRow(b *testing.B) {
	payload := appendAttr(appendRow(nil, listener()), attrSKV6Only, []byte{1})
	var r Row
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		if err := DecodeRow(payload, &r); err != nil {
			b.Fatal(err)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(string(slices.DeleteFunc([]byte(s), func(c byte) bool { return c == ' ' || c == '\n' })))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func littleEndian() bool { return status(1)[0] == 1 }
