package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/internal/winapi"
)

// ipHelper is what the source asks of Windows.
type ipHelper struct {
	// These fill a table, see [winapi.ReadTable].
	tcpTable2, tcp6Table2           func(table *byte, size *uint32) error
	tcpTableModule, tcp6TableModule func(table *byte, size *uint32) error

	// process returns what is known about a process: an error that is fs.ErrNotExist if it is
	// gone, and fs.ErrPermission if it may not be looked at.
	process func(pid uint32) (ProcessFacts, error)

	// statistics4 and statistics6 return the counters of a family of addresses.
	statistics4, statistics6 func() (mib.TcpStats2, error)
}

// ipHelperSource reads the table with Windows' GetTcpTable2 and GetTcp6Table2.
type ipHelperSource struct {
	windows ipHelper
	buffer  []byte // of the last table
	rows    []mib.TcpRow2
	rows6   []mib.Tcp6Row2
}

// ipHelperMissing is what the tables do not say.
const ipHelperMissing = FieldInterface | FieldCookie | FieldDualStack | FieldListenSendQ |
	FieldQueues | FieldInode | FieldUser

func (s *ipHelperSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	into.Report.Source, into.Report.Missing = "iphlpapi", ipHelperMissing
	kept := len(into.Conns)
	err := s.readRows(ctx, q, into)
	if q.Owners < OwnersProcess {
		return err
	}
	return errors.Join(err, s.describe(ctx, into, into.Conns[kept:]))
}

func (s *ipHelperSource) Close() error { return nil }

func (s *ipHelperSource) readRows(ctx context.Context, q Query, into *Snapshot) error {
	var badRow error
	add := func(c Conn, err error) {
		switch {
		case err != nil:
			badRow = err
		case q.Match(&c):
			if q.Owners == OwnersNone {
				c.PID, c.Owner = 0, OwnerNotAsked
			}
			into.Conns = append(into.Conns, c)
		}
	}
	if q.Wants(IPv4) {
		rows, err := readMIB(ctx, s, s.windows.tcpTable2, s.rows[:0], &into.Report)
		if err != nil {
			return fmt.Errorf("GetTcpTable2: %w", err)
		}
		s.rows = rows
		for i := range rows {
			add(fromTcpRow2(&rows[i]))
		}
	}
	if q.Wants(IPv6) {
		rows, err := readMIB(ctx, s, s.windows.tcp6Table2, s.rows6[:0], &into.Report)
		if err != nil {
			return errors.Join(badRow, fmt.Errorf("GetTcp6Table2: %w", err))
		}
		s.rows6 = rows
		for i := range rows {
			add(fromTcp6Row2(&rows[i]))
		}
	}
	return badRow
}

// readMIB appends the rows of the table that call fills.
func readMIB[T mib.Row[T]](
	ctx context.Context, s *ipHelperSource, call func(*byte, *uint32) error, rows []T, r *Report,
) ([]T, error) {
	if err := ctx.Err(); err != nil {
		return rows, err
	}
	table, changes, err := winapi.ReadTable(call, s.buffer)
	s.buffer = table[:0]
	r.Retries += changes
	if errors.Is(err, winapi.ErrChanging) {
		err = fmt.Errorf("%w: %w", ErrInterrupted, err)
	}
	if err != nil {
		return rows, err
	}
	return mib.AppendRows(rows, table)
}

func fromTcpRow2(r *mib.TcpRow2) (Conn, error) {
	c := Conn{Local: r.Local(), Remote: r.Remote(), Offload: offloadOf(r.OffloadState)}
	return c, c.setMIB(r.State, r.OwningPid)
}

func fromTcp6Row2(r *mib.Tcp6Row2) (Conn, error) {
	c := fromTcp6Endpoints(&r.Tcp6Endpoints)
	c.Offload = offloadOf(r.OffloadState)
	return c, c.setMIB(r.State, r.OwningPid)
}

// fromTcp6Endpoints takes the scope ids of link-local addresses only: what stands there beside
// others is none.
func fromTcp6Endpoints(e *mib.Tcp6Endpoints) Conn {
	c := Conn{Local: e.Local(), Remote: e.Remote()}
	if c.Local.Addr().Zone() != "" {
		c.LocalScope = e.LocalScopeId
	}
	if c.Remote.Addr().Zone() != "" {
		c.RemoteScope = e.RemoteScopeId
	}
	return c
}

// setMIB sets what follows from the state and the owner of a MIB row.
func (c *Conn) setMIB(state mib.TcpState, pid uint32) error {
	var err error
	if c.State, err = stateOfMIB(state); err != nil {
		return fmt.Errorf("row %v to %v of process %d: %w", c.Local, c.Remote, pid, err)
	}
	if c.State == StateListen { // whatever is there means nothing
		unspecified := netip.IPv6Unspecified()
		if c.Local.Addr().Is4() {
			unspecified = netip.IPv4Unspecified()
		}
		c.Remote, c.RemoteScope = netip.AddrPortFrom(unspecified, 0), 0
	}
	if c.PID, c.Owner = pid, OwnerKnown; pid == 0 {
		c.Owner = withoutPID(c.State)
	}
	return nil
}

// mibReserved is MIB_TCP_STATE_RESERVED, which Windows' own tools show as "Bound".
const mibReserved mib.TcpState = 100

// stateOfMIB returns the state that a row shows. A socket that is bound only, and one that is being
// deleted, are CLOSED.
func stateOfMIB(state mib.TcpState) (State, error) {
	switch {
	case state == mibReserved || state == mib.TcpState(StateDeleteTCB):
		return StateClosed, nil
	case state < mib.TcpState(StateClosed) || state > mib.TcpState(StateTimeWait):
		return 0, fmt.Errorf("unknown state %v", state)
	}
	return State(state), nil
}

func offloadOf(o mib.TcpConnectionOffloadState) Offload { return Offload(min(o, 0xFF)) }

// withoutPID says why a row has no owner. In these states a connection goes on without its process;
// in the others Windows names one, if only the kernel's.
func withoutPID(s State) OwnerStatus {
	switch s {
	case StateSynReceived, StateFinWait1, StateFinWait2, StateClosing, StateLastAck, StateTimeWait:
		return OwnerKernel
	}
	return OwnerElsewhere
}

// describe looks at the owners of the rows.
func (s *ipHelperSource) describe(ctx context.Context, into *Snapshot, rows []Conn) error {
	var pids []uint32
	for i := range rows {
		if pid := rows[i].PID; pid != 0 {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	var failed error
	for _, pid := range slices.Compact(pids) {
		if err := ctx.Err(); err != nil {
			return errors.Join(failed, err)
		}
		into.Report.Processes++
		p, err := s.windows.process(pid)
		switch {
		case err == nil:
			into.Processes = append(into.Processes, p.Process)
		case errors.Is(err, fs.ErrPermission):
			into.Report.Denied++
		case errors.Is(err, fs.ErrNotExist):
			into.Report.Vanished++
		default:
			failed = errors.Join(failed, fmt.Errorf("look at process %d: %w", pid, err))
		}
	}
	return failed
}
