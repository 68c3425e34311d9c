package render

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strconv"
)

// appendAddr appends the address without its zone, as [netip.Addr.AppendTo] does, in half its time:
// of all there is in a row, the addresses take longest.
func appendAddr(dst []byte, a netip.Addr) []byte {
	switch {
	case a.Is4():
		return appendIPv4(dst, a.As4())
	case a.Is4In6():
		return appendIPv4(append(dst, "::ffff:"...), a.As4())
	case a.Is6():
		return appendIPv6(dst, a.As16())
	}
	return dst
}

func appendIPv4(dst []byte, b [4]byte) []byte {
	dst = strconv.AppendUint(dst, uint64(b[0]), 10)
	for _, n := range b[1:] {
		dst = strconv.AppendUint(append(dst, '.'), uint64(n), 10)
	}
	return dst
}

// appendIPv6 writes an address as RFC 5952 asks for: the first of the longest runs of two or more
// groups that are zero is left out.
func appendIPv6(dst []byte, b [16]byte) []byte {
	first, end := zeroGroups(&b)
	for i := 0; i < 8; i++ {
		if i == first {
			dst = append(dst, "::"...)
			if i = end; i == 8 {
				break
			}
		} else if i > 0 {
			dst = append(dst, ':')
		}
		dst = appendGroup(dst, binary.BigEndian.Uint16(b[2*i:]))
	}
	return dst
}

// zeroGroups returns which groups are left out. If none are, first is -1.
func zeroGroups(b *[16]byte) (first, end int) {
	var zero uint // bit i: group i is zero
	for i := range 8 {
		if b[2*i]|b[2*i+1] == 0 {
			zero |= 1 << i
		}
	}
	first, end = -1, -1
	length := 1
	for i := 0; zero>>i != 0; {
		i += bits.TrailingZeros(zero >> i)
		run := bits.TrailingZeros(^(zero >> i))
		if run > length {
			first, end, length = i, i+run, run
		}
		i += run
	}
	return first, end
}

func appendGroup(dst []byte, n uint16) []byte {
	a, b, c, d := hexDigits[n>>12], hexDigits[n>>8&15], hexDigits[n>>4&15], hexDigits[n&15]
	switch {
	case n >= 0x1000:
		return append(dst, a, b, c, d)
	case n >= 0x100:
		return append(dst, b, c, d)
	case n >= 0x10:
		return append(dst, c, d)
	}
	return append(dst, d)
}

// maxAddr is the length of the longest text of an address.
const maxAddr = len("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")

// addrText keeps the text of the last address: a table that is sorted has many rows with the same
// local one, and often enough with the same remote one.
type addrText struct {
	addr netip.Addr // not valid: no text
	text [maxAddr]byte
	n    int
}

// of returns the text of an address without its zone. It is good until the next call.
func (t *addrText) of(a netip.Addr) []byte {
	if a != t.addr {
		t.addr = a
		t.n = len(appendAddr(t.text[:0], a))
	}
	return t.text[:t.n]
}

// addrTexts are those of a row.
type addrTexts struct{ local, remote addrText }

// endpointText makes the texts of one endpoint of each row.
type endpointText struct{ addr addrText }

// append appends "address:port". A zone is the name of an interface, which on Linux may hold
// control characters.
func (t *endpointText) append(dst []byte, ap netip.AddrPort) []byte {
	a := ap.Addr()
	if !a.IsValid() {
		return dst
	}
	if a.Is4() {
		dst = append(dst, t.addr.of(a)...)
	} else {
		dst = append(append(dst, '['), t.addr.of(a)...)
		if zone := a.Zone(); zone != "" {
			dst = appendEscaped(append(dst, '%'), zone)
		}
		dst = append(dst, ']')
	}
	return appendUint(append(dst, ':'), uint32(ap.Port()))
}

// wider returns the width of what append appends, or an estimate that is at least as great if that
// is not more than width.
func (t *endpointText) wider(ap netip.AddrPort, width int) int {
	a := ap.Addr()
	if a.Zone() != "" {
		var room [128]byte
		return runes(t.append(room[:0], ap))
	}
	fixed := len(":") + digits(uint64(ap.Port()))
	if !a.Is4() {
		fixed += len("[]")
	}
	if !a.IsValid() || fixed+maxAddr <= width || a != t.addr.addr && fixed+atMost(a) <= width {
		return 0
	}
	return fixed + len(t.addr.of(a))
}

// atMost returns a length that the text of an address does not exceed.
func atMost(a netip.Addr) int {
	if a.Is4() || a.Is4In6() {
		return len("::ffff:255.255.255.255")
	}
	b, _ := a.AppendBinary(make([]byte, 0, 16)) // the caller has seen that there is no zone
	n := len(":::::::")
	for ; len(b) >= 2; b = b[2:] {
		n += hexLen(binary.BigEndian.Uint16(b))
	}
	return n
}

// hexLen returns how many digits appendGroup appends.
func hexLen(n uint16) int { return (bits.Len16(n|1) + 3) / 4 }
