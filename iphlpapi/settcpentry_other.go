//go:build !windows

package iphlpapi

import (
	"context"

	"github.com/tcptable/tcptable"
)

func setTcpEntry(row *MibTcpRow) error { return closeEntry(system(), row) }

func closeEntry(c caller, row *MibTcpRow) error {
	if row.State != MIB_TCP_STATE_DELETE_TCB {
		return ERROR_INVALID_PARAMETER
	}
	return c.onConn(endsOf(row), ERROR_MR_MID_NOT_FOUND, func(t *tcptable.Table, conn tcptable.Conn) error {
		return t.Kill(context.Background(), conn)
	})
}
