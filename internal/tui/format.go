package tui

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// shown is a text as it can be shown.
func shown(text string) string { return string(appendShown(nil, text)) }

// appendEndpoint appends "address:port". A zone may be anything.
func appendEndpoint(dst []byte, ap netip.AddrPort) []byte {
	if ap.Addr().Zone() == "" {
		return render.AppendEndpoint(dst, ap)
	}
	plain := netip.AddrPortFrom(ap.Addr().WithZone(""), ap.Port())
	dst = render.AppendEndpoint(dst, plain)
	tail := "]:" + strconv.Itoa(int(ap.Port()))
	dst = append(dst[:len(dst)-len(tail)], '%')
	return append(appendShown(dst, ap.Addr().Zone()), tail...)
}

// appendOwner appends the owner of a row, or why there is none.
func appendOwner(dst []byte, c *tcptable.Conn, process string) []byte {
	if c.PID == 0 {
		return render.AppendOwner(dst, &render.Row{Conn: c})
	}
	dst = strconv.AppendUint(dst, uint64(c.PID), 10)
	if process == "" {
		return dst
	}
	return appendShown(append(dst, '/'), process)
}

// counted returns "1 row", "2 rows" and so on.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// bytesText writes a count of bytes in three digits or so.
func bytesText(n float64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%.0f B", n)
	}
	unit := 0
	for n /= 1000; n >= 999.5 && unit < len(units)-1; n /= 1000 {
		unit++
	}
	if n < 9.95 {
		return fmt.Sprintf("%.1f %cB", n, units[unit])
	}
	return fmt.Sprintf("%.0f %cB", n, units[unit])
}

// ageText writes a duration in two or three letters and digits, such as "59s" or "3h".
func ageText(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}

// wrap breaks a text that can be shown into lines of at most so many cells, between words where that is
// possible.
func wrap(text string, width int) []string {
	var lines []string
	for {
		n := fitting([]byte(text), width)
		if n == len(text) {
			return append(lines, text)
		}
		if space := strings.LastIndexByte(text[:n+1], ' '); space > 0 {
			lines, text = append(lines, text[:space]), text[space+1:]
			continue
		}
		if n == 0 { // a wide rune on a narrow screen
			_, n = utf8.DecodeRuneInString(text)
		}
		lines, text = append(lines, text[:n]), text[n:]
	}
}
