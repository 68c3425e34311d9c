package tcptable

import (
	"net/netip"
	"testing"
)

func TestFilterPort(t *testing.T) {
	local, remote := LocalPorts(22, 22), RemotePorts(443, 443)
	prefix := LocalPrefix(netip.MustParsePrefix("::/0"))
	for _, tt := range []struct {
		name          string
		filter        Filter
		local, remote uint16
	}{
		{"nothing", Filter{}, 0, 0},
		{"never", Or(), 0, 0},
		{"local", local, 22, 0},
		{"remote", remote, 0, 443},
		{"one of two", Port(22), 0, 0},
		{"several", LocalPorts(22, 23), 0, 0},
		{"no port", LocalPorts(23, 22), 0, 0},
		{"another condition", prefix, 0, 0},
		{"not", Not(local), 0, 0},
		{"and", And(prefix, local, remote), 22, 443},
		{"and, against itself", And(local, LocalPorts(23, 23)), 22, 0},
		{"or, the same port", Or(And(local, prefix), And(remote, local)), 22, 0},
		{"or, other ports", Or(local, LocalPorts(23, 23)), 0, 0},
		{"or, any port", Or(local, prefix), 0, 0},
		{"or, first any port", Or(prefix, local), 0, 0},
		{"the remote port of listeners", RemotePorts(0, 0), 0, 0},
	} {
		gotLocal, gotRemote := tt.filter.port(ruleLocalPort), tt.filter.port(ruleRemotePort)
		if gotLocal != tt.local || gotRemote != tt.remote {
			t.Errorf("%s: ports %d and %d, want %d and %d", tt.name, gotLocal, gotRemote, tt.local, tt.remote)
		}
	}
}
