package tcptabletest

import (
	"net/netip"
	"testing"

	"github.com/tcptable/tcptable"
)

// A source must leave out every row for which the condition of the query does not hold, and no
// other.
func testWhere(t *testing.T, s *suite) {
	listener, client := s.listener.Port(), s.client.Port()
	own := netip.PrefixFrom(s.listener.Addr(), s.listener.Addr().BitLen())
	elsewhere := netip.MustParsePrefix("192.0.2.0/24")
	for _, tt := range []struct {
		name  string
		where tcptable.Filter
		want  int // of the listener, the client and the server
	}{
		{"local port of the listener", tcptable.LocalPorts(listener, listener), 2},
		{"remote port of the client", tcptable.RemotePorts(listener, listener), 1},
		{"port", tcptable.Port(client), 2},
		{"local address", tcptable.LocalPrefix(own), 3},
		{"remote address", tcptable.RemotePrefix(own), 2},
		{"another address", tcptable.Prefix(elsewhere), 0},
		{"all of it", tcptable.And(tcptable.Port(listener), tcptable.Port(client), tcptable.Not(tcptable.Prefix(elsewhere))), 2},
		{"either", tcptable.Or(tcptable.LocalPorts(client, client), tcptable.RemotePorts(0, 0)), 2},
		{"nothing", tcptable.Or(), 0},
	} {
		q := tcptable.Query{Family: s.family, Where: tt.where, Owners: tcptable.OwnersPID}
		snap := s.read(t, q)
		for i := range snap.Conns {
			if c := &snap.Conns[i]; !tt.where.Match(c) {
				t.Errorf("%s: row %v to %v was not asked for", tt.name, c.Local, c.Remote)
			}
		}
		if got := len(s.mine(snap.Conns)); got != tt.want {
			t.Errorf("%s: %d own rows, want %d", tt.name, got, tt.want)
		}
		s.checkStreamed(t, tt.name, q, tt.want)
	}
}

// checkStreamed demands the same rows of a source that streams.
func (s *suite) checkStreamed(t *testing.T, name string, q tcptable.Query, want int) {
	t.Helper()
	streamer, ok := s.source.(tcptable.Streamer)
	if !ok {
		return
	}
	var rows []tcptable.Conn
	q.Owners = tcptable.OwnersNone
	err := streamer.Stream(t.Context(), q, func(c tcptable.Conn) bool {
		if !q.Where.Match(&c) {
			t.Errorf("%s: row %v to %v was not asked for, and streamed", name, c.Local, c.Remote)
		}
		rows = append(rows, c)
		return true
	})
	if got := len(s.mine(rows)); err != nil || got != want {
		t.Errorf("%s: %d own rows are streamed, want %d, %v", name, got, want, err)
	}
}
