package tcptable

import (
	"context"
	"errors"
	"fmt"
)

// Counter is a number that a kernel counts about TCP beyond the [Statistics] of the RFC.
type Counter struct {
	// Name is the kernel's own, for example "ListenDrops". Which there are differs between versions.
	Name string

	// Value only grows, since the network namespace was made. A 32-bit kernel counts in 32 bits:
	// there it wraps.
	Value uint64
}

// CounterReader is a Source that can tell the [Counter]s of its network namespace. [Table.Counters]
// asks for it by type assertion, which a Source that wraps another has to allow for.
type CounterReader interface {
	Source

	// Counters is [Table.Counters].
	Counters(ctx context.Context) ([]Counter, error)
}

// Counters returns what the kernel counts about TCP in the network namespace that the Table reads,
// IPv4 and IPv6 together, beyond what [Table.Statistics] returns: retransmissions by their reasons,
// connections that a listener had no room for, SYN cookies, resets by their reasons, and more, in the
// kernel's order. It needs no privilege and is far cheaper than a read of the table.
//
// Errors that errors.Is can tell: ctx.Err(), [fs.ErrClosed], [errors.ErrUnsupported] where nothing
// tells them, as on Windows, and [fs.ErrNotExist] where no proc filesystem is mounted.
//
// Source: the TcpExt lines of net/netstat of proc_pid_net(5), and
// https://docs.kernel.org/networking/snmp_counter.html.
func (t *Table) Counters(ctx context.Context) ([]Counter, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.usable(ctx); err != nil {
		return nil, fmt.Errorf("tcptable: counters: %w", err)
	}
	reader, ok := t.source.(CounterReader)
	if !ok {
		return nil, fmt.Errorf("tcptable: counters: not told by this source: %w", errors.ErrUnsupported)
	}
	counters, err := reader.Counters(ctx)
	if err != nil {
		return nil, fmt.Errorf("tcptable: counters: %w", err)
	}
	return counters, nil
}
