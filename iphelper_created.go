package tcptable

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/tcptable/tcptable/internal/mib"
)

var _ CreationReader = (*ipHelperSource)(nil)

// socketKey is what stays the same as long as a socket is in the table. The zones of the addresses
// say their scope ids.
type socketKey struct {
	local, remote netip.AddrPort
	pid           uint32 // 0: whoever
}

func (s *ipHelperSource) Created(ctx context.Context, conns []Conn) ([]time.Time, error) {
	created := make(map[socketKey]time.Time)
	add := func(c Conn, pid uint32, filetime int64) {
		at := fromFiletime(filetime)
		created[socketKey{c.Local, c.Remote, pid}] = at
		created[socketKey{c.Local, c.Remote, 0}] = at
	}
	var wanted [IPv6 + 1]bool
	for i := range conns {
		wanted[conns[i].Family()] = true
	}
	var ignored Report
	if wanted[IPv4] {
		rows, err := readMIB[mib.TcpRowOwnerModule](ctx, s, s.windows.tcpTableModule, nil, &ignored)
		if err != nil {
			return nil, fmt.Errorf("GetExtendedTcpTable: %w", err)
		}
		for i := range rows {
			c := Conn{Local: rows[i].Local(), Remote: rows[i].Remote()}
			if c.setMIB(rows[i].State, rows[i].OwningPid) == nil {
				add(c, rows[i].OwningPid, rows[i].CreateTimestamp)
			}
		}
	}
	if wanted[IPv6] {
		rows, err := readMIB[mib.Tcp6RowOwnerModule](ctx, s, s.windows.tcp6TableModule, nil, &ignored)
		if err != nil {
			return nil, fmt.Errorf("GetExtendedTcpTable: %w", err)
		}
		for i := range rows {
			c := fromTcp6Endpoints(&rows[i].Tcp6Endpoints)
			if c.setMIB(rows[i].State, rows[i].OwningPid) == nil {
				add(c, rows[i].OwningPid, rows[i].CreateTimestamp)
			}
		}
	}
	times := make([]time.Time, len(conns))
	for i := range conns {
		times[i] = created[socketKey{conns[i].Local, conns[i].Remote, conns[i].PID}]
	}
	return times, nil
}

// filetimeOfUnix is 1970 as a FILETIME: units of 100 ns since 1601.
const filetimeOfUnix = 116444736000000000

// fromFiletime returns the zero time for 0, which stands for no time.
func fromFiletime(filetime int64) time.Time {
	if filetime == 0 {
		return time.Time{}
	}
	const second = 1e7
	since := filetime - filetimeOfUnix
	return time.Unix(since/second, since%second*100)
}
