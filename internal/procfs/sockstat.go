package procfs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// SockStat is what one line of net/sockstat or net/sockstat6 tells about the sockets of a protocol.
type SockStat struct {
	InUse    uint64 // sockets that are in a table: connections and listeners of this family alone
	TimeWait uint64 // in TIME_WAIT, of both families. The line of IPv6 does not tell it
}

// OpenSockStat opens net/sockstat, or net/sockstat6, for the network namespace of the calling
// thread; the file stays in it. A system without IPv6 gives an error that is fs.ErrNotExist.
func OpenSockStat(root string, ipv6 bool) (*os.File, error) {
	if ipv6 {
		return openNet(root, "sockstat6")
	}
	return openNet(root, "sockstat")
}

// ReadSockStat reads what a file that [OpenSockStat] has opened says about TCP now. The buffer is as
// for [ReadFromStart].
func ReadSockStat(f *os.File, buffer []byte, ipv6 bool) (SockStat, error) {
	text, err := ReadFromStart(f, buffer)
	if err != nil {
		return SockStat{}, err
	}
	if ipv6 {
		return ParseSockStat(text, "TCP6")
	}
	return ParseSockStat(text, "TCP")
}

// ReadFromStart returns the whole text that the kernel writes into a file now, which may have been
// read before. It is in the buffer; a buffer that is not longer than the text is an error.
func ReadFromStart(f *os.File, buffer []byte) ([]byte, error) {
	n, err := f.ReadAt(buffer, 0)
	if errors.Is(err, io.EOF) {
		return buffer[:n], nil
	}
	if err == nil {
		err = fmt.Errorf("%s: %w: more than %d bytes", f.Name(), ErrMalformed, n)
	}
	return nil, err
}

// ParseSockStat reads the line of a protocol, "TCP" or "TCP6", out of the text of net/sockstat or
// net/sockstat6: names and values by turns, of which it passes over those that it does not know.
// Errors wrap [ErrMalformed].
func ParseSockStat(text []byte, protocol string) (SockStat, error) {
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte(protocol+":")); ok {
			return parseSockStatLine(rest)
		}
	}
	return SockStat{}, fmt.Errorf("%w: net/sockstat: no line of %s", ErrMalformed, protocol)
}

func parseSockStatLine(line []byte) (s SockStat, err error) {
	inUse := false
	for {
		var name, value []byte
		name, line = nextField(line)
		value, line = nextField(line)
		if len(name) == 0 {
			break
		}
		var ok bool
		switch string(name) {
		case "inuse":
			s.InUse, ok = parseDecimal(value)
			inUse = true
		case "tw":
			s.TimeWait, ok = parseDecimal(value)
		default:
			ok = len(value) > 0
		}
		if !ok {
			return SockStat{}, fmt.Errorf("%w: net/sockstat: %s is %q", ErrMalformed, name, value)
		}
	}
	if !inUse {
		return SockStat{}, fmt.Errorf("%w: net/sockstat: inuse is missing", ErrMalformed)
	}
	return s, nil
}

// OpenFileNR opens sys/fs/file-nr.
func OpenFileNR(root string) (*os.File, error) {
	return os.Open(filepath.Join(root, "sys", "fs", "file-nr"))
}

// ParseFileNR reads the text of sys/fs/file-nr and returns how many files are open on the whole
// machine, sockets and pipes included: the first of three numbers. Errors wrap [ErrMalformed].
//
// Source: proc_sys_fs(5).
func ParseFileNR(text []byte) (uint64, error) {
	field, _ := nextField(text)
	n, ok := parseDecimal(field)
	if !ok {
		return 0, fmt.Errorf("%w: sys/fs/file-nr: %q", ErrMalformed, text)
	}
	return n, nil
}
