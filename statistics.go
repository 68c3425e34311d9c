package tcptable

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Statistics are the counters that a TCP implementation keeps of all its connections together,
// the tcp group of RFC 4022, of one network namespace. Linux counts IPv4 and IPv6 together.
//
// But for CurrEstab the counts only grow, since the namespace was made, or the machine started.
// A 32-bit kernel counts in 32 bits: the numbers wrap there.
//
// Source: https://www.rfc-editor.org/rfc/rfc4022 and net/snmp of proc_pid_net(5).
type Statistics struct {
	// RtoAlgorithm is how the time until a retransmission is found, tcpRtoAlgorithm: 1 other,
	// 2 constant, 3 RSRE, 4 Van Jacobson's, 5 RFC 2988. Linux always says 1.
	RtoAlgorithm uint32

	// RtoMin and RtoMax are the shortest and the longest time until a retransmission. Linux
	// tells the values it was built with, not those that a route or a socket was given.
	RtoMin, RtoMax time.Duration

	// MaxConn is how many connections there can be. Negative: there is no fixed limit, as on
	// Linux.
	MaxConn int64

	ActiveOpens  uint64 // connections that were asked for from here: from CLOSED to SYN_SENT
	PassiveOpens uint64 // connections that came to a listener; Linux counts them once they are complete
	AttemptFails uint64 // connections that failed before they were ESTABLISHED
	EstabResets  uint64 // connections that went from ESTABLISHED or CLOSE_WAIT straight to CLOSED

	// CurrEstab is the count of connections in ESTABLISHED and CLOSE_WAIT now. Linux before
	// 6.10 does not count those in CLOSE_WAIT, unless the correction of 2024 was ported to it.
	CurrEstab uint64

	InSegs uint64 // segments received, with those in InErrs

	// OutSegs is the count of segments sent, resets and bare acknowledgments among them, without
	// those that hold nothing but what was sent before. Linux counts a SYN-ACK here each time it
	// is sent.
	OutSegs uint64

	RetransSegs  uint64 // segments sent again
	InErrs       uint64 // segments received with an error, such as a bad checksum
	OutRsts      uint64 // segments sent with the RST flag
	InCsumErrors uint64 // segments received with a bad checksum; not in the RFC
}

// StatisticsReader is a Source that can tell the [Statistics] of its network namespace.
// [Table.Statistics] asks for it by type assertion, which a Source that wraps another has to
// allow for.
type StatisticsReader interface {
	Source

	// Statistics returns the counters. If it could get only some of them, it returns those and
	// an error that says which are missing.
	Statistics(ctx context.Context) (Statistics, error)
}

// Statistics returns the counters of the network namespace that the Table reads. It needs no
// privilege, and is far cheaper than a read of the table.
//
// If the kernel does not tell some of them, the others are returned with an error that names what
// is missing. Errors that errors.Is can tell: ctx.Err(), [fs.ErrClosed], [errors.ErrUnsupported]
// for a source that cannot tell any, and [fs.ErrNotExist] where no proc filesystem is mounted.
func (t *Table) Statistics(ctx context.Context) (Statistics, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.usable(ctx); err != nil {
		return Statistics{}, fmt.Errorf("tcptable: statistics: %w", err)
	}
	reader, ok := t.source.(StatisticsReader)
	if !ok {
		return Statistics{}, fmt.Errorf("tcptable: statistics: not told by this source: %w", errors.ErrUnsupported)
	}
	statistics, err := reader.Statistics(ctx)
	if err != nil {
		err = fmt.Errorf("tcptable: statistics: %w", err)
	}
	return statistics, err
}
