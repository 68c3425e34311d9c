package iphlpapi_test

import (
	"errors"
	"testing"

	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLiveOneConnection makes every call for a single connection, with a row that stands for none:
// a code comes back, and a function that the DLL lacks is one.
func TestLiveOneConnection(t *testing.T) {
	const kind = iphlpapi.TcpConnectionEstatsData
	rw, rod := []byte{1}, make([]byte, 96)
	for name, err := range map[string]error{
		"GetPerTcpConnectionEStats":  iphlpapi.GetPerTcpConnectionEStats(new(iphlpapi.MibTcpRow), kind, rw, 0, nil, 0, rod, 0),
		"GetPerTcp6ConnectionEStats": iphlpapi.GetPerTcp6ConnectionEStats(new(iphlpapi.MibTcp6Row), kind, rw, 0, nil, 0, rod, 0),
		"SetPerTcpConnectionEStats":  iphlpapi.SetPerTcpConnectionEStats(new(iphlpapi.MibTcpRow), kind, rw, 0, 0),
		"SetPerTcp6ConnectionEStats": iphlpapi.SetPerTcp6ConnectionEStats(new(iphlpapi.MibTcp6Row), kind, rw, 0, 0),
	} {
		var code iphlpapi.Errno
		if !errors.As(err, &code) {
			t.Errorf("%s: %v, want a code", name, err)
		}
		if wine.Present() && !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, Wine is not known to support it", name, err)
		}
	}
	entry := &iphlpapi.MibTcpRow{State: iphlpapi.MIB_TCP_STATE_DELETE_TCB}
	var code iphlpapi.Errno
	if err := iphlpapi.SetTcpEntry(entry); !wine.Present() && !errors.As(err, &code) { // Wine does nothing, and says that it is done
		t.Errorf("SetTcpEntry: %v, want a code", err)
	}
}
