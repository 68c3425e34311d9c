package result

import (
	"fmt"
	"strconv"
	"time"
)

// grouped writes 1000000 as 1,000,000.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// seconds writes a time with three digits that count.
func seconds(d time.Duration) string {
	switch s := d.Seconds(); {
	case s >= 1:
		return fmt.Sprintf("%.3g s", s)
	case s >= 1e-3:
		return fmt.Sprintf("%.3g ms", s*1e3)
	default:
		return fmt.Sprintf("%.3g µs", s*1e6)
	}
}

// wall writes how long a contestant took.
func (s Sample) wall() string {
	if s.Cut {
		return "> " + strconv.Itoa(int(s.Wall.Seconds())) + " s"
	}
	return seconds(s.Wall)
}

func (m Measured) text(unit string) string {
	var s string
	switch {
	case m.Value >= 100:
		s = fmt.Sprintf("%.0f", m.Value)
	case unit == "": // a count
		s = fmt.Sprintf("%g", m.Value)
	default:
		s = fmt.Sprintf("%.3g", m.Value)
	}
	if m.Beyond {
		s = "> " + s
	}
	return s + unit
}

// perRow writes what one row cost.
func (s Sample) perRow(rows int) string {
	if rows == 0 || s.Cut {
		return ""
	}
	return grouped(int(s.Wall)/rows) + " ns"
}

// mebibytes writes an amount of memory; below floor it is not known exactly.
func mebibytes(n, floor uint64) string {
	if n <= floor {
		return fmt.Sprintf("< %.0f MiB", float64(floor)/(1<<20)+1)
	}
	return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20))
}
