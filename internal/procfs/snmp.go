package procfs

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// TCPStats are the counters of the "Tcp" lines of net/snmp, of both address families together.
// The kernel counts in machine words, so that those of a 32-bit one wrap at 2^32.
type TCPStats struct {
	RtoAlgorithm uint64 // tcpRtoAlgorithm of RFC 4022
	RtoMin       uint64 // milliseconds
	RtoMax       uint64 // milliseconds
	MaxConn      int64  // -1: no fixed limit
	ActiveOpens  uint64
	PassiveOpens uint64
	AttemptFails uint64
	EstabResets  uint64
	CurrEstab    uint64
	InSegs       uint64
	OutSegs      uint64
	RetransSegs  uint64
	InErrs       uint64
	OutRsts      uint64
	InCsumErrors uint64
}

// OpenSNMP opens net/snmp under root for the network namespace of the calling thread; the file
// stays in it.
func OpenSNMP(root string) (*os.File, error) { return openNet(root, "snmp") }

// ReadTCPStats reads the whole text of net/snmp from r, see [ParseTCPStats].
func ReadTCPStats(r io.Reader) (TCPStats, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return TCPStats{}, err
	}
	return ParseTCPStats(text)
}

// ParseTCPStats reads the text of net/snmp: a line of titles for each protocol and then, under
// it, a line of values. Columns are found by their titles; those that it does not know are passed
// over. If some that it knows are missing, the error names them and the others are returned.
// Errors wrap [ErrMalformed].
func ParseTCPStats(text []byte) (TCPStats, error) {
	titles, values, err := findLines(text, "net/snmp", "Tcp:")
	if err != nil {
		return TCPStats{}, err
	}
	columns := make(columns, 0, columnsAtMost)
	for {
		var title, value []byte
		title, titles = nextField(titles)
		value, values = nextField(values)
		if len(title) == 0 && len(value) == 0 {
			return statsOf(columns)
		}
		if len(title) == 0 || len(value) == 0 {
			return TCPStats{}, fmt.Errorf("%w: net/snmp: title %q with the value %q", ErrMalformed, title, value)
		}
		columns = append(columns, column{title, value})
	}
}

// column is a title and the value under it.
type column struct{ title, value []byte }

// columns are few enough to be looked through, which allocates nothing.
type columns []column

// columnsAtMost is more than the kernel has.
const columnsAtMost = 32

func (all columns) find(title string) (value []byte, ok bool) {
	for i := range all {
		if string(all[i].title) == title {
			value, ok = all[i].value, true
		}
	}
	return value, ok
}

// findLines returns what follows the protocol in its two lines.
func findLines(text []byte, file, protocol string) (titles, values []byte, err error) {
	for line := range bytes.Lines(text) {
		rest, ok := bytes.CutPrefix(line, []byte(protocol))
		switch {
		case titles == nil && ok:
			titles = rest
		case ok:
			return titles, rest, nil
		case titles != nil:
			return nil, nil, fmt.Errorf("%w: %s: %q follows the titles of %s", ErrMalformed, file, line, protocol)
		}
	}
	return nil, nil, fmt.Errorf("%w: %s: not two lines of %s", ErrMalformed, file, protocol)
}

// statsOf returns the numbers in the columns that are known.
func statsOf(columns columns) (s TCPStats, err error) {
	const maxConn = "MaxConn" // the only one that may be negative
	var missing []string
	if text, ok := columns.find(maxConn); !ok {
		missing = append(missing, maxConn)
	} else if s.MaxConn, ok = parseSigned(text); !ok {
		return TCPStats{}, badValue(maxConn, text)
	}
	for _, column := range [...]struct {
		title string
		value *uint64
	}{
		{"RtoAlgorithm", &s.RtoAlgorithm},
		{"RtoMin", &s.RtoMin},
		{"RtoMax", &s.RtoMax},
		{"ActiveOpens", &s.ActiveOpens},
		{"PassiveOpens", &s.PassiveOpens},
		{"AttemptFails", &s.AttemptFails},
		{"EstabResets", &s.EstabResets},
		{"CurrEstab", &s.CurrEstab},
		{"InSegs", &s.InSegs},
		{"OutSegs", &s.OutSegs},
		{"RetransSegs", &s.RetransSegs},
		{"InErrs", &s.InErrs},
		{"OutRsts", &s.OutRsts},
		{"InCsumErrors", &s.InCsumErrors},
	} {
		text, ok := columns.find(column.title)
		if !ok {
			missing = append(missing, column.title)
		} else if *column.value, ok = parseDecimal(text); !ok {
			return TCPStats{}, badValue(column.title, text)
		}
	}
	if missing != nil {
		return s, fmt.Errorf("%w: net/snmp: no column %q", ErrMalformed, missing)
	}
	return s, nil
}

func badValue(title string, text []byte) error {
	return fmt.Errorf("%w: net/snmp: %s is %q", ErrMalformed, title, text)
}

// parseSigned is parseDecimal for a number that may be negative.
func parseSigned(b []byte) (int64, bool) {
	digits, negative := bytes.CutPrefix(b, []byte("-"))
	n, ok := parseDecimal(digits)
	if !ok || n > 1<<63-1 {
		return 0, false
	}
	if negative {
		return -int64(n), true
	}
	return int64(n), true
}
