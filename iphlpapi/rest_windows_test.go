package iphlpapi_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/iphlpapi"
)

// lacking checks what a call returned that Wine does not have, or has as an empty shell. Any other
// Windows has it.
func lacking(t *testing.T, name string, err error) {
	t.Helper()
	if got := errors.Is(err, errors.ErrUnsupported); got != wine.Present() {
		t.Errorf("%s: error %v; unsupported: %v, want %v", name, err, got, wine.Present())
	}
}

// TestLiveOwnerModules asks for the owner of a socket of this process.
func TestLiveOwnerModules(t *testing.T) {
	p := connect(t, "127.0.0.1:0", "127.0.0.1")
	rows, err := iphlpapi.TcpTableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_ALL)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcpRowOwnerModule) bool { return r.Local() == p.client })
	if i < 0 {
		t.Fatalf("no row of %v", p.client)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name, path, err := iphlpapi.OwnerModuleFromTcpEntry(&rows[i])
	lacking(t, "GetOwnerModuleFromTcpEntry", err)
	if !wine.Present() && (name != filepath.Base(self) || path != self) {
		t.Errorf("name %q, path %q; want those of %s", name, path, self)
	}
	row6 := iphlpapi.MibTcp6RowOwnerModule{OwningPid: uint32(os.Getpid())}
	_, _, err = iphlpapi.OwnerModuleFromTcp6Entry(&row6)
	lacking(t, "GetOwnerModuleFromTcp6Entry", err)
}

func TestLiveCounters(t *testing.T) {
	before := connections(t)
	connect(t, "127.0.0.1:0", "127.0.0.1")
	if after := connections(t); after <= before {
		t.Errorf("%d connections opened, %d before", after, before)
	}
	for _, family := range []uint32{iphlpapi.AF_INET, iphlpapi.AF_INET6} {
		if err := iphlpapi.GetTcpStatisticsEx(new(iphlpapi.MibTcpStats), family); err != nil {
			t.Errorf("GetTcpStatisticsEx, family %d: %v", family, err)
		}
		lacking(t, "GetTcpStatisticsEx2", iphlpapi.GetTcpStatisticsEx2(new(iphlpapi.MibTcpStats2), family))
	}
	if err := iphlpapi.GetTcpStatisticsEx(new(iphlpapi.MibTcpStats), 3); !errors.Is(err, iphlpapi.ERROR_INVALID_PARAMETER) {
		t.Errorf("GetTcpStatisticsEx, family 3: %v", err)
	}
}

func connections(t *testing.T) uint32 {
	t.Helper()
	var stats iphlpapi.MibTcpStats
	if err := iphlpapi.GetTcpStatistics(&stats); err != nil {
		t.Fatal(err)
	}
	return stats.ActiveOpens
}

// TestLiveSetTcpEntry deletes a connection that does not exist. Wine says that it has been done.
func TestLiveSetTcpEntry(t *testing.T) {
	row := iphlpapi.MibTcpRow{State: iphlpapi.MIB_TCP_STATE_DELETE_TCB}
	row.LocalAddr, row.RemoteAddr = netip.MustParseAddr("192.0.2.1").As4(), netip.MustParseAddr("192.0.2.2").As4()
	err := iphlpapi.SetTcpEntry(&row)
	if wine.Present() {
		if err != nil {
			t.Errorf("error %v, want none", err)
		}
		return
	}
	if !slices.ContainsFunc([]iphlpapi.Errno{
		iphlpapi.ERROR_ACCESS_DENIED, iphlpapi.ERROR_NETWORK_ACCESS_DENIED, iphlpapi.ERROR_MR_MID_NOT_FOUND,
	}, func(code iphlpapi.Errno) bool { return errors.Is(err, code) }) {
		t.Errorf("error %v, want that it is not permitted, or that there is none", err)
	}
}

// TestLiveEStats asks for the counters of a connection. Collecting is off unless somebody has
// switched it on, which takes an administrator.
func TestLiveEStats(t *testing.T) {
	p := connect(t, "127.0.0.1:0", "127.0.0.1")
	rows, err := iphlpapi.TcpTable(false)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcpRow) bool { return r.Local() == p.client })
	if i < 0 {
		t.Fatalf("no row of %v", p.client)
	}
	_, err = iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsDataRod](&rows[i])
	lacking(t, "GetPerTcpConnectionEStats", err)
	on := []byte{1}
	err = iphlpapi.SetPerTcpConnectionEStats(&rows[i], iphlpapi.TcpConnectionEstatsData, on, 0, 0)
	lacking(t, "SetPerTcpConnectionEStats", err)
	var row6 iphlpapi.MibTcp6Row
	_, err = iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsDataRod](&row6)
	lacking(t, "GetPerTcp6ConnectionEStats", err)
	err = iphlpapi.SetPerTcp6ConnectionEStats(&row6, iphlpapi.TcpConnectionEstatsData, on, 0, 0)
	lacking(t, "SetPerTcp6ConnectionEStats", err)
}
