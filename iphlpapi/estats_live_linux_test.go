package iphlpapi_test

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLiveEStats sends some bytes over each kind of connection and looks for them.
func TestLiveEStats(t *testing.T) {
	sockfarm.Enter(t)
	v4 := dial(t, "127.0.0.1:0", "127.0.0.1")
	row := entryOf(t, v4.client)
	checkEStats(t, "IPv4", v4, &row, statsCalls[iphlpapi.MibTcpRow]{
		iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsDataRod], iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsPathRod],
		iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsSndCongRod], iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsRecRod],
		iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsObsRecRod], iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsFineRttRod],
		iphlpapi.GetPerTcpConnectionEStats, iphlpapi.SetPerTcpConnectionEStats,
	})
	if !hasIPv6Loopback() {
		t.Log("this host has no IPv6 loopback: no IPv6 connection is asked about")
		return
	}
	mapped := dial(t, "[::]:0", "127.0.0.1")
	row = entryOf(t, mapped.server)
	if data, err := iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsDataRod](&row); err != nil || data.SegsIn == 0 {
		t.Errorf("a connection over IPv4 that an IPv6 socket holds: %+v, %v", data, err)
	}
	for _, address := range []string{"::1", "fe80::1%lo"} {
		v6 := dial(t, netip.AddrPortFrom(netip.MustParseAddr(address), 0).String(), address)
		row6 := entryOf6(t, v6.client)
		checkEStats(t, address, v6, &row6, statsCalls[iphlpapi.MibTcp6Row]{
			iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsDataRod], iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsPathRod],
			iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsSndCongRod], iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsRecRod],
			iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsObsRecRod], iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsFineRttRod],
			iphlpapi.GetPerTcp6ConnectionEStats, iphlpapi.SetPerTcp6ConnectionEStats,
		})
	}
}

// statsCalls are the calls for one family.
type statsCalls[Row any] struct {
	data    func(*Row) (iphlpapi.TcpEstatsDataRod, error)
	path    func(*Row) (iphlpapi.TcpEstatsPathRod, error)
	sndCong func(*Row) (iphlpapi.TcpEstatsSndCongRod, error)
	rec     func(*Row) (iphlpapi.TcpEstatsRecRod, error)
	obsRec  func(*Row) (iphlpapi.TcpEstatsObsRecRod, error)
	fineRtt func(*Row) (iphlpapi.TcpEstatsFineRttRod, error)
	get     func(row *Row, kind iphlpapi.TcpEstatsType, rw []byte, rwVersion uint32, ros []byte, rosVersion uint32, rod []byte, rodVersion uint32) error
	set     func(row *Row, kind iphlpapi.TcpEstatsType, rw []byte, rwVersion, offset uint32) error
}

// checkEStats looks at the client's end of a new connection.
func checkEStats[Row any](t *testing.T, name string, d duplex, row *Row, calls statsCalls[Row]) {
	t.Helper()
	const sent, answered, unread = 1000, 100, 7
	exchange(t, d.client, d.server, sent)
	exchange(t, d.server, d.client, answered-unread)
	if _, err := d.server.Write(make([]byte, unread)); err != nil {
		t.Fatal(err)
	}
	data, err := calls.data(row)
	if err != nil || data.DataBytesOut != sent || data.ThruBytesReceived != answered || data.DataSegsOut == 0 || data.SegsOut <= data.DataSegsOut {
		t.Errorf("%s: Data %+v, %v", name, data, err)
	}
	rec, err := calls.rec(row)
	if err != nil || rec.CurAppRQueue != unread || rec.WinScaleSent > 14 || rec.LimRwin == 0 {
		t.Errorf("%s: Rec %+v, %v, want %d bytes in the queue", name, rec, err, unread)
	}
	obsRec, err := calls.obsRec(row)
	if err != nil || obsRec.CurRwinRcvd == 0 || obsRec.WinScaleRcvd > 14 {
		t.Errorf("%s: ObsRec %+v, %v", name, obsRec, err)
	}
	path, err := calls.path(row)
	if err != nil || path.CurMss == 0 || path.CurRto == 0 || path.PktsRetrans != 0 {
		t.Errorf("%s: Path %+v, %v", name, path, err)
	}
	sndCong, err := calls.sndCong(row)
	if err != nil || sndCong.CurCwnd < path.CurMss || sndCong.CurCwnd%path.CurMss != 0 {
		t.Errorf("%s: SndCong %+v, %v, with segments of %d bytes", name, sndCong, err, path.CurMss)
	}
	fineRtt, err := calls.fineRtt(row)
	if err != nil || fineRtt.SumRtt == 0 || fineRtt.MinRtt == 0 || path.SmoothedRtt > fineRtt.SumRtt {
		t.Errorf("%s: FineRtt %+v, %v", name, fineRtt, err)
	}
	rw := []byte{0}
	if err := calls.get(row, iphlpapi.TcpConnectionEstatsData, rw, 0, nil, 0, nil, 0); err != nil || rw[0] != 1 {
		t.Errorf("%s: RW %v, %v, want collection to be on", name, rw, err)
	}
	if err := calls.set(row, iphlpapi.TcpConnectionEstatsData, rw, 0, 0); err != nil {
		t.Errorf("%s: switching on: %v", name, err)
	}
	if err := calls.set(row, iphlpapi.TcpConnectionEstatsData, []byte{0}, 0, 0); !errors.Is(err, iphlpapi.ERROR_NOT_SUPPORTED) {
		t.Errorf("%s: switching off: %v, want %v", name, err, iphlpapi.ERROR_NOT_SUPPORTED)
	}
	reset(t, d)
	if err := calls.get(row, iphlpapi.TcpConnectionEstatsData, rw, 0, nil, 0, nil, 0); !errors.Is(err, iphlpapi.ERROR_NOT_FOUND) {
		t.Errorf("%s: after its end: %v, want %v", name, err, iphlpapi.ERROR_NOT_FOUND)
	}
}

// exchange lets n bytes be sent and read.
func exchange(t *testing.T, from, to net.Conn, n int) {
	t.Helper()
	_, writeErr := from.Write(make([]byte, n))
	_, readErr := io.ReadFull(to, make([]byte, n))
	if err := errors.Join(writeErr, readErr); err != nil {
		t.Fatal(err)
	}
}

// reset ends a connection without TIME_WAIT, and waits until the peer knows.
func reset(t *testing.T, d duplex) {
	t.Helper()
	if err := errors.Join(d.client.(*net.TCPConn).SetLinger(0), d.client.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.server.Read(make([]byte, 1)); err == nil {
		t.Fatal("the connection has not ended")
	}
}

// entryOf6 returns the row of a socket in the IPv6 table.
func entryOf6(t *testing.T, c net.Conn) iphlpapi.MibTcp6Row {
	t.Helper()
	local, remote := c.LocalAddr().(*net.TCPAddr).AddrPort(), c.RemoteAddr().(*net.TCPAddr).AddrPort()
	rows, err := iphlpapi.Tcp6Table(false)
	if err != nil {
		t.Fatal(err)
	}
	same := func(a, b netip.AddrPort) bool {
		return a.Addr().WithZone("") == b.Addr().WithZone("") && a.Port() == b.Port()
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcp6Row) bool { return same(r.Local(), local) && same(r.Remote(), remote) })
	if i < 0 {
		t.Fatalf("the IPv6 table lacks %v to %v", local, remote)
	}
	return rows[i]
}
