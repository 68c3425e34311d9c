package render

import (
	"strconv"
	"strings"
	"time"
)

// appendTextValue appends what a person reads: rounded where a program gets every digit.
func appendTextValue(dst []byte, kind Kind, v *value) []byte {
	if !v.known {
		return append(dst, '-')
	}
	switch kind {
	case KindText:
		return appendEscaped(dst, v.text)
	case KindNumber, KindDigits:
		return strconv.AppendUint(dst, v.number, 10)
	case KindBool:
		return append(dst, yesOrNo(v.number != 0)...)
	case KindBytes:
		return appendSize(dst, v.number)
	case KindRate:
		return append(appendSize(dst, v.number), "/s"...)
	case KindSeconds:
		return AppendDuration(dst, time.Duration(v.number))
	case KindTime:
		return v.time.Local().AppendFormat(dst, time.DateTime)
	case KindAddr:
		return appendAddr(dst, v.endpoint.Addr())
	case KindEndpoint:
		return new(endpointText).append(dst, v.endpoint)
	case KindWords:
		return appendEscaped(dst, commandLine(v.words))
	case KindProcesses:
		return appendHolders(dst, v.processes)
	}
	return append(dst, '-')
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// commandLine is how ps shows a command line. Which blank parts two words cannot be told: JSON has
// the words.
func commandLine(words []string) string { return strings.Join(words, " ") }

// appendSize appends a number of bytes with three digits and a decimal unit: 999B, 1.23kB, 45.6MB.
func appendSize(dst []byte, n uint64) []byte {
	if n < 1000 {
		return append(strconv.AppendUint(dst, n, 10), 'B')
	}
	const units = "kMGTPE"
	unit, size := 0, float64(n)/1000
	for size >= 999.5 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	return append(appendThreeDigits(dst, size), units[unit], 'B')
}

// appendThreeDigits appends a number below 1000 with three digits.
func appendThreeDigits(dst []byte, n float64) []byte {
	decimals := 2
	if n >= 99.95 {
		decimals = 0
	} else if n >= 9.995 {
		decimals = 1
	}
	return strconv.AppendFloat(dst, n, 'f', decimals, 64)
}

// AppendDuration appends a duration as a person says it, in its two greatest units, or with three
// digits below a minute: 38µs, 1.23ms, 45.6s, 12m3s, 5h10m, 3d4h.
func AppendDuration(dst []byte, d time.Duration) []byte {
	switch {
	case d <= 0:
		return append(dst, "0s"...)
	case d < time.Microsecond:
		return append(strconv.AppendInt(dst, int64(d), 10), "ns"...)
	case d < time.Millisecond-time.Microsecond/2: // what is rounded to 1000µs is 1ms
		return append(appendThreeDigits(dst, float64(d)/1e3), "µs"...)
	case d < time.Second-time.Millisecond/2:
		return append(appendThreeDigits(dst, float64(d)/1e6), "ms"...)
	case d < time.Minute-50*time.Millisecond:
		return append(appendThreeDigits(dst, float64(d)/1e9), 's')
	case d < time.Hour:
		return appendPair(dst, max(d, time.Minute), time.Minute, 'm', time.Second, 's')
	case d < 24*time.Hour:
		return appendPair(dst, d, time.Hour, 'h', time.Minute, 'm')
	}
	return appendPair(dst, d, 24*time.Hour, 'd', time.Hour, 'h')
}

func appendPair(dst []byte, d, great time.Duration, g byte, small time.Duration, s byte) []byte {
	dst = append(strconv.AppendInt(dst, int64(d/great), 10), g)
	if rest := d % great / small; rest > 0 {
		dst = append(strconv.AppendInt(dst, int64(rest), 10), s)
	}
	return dst
}
