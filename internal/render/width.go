package render

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// runes is the width of a cell. Nearly all cells are ASCII, for which it is the length.
func runes(cell []byte) int {
	if isASCII(cell) {
		return len(cell)
	}
	return utf8.RuneCount(cell)
}

func isASCII(b []byte) bool {
	all := uint64(0)
	for ; len(b) >= 8; b = b[8:] {
		all |= binary.NativeEndian.Uint64(b)
	}
	for _, c := range b {
		all |= uint64(c)
	}
	return all&0x8080_8080_8080_8080 == 0
}

var powersOf10 = [...]uint64{
	0, // 0 has a digit, too
	1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// digits returns how many decimal digits n has.
func digits(n uint64) int {
	d := bits.Len64(n) * 1233 >> 12 // log 2, a bit too small: the digits or one less
	if n >= powersOf10[d] {
		d++
	}
	return d
}
