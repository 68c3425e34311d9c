package tcptable

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// CreationReader is a Source that can tell when sockets were made. [Table.Created] asks for it by
// type assertion, which a Source that wraps another has to allow for.
type CreationReader interface {
	Source

	// Created is [Table.Created].
	Created(ctx context.Context, conns []Conn) ([]time.Time, error)
}

// Created returns for each of conns when its socket was made: bound by its process, or made by the
// kernel for a connection that a listener accepted. The zero time stands for a row that is not in
// the table any more, or whose time is not known. The rows may be in any order, and come from an
// earlier read with or without owners. It costs one more read of the table for each family of
// address among them.
//
// Windows tells these times (liCreateTimestamp of the OWNER_MODULE tables), Linux does not: the error
// is then one for which errors.Is(err, errors.ErrUnsupported) is true.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row_owner_module
func (t *Table) Created(ctx context.Context, conns []Conn) ([]time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.usable(ctx); err != nil {
		return nil, fmt.Errorf("tcptable: creation times: %w", err)
	}
	reader, ok := t.source.(CreationReader)
	if !ok {
		return nil, fmt.Errorf("tcptable: creation times: not told by this source: %w", errors.ErrUnsupported)
	}
	times, err := reader.Created(ctx, conns)
	if err != nil {
		return nil, fmt.Errorf("tcptable: creation times: %w", err)
	}
	return times, nil
}
