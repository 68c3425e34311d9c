package sockets

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/tcptable/tcptable"
)

// Check reports whether the table of the caller's network namespace holds exactly the rows that the
// farm was asked for, each with its owner. It returns the local port of one of the clients.
func (f *Farm) Check(ctx context.Context) (port uint16, err error) {
	want := f.Rows()
	if err := countedByKernel(want); err != nil {
		return 0, err
	}
	conns, err := tcptable.List(ctx, tcptable.Query{Owners: tcptable.OwnersPID})
	if err != nil {
		return 0, err
	}
	if len(conns) != want {
		return 0, fmt.Errorf("the table holds %d rows, want %d", len(conns), want)
	}
	held := map[uint32]int{}
	for _, c := range conns {
		if c.State != tcptable.StateEstablished || !c.Local.Addr().Is6() {
			return 0, fmt.Errorf("a row that nobody made: %+v", c)
		}
		held[c.PID]++
		if c.Local.Port() >= firstClient {
			port = c.Local.Port()
		}
	}
	return port, f.compareOwners(held)
}

// Rows returns how many rows the farm has made.
func (f *Farm) Rows() int {
	n := 0
	for _, h := range f.holders {
		n += 2 * h.connections
	}
	return n
}

func (f *Farm) compareOwners(held map[uint32]int) error {
	var errs []error
	for i, h := range f.holders {
		if got, want := held[uint32(h.cmd.Process.Pid)], 2*h.connections; got != want {
			errs = append(errs, fmt.Errorf("holder %d owns %d rows, want %d", i, got, want))
		}
	}
	return errors.Join(errs...)
}

// countedByKernel asks a counter that owes nothing to any table.
func countedByKernel(want int) error {
	const path = "/proc/thread-self/net/sockstat6" // of the namespace of this thread
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	inUse, err := numberAfter(content, "TCP6: inuse")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if inUse != uint64(want) {
		return fmt.Errorf("%s counts %d sockets, want %d", path, inUse, want)
	}
	return nil
}
