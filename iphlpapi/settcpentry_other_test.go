//go:build !windows

package iphlpapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// fakeCloser is a fakeSource that can close connections, and tell about them.
type fakeCloser struct {
	*fakeSource
	failure error // of Kill and TCPInfo
	info    tcptable.TCPInfo

	killed, told []tcptable.Conn
}

func (s *fakeCloser) Kill(_ context.Context, c tcptable.Conn) error {
	s.killed = append(s.killed, c)
	return s.failure
}

func (s *fakeCloser) TCPInfo(_ context.Context, c tcptable.Conn) (tcptable.TCPInfo, error) {
	s.told = append(s.told, c)
	return s.info, s.failure
}

func (s *fakeCloser) caller() caller {
	return caller{func(...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(s))
	}}
}

// closer is the machine, each of whose sockets has a cookie: its place in the table and 1.
func closer() *fakeCloser {
	source := machine()
	for i := range source.tables[0] {
		source.tables[0][i].Cookie = uint64(i) + 1
	}
	return &fakeCloser{fakeSource: source}
}

func tcpRow(local, remote string, state MibTcpState) *MibTcpRow {
	l, r := netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote)
	return &MibTcpRow{State: state, TcpEndpoints: mib.TcpEndpoints{
		LocalAddr: l.Addr().As4(), LocalPort: mib.NewPort(l.Port()),
		RemoteAddr: r.Addr().As4(), RemotePort: mib.NewPort(r.Port()),
	}}
}

func tcp6Row(local, remote string, localScope, remoteScope uint32) *MibTcp6Row {
	l, r := netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote)
	return &MibTcp6Row{Tcp6Endpoints: mib.Tcp6Endpoints{
		LocalAddr: l.Addr().As16(), LocalScopeId: localScope, LocalPort: mib.NewPort(l.Port()),
		RemoteAddr: r.Addr().As16(), RemoteScopeId: remoteScope, RemotePort: mib.NewPort(r.Port()),
	}}
}

// TestCloseEntry: which of the machine's sockets a row stands for.
func TestCloseEntry(t *testing.T) {
	const remote = "198.51.100.7:443"
	garbage := tcpRow("192.0.2.1:1005", remote, MIB_TCP_STATE_DELETE_TCB)
	garbage.LocalPort |= 0xBEEF0000
	garbage.RemotePort |= 0x00010000
	for _, test := range []struct {
		name string
		row  *MibTcpRow
		want string // the local end of what is closed; empty: nothing
		err  error
	}{
		{"ESTABLISHED", tcpRow("192.0.2.1:1005", remote, 12), "192.0.2.1:1005", nil},
		{"TIME_WAIT", tcpRow("192.0.2.1:1011", remote, 12), "192.0.2.1:1011", nil},
		{"SYN_RCVD", tcpRow("192.0.2.1:1004", remote, 12), "192.0.2.1:1004", nil},
		{"garbage in the high halves of the ports", garbage, "192.0.2.1:1005", nil},
		{"mapped", tcpRow("192.0.2.1:80", "198.51.100.7:50000", 12), "[::ffff:192.0.2.1]:80", nil},
		{"another remote port", tcpRow("192.0.2.1:1005", "198.51.100.7:444", 12), "", ERROR_MR_MID_NOT_FOUND},
		{"another remote address", tcpRow("192.0.2.1:1005", "198.51.100.8:443", 12), "", ERROR_MR_MID_NOT_FOUND},
		{"another local port", tcpRow("192.0.2.1:1", remote, 12), "", ERROR_MR_MID_NOT_FOUND},
		{"ends swapped", tcpRow(remote, "192.0.2.1:1005", 12), "", ERROR_MR_MID_NOT_FOUND},
		{"listener", tcpRow("0.0.0.0:22", "0.0.0.0:0", 12), "", ERROR_MR_MID_NOT_FOUND},
		{"dual-stack listener", tcpRow("0.0.0.0:80", "0.0.0.0:0", 12), "", ERROR_MR_MID_NOT_FOUND},
		{"all zero but the state", &MibTcpRow{State: 12}, "", ERROR_MR_MID_NOT_FOUND},
		{"all zero", new(MibTcpRow), "", ERROR_INVALID_PARAMETER},
		{"the state it is in", tcpRow("192.0.2.1:1005", remote, 5), "", ERROR_INVALID_PARAMETER},
		{"no state", tcpRow("192.0.2.1:1005", remote, 13), "", ERROR_INVALID_PARAMETER},
		{"the greatest state", tcpRow("192.0.2.1:1005", remote, 1<<32-1), "", ERROR_INVALID_PARAMETER},
	} {
		source := closer()
		before := *test.row
		err := closeEntry(source.caller(), test.row)
		if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
			t.Errorf("%s: %v, want %v", test.name, err, test.err)
		}
		if notExist := test.err == ERROR_MR_MID_NOT_FOUND; errors.Is(err, fs.ErrNotExist) != notExist {
			t.Errorf("%s: %v: is it fs.ErrNotExist: %t", test.name, err, !notExist)
		}
		if *test.row != before {
			t.Errorf("%s: the row was written", test.name)
		}
		var want []tcptable.Conn
		for _, c := range source.tables[0] {
			if c.Local.String() == test.want {
				want = append(want[:0], c) // the one with the remote end that is asked for comes first
				break
			}
		}
		for i := range source.killed { // who owns it does not matter
			source.killed[i].PID, source.killed[i].Owner = 0, 0
		}
		for i := range want {
			want[i].PID, want[i].Owner = 0, 0
		}
		if !slices.Equal(source.killed, want) {
			t.Errorf("%s: closed %+v, want %+v", test.name, source.killed, want)
		}
	}
	if err := SetTcpEntry(nil); err != ERROR_INVALID_PARAMETER {
		t.Errorf("SetTcpEntry(nil) = %v, want %v", err, ERROR_INVALID_PARAMETER)
	}
}

// TestCloseEntryErrors: what goes wrong at each step, and the code for it.
func TestCloseEntryErrors(t *testing.T) {
	row := tcpRow("192.0.2.1:1005", "198.51.100.7:443", 12)
	for _, test := range []struct {
		cause          error
		atKill, atRead Errno
	}{
		{syscall.EPERM, ERROR_ACCESS_DENIED, ERROR_ACCESS_DENIED},
		{fs.ErrNotExist, ERROR_MR_MID_NOT_FOUND, ERROR_GEN_FAILURE}, // a table that is missing is no missing connection
		{errors.ErrUnsupported, ERROR_NOT_SUPPORTED, ERROR_NOT_SUPPORTED},
		{tcptable.ErrInterrupted, STATUS_UNSUCCESSFUL, STATUS_UNSUCCESSFUL},
		{syscall.ENOMEM, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_MEMORY},
		{errors.New("bad luck"), ERROR_GEN_FAILURE, ERROR_GEN_FAILURE},
	} {
		failing := closer()
		failing.failure = fmt.Errorf("fake: %w", test.cause)
		checkError(t, "kill", closeEntry(failing.caller(), row), test.atKill, test.cause)

		unreadable := closer()
		unreadable.fakeSource.err = fmt.Errorf("fake: %w", test.cause)
		gone := tcpRow("192.0.2.1:1", "198.51.100.7:443", 12)
		checkError(t, "read", closeEntry(unreadable.caller(), gone), test.atRead, test.cause)
		// What was found before the table failed is what was looked for.
		if err := closeEntry(unreadable.caller(), row); err != nil || len(unreadable.killed) != 1 {
			t.Errorf("found before %v: %v, closed %v", test.cause, err, unreadable.killed)
		}
		closed := caller{func(...tcptable.Option) (*tcptable.Table, error) { return nil, failing.failure }}
		checkError(t, "open", closeEntry(closed, row), test.atRead, test.cause)
	}
	// A source without cookies, such as that of the proc filesystem, cannot tell what it would hit.
	without := closer()
	without.fakeSource = machine()
	checkError(t, "no cookie", closeEntry(without.caller(), row), ERROR_NOT_SUPPORTED, errors.ErrUnsupported)
	checkError(t, "no Kill", closeEntry(machine().caller(), row), ERROR_NOT_SUPPORTED, errors.ErrUnsupported)
}
