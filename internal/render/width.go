package render

import (
	"math/bits"
	"unicode/utf8"
)

// runes is the width of a cell. Nearly all cells are ASCII, for which it is the length.
func runes(cell []byte) int {
	for _, b := range cell {
		if b >= utf8.RuneSelf {
			return utf8.RuneCount(cell)
		}
	}
	return len(cell)
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
