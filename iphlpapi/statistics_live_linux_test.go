package iphlpapi_test

import (
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLiveStatistics opens a known number of connections in a namespace where nobody else does.
func TestLiveStatistics(t *testing.T) {
	sockfarm.Enter(t)
	const v4, dual, v6 = 4, 2, 3
	keepOpen(t, "127.0.0.1:0", "127.0.0.1", v4)
	want := iphlpapi.MibTcpStats{ActiveOpens: v4, PassiveOpens: v4, CurrEstab: 2 * v4, NumConns: 2 * v4}
	conns6 := uint32(0)
	if l, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		keepOpen(t, "[::1]:0", "::1", v6)
		keepOpen(t, "[::]:0", "127.0.0.1", dual) // IPv4 in the eyes of Windows
		want.ActiveOpens, want.PassiveOpens = v4+v6+dual, v4+v6+dual
		want.CurrEstab = 2 * (v4 + v6 + dual)
		want.NumConns += 2 * dual
		conns6 = 2 * v6
	}
	awaitStats(t, "GetTcpStatistics", want, iphlpapi.GetTcpStatistics)
	awaitStats(t, "GetTcpStatisticsEx, IPv4", want, withFamily(iphlpapi.AF_INET))
	want.NumConns = conns6
	awaitStats(t, "GetTcpStatisticsEx, IPv6", want, withFamily(iphlpapi.AF_INET6))
	awaitStats(t, "GetTcpStatisticsEx, the host's IPv6", want, withFamily(syscall.AF_INET6))
	awaitStats(t, "GetTcpStatisticsEx2, IPv6", want, narrowed(iphlpapi.AF_INET6))
}

func withFamily(family uint32) func(*iphlpapi.MibTcpStats) error {
	return func(stats *iphlpapi.MibTcpStats) error { return iphlpapi.GetTcpStatisticsEx(stats, family) }
}

// narrowed is GetTcpStatisticsEx2 without what it has more than the others.
func narrowed(family uint32) func(*iphlpapi.MibTcpStats) error {
	return func(stats *iphlpapi.MibTcpStats) error {
		var wide iphlpapi.MibTcpStats2
		err := iphlpapi.GetTcpStatisticsEx2(&wide, family)
		*stats = iphlpapi.MibTcpStats{
			RtoAlgorithm: wide.RtoAlgorithm, RtoMin: wide.RtoMin, RtoMax: wide.RtoMax, MaxConn: wide.MaxConn,
			ActiveOpens: wide.ActiveOpens, PassiveOpens: wide.PassiveOpens,
			AttemptFails: wide.AttemptFails, EstabResets: wide.EstabResets, CurrEstab: wide.CurrEstab,
			InSegs: uint32(wide.InSegs), OutSegs: uint32(wide.OutSegs), RetransSegs: wide.RetransSegs,
			InErrs: wide.InErrs, OutRsts: wide.OutRsts, NumConns: wide.NumConns,
		}
		return err
	}
}

// awaitStats waits until the counts of connections are those wanted: the kernel may take the last
// step of a connection a moment after the program has seen it.
func awaitStats(t *testing.T, name string, want iphlpapi.MibTcpStats, get func(*iphlpapi.MibTcpStats) error) {
	t.Helper()
	var got iphlpapi.MibTcpStats
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if err := get(&got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want.RtoAlgorithm, want.MaxConn = iphlpapi.MIB_TCP_RTO_OTHER, iphlpapi.MIB_TCP_MAXCONN_DYNAMIC
		want.RtoMin, want.RtoMax = got.RtoMin, got.RtoMax
		want.InSegs, want.OutSegs, want.RetransSegs = got.InSegs, got.OutSegs, got.RetransSegs
		if got == want {
			break
		}
	}
	if got != want {
		t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
	}
	if got.RtoMin == 0 || got.RtoMin >= got.RtoMax || got.OutSegs < 2*got.ActiveOpens || got.InSegs < 2*got.ActiveOpens {
		t.Errorf("%s: %+v: the times and the segments cannot be right", name, got)
	}
}

// keepOpen opens n connections, and closes both ends when the test ends.
func keepOpen(t *testing.T, listen, dial string, n int) {
	t.Helper()
	l, err := net.Listen("tcp", listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	to := &net.TCPAddr{IP: net.ParseIP(dial), Port: l.Addr().(*net.TCPAddr).Port}
	for range n {
		client, err := net.DialTCP("tcp", nil, to)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Close() })
	}
}
