package tui

import "unicode/utf8"

// history is the last values of something, the latest last.
type history struct{ values []float64 }

// longest is how many values are kept: more than any screen is wide.
const longest = 512

func (h *history) add(v float64) {
	if len(h.values) >= 2*longest {
		h.values = append(h.values[:0], h.values[len(h.values)-longest:]...)
	}
	h.values = append(h.values, v)
}

func (h *history) latest() (v float64, known bool) {
	if len(h.values) == 0 {
		return 0, false
	}
	return h.values[len(h.values)-1], true
}

// Bars from the least to the greatest value.
const (
	blocks = "▁▂▃▄▅▆▇█"
	signs  = "_.-:=+*#"
)

// appendSparkline appends the last width values as bars. The greatest of them has the highest bar;
// nothing at all has the lowest.
func appendSparkline(dst []byte, h *history, width int, ascii bool) []byte {
	bars := []rune(blocks)
	if ascii || cellsOf(bars[0]) != 1 {
		bars = []rune(signs)
	}
	values := h.values[max(len(h.values)-max(width, 0), 0):]
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	for _, v := range values {
		bar := 0
		if most > 0 && v > 0 {
			bar = min(int(v/most*float64(len(bars))), len(bars)-1)
		}
		dst = utf8.AppendRune(dst, bars[bar])
	}
	return dst
}
