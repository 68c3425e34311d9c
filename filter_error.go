package tcptable

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tcptable/tcptable/internal/filter"
)

// FilterError says what is wrong with the text of a filter, and where.
type FilterError struct {
	Text           string // as it was given to [ParseFilter]
	Offset, Length int    // of the word that is wrong, in bytes; Length is 0 where one is missing
	Message        string // what is wrong, and what would fit, in printable characters
}

func newFilterError(text string, err error) error {
	e := &FilterError{Text: text, Message: printable(err.Error())}
	if at := (*filter.Error)(nil); errors.As(err, &at) {
		e.Offset, e.Length = at.Offset, at.Length
	}
	return e
}

// Error returns one line, without the text.
func (e *FilterError) Error() string { return "filter: " + e.Message }

// maxCaret is how many columns [FilterError.Caret] takes at most.
const maxCaret = 100

// Caret returns two lines: the text, or the part of it around the word that is wrong, and "^" under that
// word. Characters that cannot be printed are shown as escapes.
//
//	state established and dprot = :443
//	                      ^~~~~
func (e *FilterError) Caret() string {
	at := min(e.Offset, len(e.Text))
	end := min(at+e.Length, len(e.Text))
	before, word, after := printable(e.Text[:at]), printable(e.Text[at:end]), printable(e.Text[end:])
	word = keepLeft(word, maxCaret/2)
	before = keepRight(before, maxCaret-columns(word)-min(columns(after), 20))
	after = keepLeft(after, maxCaret-columns(word)-columns(before))
	line := before + word + after
	return line + "\n" + strings.Repeat(" ", columns(before)) + "^" + strings.Repeat("~", max(0, columns(word)-1))
}

// keepLeft returns s, cut at its end where it has more columns than n.
func keepLeft(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	for i, r := range s {
		if n -= runeColumns(r); n < len("...") {
			return s[:i] + "..."
		}
	}
	return s
}

// keepRight returns s, cut at its beginning where it has more columns than n.
func keepRight(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if n -= runeColumns(r); n < len("...") {
			return "..." + s[i:]
		}
		i -= size
	}
	return s
}

// printable returns s with escapes for what a terminal does not show as one character or two.
func printable(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[0])|0x100, 16)[1:])
		case unicode.IsPrint(r) && !unicode.In(r, unicode.Mn, unicode.Me):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		s = s[size:]
	}
	return b.String()
}

// columns returns how many columns of a terminal a printable text takes.
func columns(s string) (n int) {
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if isWide(r) {
		return 2
	}
	return 1
}

// isWide reports whether a terminal shows r two columns wide: East Asian characters and emoji do.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi):
		return r < 0xff61 || r > 0xffdc // the narrow forms
	}
	return r >= 0x3000 && r <= 0x303e || r >= 0xff01 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff
}
