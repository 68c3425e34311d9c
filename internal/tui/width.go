package tui

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/tcptable/tcptable/internal/render"
)

// appendShown appends s so that each rune of it stands alone in one or two cells, on every terminal:
// beyond what [render.AppendEscaped] escapes, everything that joins its neighbours or whose width
// terminals do not agree on.
func appendShown(dst []byte, s string) []byte {
	start := len(dst)
	dst = render.AppendEscaped(dst, s)
	if isASCII(dst[start:]) {
		return dst
	}
	escaped := string(dst[start:])
	dst = dst[:start]
	for _, r := range escaped {
		if cellsOf(r) > 0 {
			dst = utf8.AppendRune(dst, r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		dst = append(dst, quoted[1:len(quoted)-1]...)
	}
	return dst
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cellsOf returns in how many cells a rune stands, or 0 if that is not certain.
func cellsOf(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	if unicode.Is(unicode.M, r) || 0x1f1e6 <= r && r <= 0x1f1ff || 0x1f3fb <= r && r <= 0x1f3ff {
		return 0 // a mark, half of a flag, a colour of skin
	}
	var room [utf8.UTFMax]byte
	one := room[:utf8.EncodeRune(room[:], r)]
	cells := ansi.StringWidth(string(one))
	if cells > 2 || cells != ansi.StringWidthWc(string(one)) {
		return 0
	}
	return cells
}

// cells returns in how many cells a text stands that appendShown made.
func cells(text []byte) int {
	if isASCII(text) {
		return len(text)
	}
	n := 0
	for _, r := range string(text) {
		n += cellsOf(r)
	}
	return n
}

// cut shortens a text that appendShown made to at most n cells; its last cell then says so.
func cut(text []byte, n int) []byte {
	if cells(text) <= n {
		return text
	}
	if n <= 0 {
		return text[:0]
	}
	end, used := 0, 0
	for i, r := range string(text) {
		width := cellsOf(r)
		if used+width > n-1 {
			break
		}
		used += width
		end = i + utf8.RuneLen(r)
	}
	return append(text[:end:end], '~')
}
