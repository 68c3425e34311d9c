package render

import (
	"math"
	"net/netip"
	"strconv"
	"testing"
)

// FuzzAddr holds our texts of addresses and endpoints against those of the standard library.
func FuzzAddr(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte, port uint16) {
		a, ok := netip.AddrFromSlice(b)
		if !ok && len(b) > 0 {
			t.Skip("no address has so many bytes")
		}
		if got, want := appendAddr(nil, a), a.AppendTo(nil); string(got) != string(want) {
			t.Errorf("%x became %q, want %q", b, got, want)
		}
		ap := netip.AddrPortFrom(a, port)
		var text endpointText
		got, want := text.append(nil, ap), ap.AppendTo(nil)
		if string(got) != string(want) {
			t.Errorf("%x and %d became %q, want %q", b, port, got, want)
		}
		for width := range 60 {
			if w := text.wider(ap, width); max(w, width) != max(len(want), width) {
				t.Errorf("%s in a column of %d makes it %d wide", want, width, w)
			}
		}
	})
}

// TestAddrWithZeros tries every pattern of groups that are zero.
func TestAddrWithZeros(t *testing.T) {
	for pattern := range 256 {
		var b [16]byte
		for i := range 8 {
			if pattern>>i&1 != 0 {
				b[2*i+i%2] = 1 << i
			}
		}
		a := netip.AddrFrom16(b)
		if got, want := string(appendAddr(nil, a)), a.String(); got != want {
			t.Errorf("%x became %q, want %q", b, got, want)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, n := range []uint64{math.MaxUint64, math.MaxUint32, math.MaxUint16} {
		for ; n > 0; n /= 2 {
			checkDigits(t, n)
		}
	}
	checkDigits(t, 0)
	for n := uint64(1); n < math.MaxUint64/10; n *= 10 {
		checkDigits(t, n-1)
		checkDigits(t, n)
	}
	checkDigits(t, 1e19-1)
	checkDigits(t, 1e19)
}

func checkDigits(t *testing.T, n uint64) {
	t.Helper()
	if got, want := digits(n), len(strconv.FormatUint(n, 10)); got != want {
		t.Errorf("%d has %d digits, not %d", n, want, got)
	}
}
