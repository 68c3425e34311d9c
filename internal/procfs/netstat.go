package procfs

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// Counter is a number that the kernel counts, under the name that the kernel has for it.
type Counter struct {
	Name  string
	Value uint64
}

// OpenNetstat opens net/netstat under root for the network namespace of the calling thread; the file
// stays in it.
func OpenNetstat(root string) (*os.File, error) { return openNet(root, "netstat") }

// ReadTCPCounters reads the whole text of net/netstat from r, see [ParseTCPCounters].
func ReadTCPCounters(r io.Reader) ([]Counter, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return ParseTCPCounters(text)
}

// ParseTCPCounters reads the TcpExt lines in the text of net/netstat, which are built like those of
// net/snmp. It returns every counter, in the order of the kernel: which there are is another matter in
// each version. Errors wrap [ErrMalformed].
func ParseTCPCounters(text []byte) ([]Counter, error) {
	titles, values, err := findLines(text, "net/netstat", "TcpExt:")
	if err != nil {
		return nil, err
	}
	counters := make([]Counter, 0, bytes.Count(titles, []byte(" ")))
	for {
		var title, value []byte
		title, titles = nextField(titles)
		value, values = nextField(values)
		if len(title) == 0 && len(value) == 0 {
			return counters, nil
		}
		n, ok := parseDecimal(value)
		if len(title) == 0 || !ok {
			return nil, fmt.Errorf("%w: net/netstat: title %q with the value %q", ErrMalformed, title, value)
		}
		counters = append(counters, Counter{string(title), n})
	}
}
