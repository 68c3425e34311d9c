package tcptable

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/tcptable/tcptable/internal/mib"
)

// fakeTable answers like the DLL, with the rows that there are.
func fakeTable[T mib.Row[T]](rows ...T) func(*byte, *uint32) error {
	return func(table *byte, size *uint32) error {
		room, need := *size, uint32(mib.TableSize[T](len(rows)))
		*size = need
		if need > room {
			return syscall.Errno(122)
		}
		_, err := mib.EncodeTable(unsafe.Slice(table, room), len(rows), func(i int) T { return rows[i] })
		return err
	}
}

func failing(err error) func(*byte, *uint32) error {
	return func(*byte, *uint32) error { return err }
}

func row4(local, remote string, state mib.TcpState, pid uint32) mib.TcpRow2 {
	l, r := netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote)
	return mib.TcpRow2{State: state, OwningPid: pid, TcpEndpoints: mib.TcpEndpoints{
		LocalAddr: l.Addr().As4(), LocalPort: mib.NewPort(l.Port()),
		RemoteAddr: r.Addr().As4(), RemotePort: mib.NewPort(r.Port()),
	}}
}

func row6(local, remote string, state mib.TcpState, pid, scope uint32) mib.Tcp6Row2 {
	l, r := netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote)
	return mib.Tcp6Row2{State: state, OwningPid: pid, Tcp6Endpoints: mib.Tcp6Endpoints{
		LocalAddr: l.Addr().As16(), LocalPort: mib.NewPort(l.Port()), LocalScopeId: scope,
		RemoteAddr: r.Addr().As16(), RemotePort: mib.NewPort(r.Port()), RemoteScopeId: scope,
	}}
}

// windowsHost is a host with a row of every kind.
func windowsHost() ipHelper {
	offloaded := row4("192.0.2.1:50000", "192.0.2.2:443", 5, 700)
	offloaded.OffloadState = 2
	return ipHelper{
		tcpTable2: fakeTable(
			row4("0.0.0.0:135", "203.0.113.9:9", 2, 900), // a remote end that means nothing
			row4("0.0.0.0:445", "0.0.0.0:0", 2, 4),
			offloaded,
			row4("192.0.2.1:50001", "192.0.2.2:443", 11, 0),
			row4("192.0.2.1:50002", "192.0.2.2:443", 8, 0),
			row4("192.0.2.1:50003", "0.0.0.0:0", 100, 700), // bound only
			row4("192.0.2.1:50004", "192.0.2.2:443", 12, 700),
		),
		tcp6Table2: fakeTable(
			row6("[fe80::1]:50000", "[fe80::2]:443", 5, 800, 7),
			row6("[::1]:50001", "[::1]:443", 5, 600, 4096), // a scope that is none
			row6("[::]:135", "[2001:db8::9]:9", 2, 900, 3),
			row6("[::1]:50002", "[::1]:443", 3, 500, 0),
		),
		process: func(pid uint32) (ProcessFacts, error) {
			switch pid {
			case 500:
				return ProcessFacts{}, fmt.Errorf("fake: %w", fs.ErrNotExist)
			case 600:
				return ProcessFacts{}, fmt.Errorf("fake: %w", fs.ErrPermission)
			}
			return ProcessFacts{Process: Process{PID: pid, Name: fmt.Sprint("p", pid), Start: uint64(pid)}}, nil
		},
	}
}

func TestIPHelperRows(t *testing.T) {
	ap := netip.MustParseAddrPort
	any4, any6 := ap("0.0.0.0:0"), ap("[::]:0")
	want := []Conn{
		{Local: ap("0.0.0.0:135"), Remote: any4, State: StateListen, PID: 900, Owner: OwnerKnown},
		{Local: ap("0.0.0.0:445"), Remote: any4, State: StateListen, PID: 4, Owner: OwnerKnown},
		{Local: ap("192.0.2.1:50000"), Remote: ap("192.0.2.2:443"), State: StateEstablished, Offload: OffloadOffloaded, PID: 700, Owner: OwnerKnown},
		{Local: ap("192.0.2.1:50001"), Remote: ap("192.0.2.2:443"), State: StateTimeWait, Owner: OwnerKernel},
		{Local: ap("192.0.2.1:50002"), Remote: ap("192.0.2.2:443"), State: StateCloseWait, Owner: OwnerElsewhere},
		{Local: ap("[fe80::1%7]:50000"), Remote: ap("[fe80::2%7]:443"), LocalScope: 7, RemoteScope: 7, State: StateEstablished, PID: 800, Owner: OwnerKnown},
		{Local: ap("[::1]:50001"), Remote: ap("[::1]:443"), State: StateEstablished, PID: 600, Owner: OwnerKnown},
		{Local: ap("[::]:135"), Remote: any6, State: StateListen, PID: 900, Owner: OwnerKnown},
		{Local: ap("[::1]:50002"), Remote: ap("[::1]:443"), State: StateSynSent, PID: 500, Owner: OwnerKnown},
	}
	closed := []Conn{
		{Local: ap("192.0.2.1:50003"), Remote: any4, State: StateClosed, PID: 700, Owner: OwnerKnown},
		{Local: ap("192.0.2.1:50004"), Remote: ap("192.0.2.2:443"), State: StateClosed, PID: 700, Owner: OwnerKnown},
	}
	withoutOwners := slices.Clone(want)
	for i := range withoutOwners {
		withoutOwners[i].PID, withoutOwners[i].Owner = 0, OwnerNotAsked
	}
	for _, tt := range []struct {
		name string
		q    Query
		want []Conn
	}{
		{"all", Query{Owners: OwnersPID}, want},
		{"without owners", Query{}, withoutOwners},
		{"IPv4", Query{Family: IPv4, Owners: OwnersPID}, want[:5]},
		{"IPv6", Query{Family: IPv6, Owners: OwnersPID}, want[5:]},
		{"listeners", Query{States: States(StateListen), Owners: OwnersPID}, []Conn{want[0], want[1], want[7]}},
		{"closed", Query{States: States(StateClosed), Owners: OwnersPID}, closed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table := openFake(t, windowsHost())
			got, err := table.Append(t.Context(), nil, tt.q)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("error %v, got\n%+v\nwant\n%+v", err, got, tt.want)
			}
		})
	}
}

func TestIPHelperProcesses(t *testing.T) {
	snap, err := openFake(t, windowsHost()).Snapshot(t.Context(), Query{Owners: OwnersAll})
	if err != nil {
		t.Fatal(err)
	}
	want := []Process{{4, "p4", 4}, {700, "p700", 700}, {800, "p800", 800}, {900, "p900", 900}}
	if !slices.Equal(snap.Processes, want) || len(snap.Holders) != 0 {
		t.Errorf("processes %+v, holders %v; want %+v and none", snap.Processes, snap.Holders, want)
	}
	r := snap.Report
	if r.Source != "iphlpapi" || r.Processes != 6 || r.Denied != 1 || r.Vanished != 1 || r.Retries != 0 {
		t.Errorf("report %+v", r)
	}
}

// What cannot be read or understood is an error, and the other rows are there.
func TestIPHelperErrors(t *testing.T) {
	good4, good6 := row4("192.0.2.1:1", "192.0.2.2:2", 5, 1), row6("[::1]:1", "[::1]:2", 5, 1, 0)
	bad4, bad6 := good4, good6
	bad4.State, bad6.State = 0, 13
	torn := func(table *byte, size *uint32) error { // more rows than bytes
		binary.LittleEndian.PutUint32(unsafe.Slice(table, 4), 1000)
		return nil
	}
	for _, tt := range []struct {
		name   string
		v4, v6 func(*byte, *uint32) error
		rows   int
		want   error // nil: any
	}{
		{"unknown state", fakeTable(good4, bad4, good4), fakeTable(good6), 3, nil},
		{"unknown state, IPv6", fakeTable(good4), fakeTable(bad6, good6), 2, nil},
		{"denied", failing(syscall.EPERM), fakeTable(good6), 0, fs.ErrPermission},
		{"no IPv6", fakeTable(good4), failing(errors.ErrUnsupported), 1, errors.ErrUnsupported},
		{"changing", fakeTable(good4), failing(syscall.Errno(0xC0000001)), 1, ErrInterrupted},
		{"growing", failing(syscall.Errno(122)), fakeTable(good6), 0, ErrInterrupted},
		{"more rows than bytes", torn, fakeTable(good6), 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := openFake(t, ipHelper{tcpTable2: tt.v4, tcp6Table2: tt.v6}).Append(t.Context(), nil, Query{})
			if len(got) != tt.rows || err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("%d rows, error %v; want %d, %v", len(got), err, tt.rows, tt.want)
			}
		})
	}
	host := windowsHost()
	host.process = func(uint32) (ProcessFacts, error) { return ProcessFacts{}, syscall.EIO }
	snap, err := openFake(t, host).Snapshot(t.Context(), Query{Owners: OwnersProcess})
	if !errors.Is(err, syscall.EIO) || len(snap.Conns) != 9 {
		t.Errorf("a look at the processes that fails: %d rows, error %v", len(snap.Conns), err)
	}
}

// A table that changes between two calls is read again, and the report says so.
func TestIPHelperRetries(t *testing.T) {
	calls := 0
	host := windowsHost()
	steady := host.tcpTable2
	host.tcpTable2 = func(table *byte, size *uint32) error {
		if calls++; calls <= 3 {
			return syscall.Errno(0xC0000001)
		}
		return steady(table, size)
	}
	snap, err := openFake(t, host).Snapshot(t.Context(), Query{})
	if err != nil || len(snap.Conns) != 9 || snap.Report.Retries != 3 {
		t.Errorf("%d rows, %d retries, error %v; want 9 rows after 3", len(snap.Conns), snap.Report.Retries, err)
	}
}

func TestIPHelperCancelledBetweenTables(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	host := windowsHost()
	steady := host.tcpTable2
	host.tcpTable2 = func(table *byte, size *uint32) error {
		cancel()
		return steady(table, size)
	}
	got, err := openFake(t, host).Append(ctx, nil, Query{})
	if !errors.Is(err, context.Canceled) || len(got) != 5 {
		t.Errorf("%d rows, error %v; want those of the first table and %v", len(got), err, context.Canceled)
	}
}

func TestCreated(t *testing.T) {
	endpoints := row4("192.0.2.1:50000", "192.0.2.2:443", 5, 0).TcpEndpoints
	endpoints6 := row6("[fe80::1]:50000", "[fe80::2]:443", 5, 0, 7).Tcp6Endpoints
	host := ipHelper{
		tcpTableModule:  fakeTable(mib.TcpRowOwnerModule{State: 5, TcpEndpoints: endpoints, OwningPid: 700, CreateTimestamp: filetimeOfUnix + 15}),
		tcp6TableModule: fakeTable(mib.Tcp6RowOwnerModule{State: 5, Tcp6Endpoints: endpoints6, OwningPid: 800, CreateTimestamp: 1}),
	}
	ap := netip.MustParseAddrPort
	v4 := Conn{Local: ap("192.0.2.1:50000"), Remote: ap("192.0.2.2:443")}
	v6 := Conn{Local: ap("[fe80::1%7]:50000"), Remote: ap("[fe80::2%7]:443"), PID: 800}
	other, elsewhere := v4, v6
	other.PID = 701 // somebody has got the same addresses since
	elsewhere.Local = ap("[fe80::1%8]:50000")
	got, err := openFake(t, host).Created(t.Context(), []Conn{v6, other, v4, elsewhere})
	want := []time.Time{time.Date(1601, 1, 1, 0, 0, 0, 100, time.UTC), {}, time.Unix(0, 1500), {}}
	if err != nil || !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("%v, error %v; want %v", got, err, want)
	}
	host.tcp6TableModule = failing(syscall.EPERM)
	if got, err := openFake(t, host).Created(t.Context(), []Conn{v4, v6}); got != nil || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a table that may not be read: %v, %v", got, err)
	}
	if got, err := openFake(t, host).Created(t.Context(), []Conn{v4}); err != nil || !got[0].Equal(want[2]) {
		t.Errorf("only the tables of the families among the rows are read, but: %v, %v", got, err)
	}
}

func TestCreatedRefused(t *testing.T) {
	table := openFake(t, ipHelper{})
	table.source = struct{ Source }{table.source}
	if _, err := table.Created(t.Context(), nil); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a source that does not know: %v", err)
	}
	closed := openFake(t, ipHelper{})
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := closed.Created(t.Context(), nil); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a closed table: %v", err)
	}
}

func openFake(t *testing.T, host ipHelper) *Table {
	t.Helper()
	table, err := Open(WithSource(&ipHelperSource{windows: host}))
	if err != nil {
		t.Fatal(err)
	}
	return table
}
