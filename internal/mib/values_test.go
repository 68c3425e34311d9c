package mib

import (
	"fmt"
	"math"
	"net/netip"
	"testing"
)

func TestPort(t *testing.T) {
	for _, test := range []struct {
		number uint16
		field  Port
	}{{0, 0}, {1, 0x0100}, {443, 0xBB01}, {8080, 0x901F}, {0xFFFF, 0xFFFF}} {
		if got := NewPort(test.number); got != test.field {
			t.Errorf("NewPort(%d) = %#x, want %#x", test.number, uint32(got), uint32(test.field))
		}
		for _, garbage := range []Port{0, 0x00010000, 0xFFFF0000} {
			if got := (test.field | garbage).Number(); got != test.number {
				t.Errorf("Port(%#x).Number() = %d, want %d", uint32(test.field|garbage), got, test.number)
			}
		}
	}
}

func TestEndpoints(t *testing.T) {
	v4 := TcpRow2{TcpEndpoints: TcpEndpoints{[4]byte{127, 0, 0, 1}, NewPort(80), [4]byte{192, 0, 2, 9}, NewPort(1024)}}
	v6 := func(addr string, scope uint32) Tcp6Row2 {
		end := netip.MustParseAddr(addr).As16()
		return Tcp6Row2{Tcp6Endpoints: Tcp6Endpoints{end, scope, NewPort(80), end, scope, NewPort(1024)}}
	}
	for _, test := range []struct {
		row interface {
			Local() netip.AddrPort
			Remote() netip.AddrPort
		}
		local, remote string
	}{
		{v4, "127.0.0.1:80", "192.0.2.9:1024"},
		{v6("::", 0), "[::]:80", "[::]:1024"},
		{v6("2001:db8::1", 0), "[2001:db8::1]:80", "[2001:db8::1]:1024"},
		{v6("2001:db8::1", 3), "[2001:db8::1]:80", "[2001:db8::1]:1024"},
		{v6("fe80::1", 0), "[fe80::1]:80", "[fe80::1]:1024"},
		{v6("fe80::1", 3), "[fe80::1%3]:80", "[fe80::1%3]:1024"},
		{v6("febf::1", math.MaxUint32), "[febf::1%4294967295]:80", "[febf::1%4294967295]:1024"},
		{v6("::ffff:169.254.0.1", 3), "[::ffff:169.254.0.1]:80", "[::ffff:169.254.0.1]:1024"},
	} {
		if got := test.row.Local().String(); got != test.local {
			t.Errorf("Local() = %s, want %s", got, test.local)
		}
		if got := test.row.Remote().String(); got != test.remote {
			t.Errorf("Remote() = %s, want %s", got, test.remote)
		}
	}
}

// TestStateNames holds all twelve documented numbers, because a list that lacks one shifts the
// rest.
func TestStateNames(t *testing.T) {
	for number, want := range map[fmt.Stringer]string{
		TcpState(0):              "MIB_TCP_STATE(0)",
		TcpState(1):              "MIB_TCP_STATE_CLOSED",
		TcpState(2):              "MIB_TCP_STATE_LISTEN",
		TcpState(3):              "MIB_TCP_STATE_SYN_SENT",
		TcpState(4):              "MIB_TCP_STATE_SYN_RCVD",
		TcpState(5):              "MIB_TCP_STATE_ESTAB",
		TcpState(6):              "MIB_TCP_STATE_FIN_WAIT1",
		TcpState(7):              "MIB_TCP_STATE_FIN_WAIT2",
		TcpState(8):              "MIB_TCP_STATE_CLOSE_WAIT",
		TcpState(9):              "MIB_TCP_STATE_CLOSING",
		TcpState(10):             "MIB_TCP_STATE_LAST_ACK",
		TcpState(11):             "MIB_TCP_STATE_TIME_WAIT",
		TcpState(12):             "MIB_TCP_STATE_DELETE_TCB",
		TcpState(13):             "MIB_TCP_STATE(13)",
		TcpState(100):            "MIB_TCP_STATE_RESERVED",
		TcpState(math.MaxUint32): "MIB_TCP_STATE(4294967295)",

		TcpConnectionOffloadState(0):              "TcpConnectionOffloadStateInHost",
		TcpConnectionOffloadState(1):              "TcpConnectionOffloadStateOffloading",
		TcpConnectionOffloadState(2):              "TcpConnectionOffloadStateOffloaded",
		TcpConnectionOffloadState(3):              "TcpConnectionOffloadStateUploading",
		TcpConnectionOffloadState(4):              "TcpConnectionOffloadState(4)",
		TcpConnectionOffloadState(math.MaxUint32): "TcpConnectionOffloadState(4294967295)",
	} {
		if got := number.String(); got != want {
			t.Errorf("%T(%d) = %s, want %s", number, number, got, want)
		}
	}
}
