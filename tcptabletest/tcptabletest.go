// Package tcptabletest holds the test that every [tcptable.Source] must pass.
package tcptabletest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// Limit is something that a host keeps from every Source. A test that states one demands what can
// be demanded all the same: that no row claims to know what it does not.
type Limit uint

// OwnersUncertain is a host that does not know the owners of all sockets, as Wine: the sockets of
// the test may have no owner, with a reason, but never a wrong one.
const OwnersUncertain Limit = 1 << iota

// TestSource tests a Source against sockets that it opens on the loopback addresses; other
// sockets of the machine do not matter. open returns a new Source for the network namespace of
// the test. Where there is no IPv6 loopback address, its part is skipped.
//
// What a Source cannot tell it says in Report.Missing; then those fields must be zero. The limits
// are for what the host gets wrong without the Source being to blame.
func TestSource(t *testing.T, open func() (tcptable.Source, error), limits ...Limit) {
	tests := []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"listener", testListener},
		{"connection", testConnection},
		{"family", testFamily},
		{"states", testStates},
		{"where", testWhere},
		{"owner", testOwner},
		{"names and holders", testHolders},
		{"reason for every row", testReasons},
		{"appends", testAppends},
		{"streams", testStreams},
		{"cancelled", testCancelled},
		{"report", testReport},
		{"missing fields", testMissing},
		{"reads again", testAgain},
		{"statistics", testStatistics},
		{"facts of a process", testProcessFacts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := source.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}()
			for _, address := range []string{"127.0.0.1", "::1"} {
				t.Run(address, func(t *testing.T) { tt.run(t, newSuite(t, source, address, limits)) })
			}
		})
	}
}

// suite is a source under test with sockets that it has to list.
type suite struct {
	source   tcptable.Source
	family   tcptable.Family
	listener netip.AddrPort
	client   netip.AddrPort // of a connection to listener
	limits   []Limit
}

func newSuite(t *testing.T, source tcptable.Source, address string, limits []Limit) *suite {
	t.Helper()
	ip := netip.MustParseAddr(address)
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, 0)))
	if err != nil && ip.Is6() {
		t.Skipf("no IPv6 loopback address: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	client, err := net.DialTCP("tcp", nil, l.Addr().(*net.TCPAddr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	server, err := l.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	s := &suite{
		source: source, family: tcptable.IPv4, limits: limits,
		listener: addrPort(l.Addr()), client: addrPort(client.LocalAddr()),
	}
	if ip.Is6() {
		s.family = tcptable.IPv6
	}
	return s
}

// addrPort returns the address as a row has it: package net makes IPv4 addresses mapped ones.
func addrPort(a net.Addr) netip.AddrPort {
	ap := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// read returns a snapshot that has to come without an error.
func (s *suite) read(t *testing.T, q tcptable.Query) *tcptable.Snapshot {
	t.Helper()
	snap := new(tcptable.Snapshot)
	if err := s.source.Read(t.Context(), q, snap); err != nil {
		t.Fatalf("Read: %v", err)
	}
	return snap
}

// ownedByUs reports whether the row says that this process is its owner or, on a host that may not
// know that, that there is none.
func (s *suite) ownedByUs(c *tcptable.Conn) bool {
	if c.PID == 0 && slices.Contains(s.limits, OwnersUncertain) {
		return c.Owner == tcptable.OwnerElsewhere || c.Owner == tcptable.OwnerDenied
	}
	return int(c.PID) == os.Getpid() && c.Owner == tcptable.OwnerKnown
}

// mine returns the rows of the suite's own sockets: the listener and both ends of the
// connection. The port of a client is not its alone: the host gives it to others too that connect
// elsewhere.
func (s *suite) mine(conns []tcptable.Conn) []tcptable.Conn {
	return slices.DeleteFunc(slices.Clone(conns), func(c tcptable.Conn) bool {
		return c.Local != s.listener && (c.Local != s.client || c.Remote != s.listener)
	})
}

func testListener(t *testing.T, s *suite) {
	unspecified := netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	if s.family == tcptable.IPv6 {
		unspecified = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
	}
	found := 0
	for _, c := range s.mine(s.read(t, tcptable.Query{}).Conns) {
		if c.State != tcptable.StateListen {
			continue
		}
		found++
		if c.Local != s.listener || c.Remote != unspecified || c.LocalScope != 0 || c.RemoteScope != 0 {
			t.Errorf("listener on %v: local %v, remote %v, scopes %d %d", s.listener, c.Local, c.Remote, c.LocalScope, c.RemoteScope)
		}
		if c.DualStack {
			t.Errorf("listener on %v: dual stack", s.listener)
		}
	}
	if found != 1 {
		t.Errorf("%d listeners on %v, want 1", found, s.listener)
	}
}

func testConnection(t *testing.T, s *suite) {
	ends := map[netip.AddrPort]netip.AddrPort{s.listener: s.client, s.client: s.listener}
	for _, c := range s.mine(s.read(t, tcptable.Query{}).Conns) {
		if c.State == tcptable.StateListen {
			continue
		}
		if c.State != tcptable.StateEstablished || c.Remote != ends[c.Local] {
			t.Errorf("row %v to %v in %v was not expected", c.Local, c.Remote, c.State)
		}
		delete(ends, c.Local)
	}
	if len(ends) > 0 {
		t.Errorf("these ends of the connection are missing: %v", ends)
	}
}

func testFamily(t *testing.T, s *suite) {
	for _, family := range []tcptable.Family{tcptable.IPv4, tcptable.IPv6} {
		snap := s.read(t, tcptable.Query{Family: family})
		for _, c := range snap.Conns {
			if c.Family() != family {
				t.Errorf("row %v of family %v was not asked for", c.Local, c.Family())
			}
		}
		want := 0
		if family == s.family {
			want = 3
		}
		if got := len(s.mine(snap.Conns)); got != want {
			t.Errorf("family %v: %d own rows, want %d", family, got, want)
		}
	}
}

func testStates(t *testing.T, s *suite) {
	for states, want := range map[tcptable.StateSet]int{
		tcptable.States(tcptable.StateListen):                            1,
		tcptable.States(tcptable.StateEstablished):                       2,
		tcptable.States(tcptable.StateListen, tcptable.StateEstablished): 3,
		tcptable.States(tcptable.StateTimeWait, tcptable.StateClosing):   0,
		tcptable.AllStates: 3,
	} {
		snap := s.read(t, tcptable.Query{States: states})
		for _, c := range snap.Conns {
			if !states.Has(c.State) {
				t.Errorf("states %#x: a row in %v was not asked for", states, c.State)
			}
		}
		if got := len(s.mine(snap.Conns)); got != want {
			t.Errorf("states %#x: %d own rows, want %d", states, got, want)
		}
	}
}

func testOwner(t *testing.T, s *suite) {
	for _, c := range s.mine(s.read(t, tcptable.Query{}).Conns) {
		if c.PID != 0 || c.Owner != tcptable.OwnerNotAsked {
			t.Errorf("owner of %v was not asked for: pid %d, %v", c.Local, c.PID, c.Owner)
		}
	}
	for _, c := range s.mine(s.read(t, tcptable.Query{Owners: tcptable.OwnersPID}).Conns) {
		if !s.ownedByUs(&c) {
			t.Errorf("owner of %v: pid %d, %v; want %d, known", c.Local, c.PID, c.Owner, os.Getpid())
		}
	}
}

func testHolders(t *testing.T, s *suite) {
	self := uint32(os.Getpid())
	snap := s.read(t, tcptable.Query{Owners: tcptable.OwnersProcess})
	owns := slices.ContainsFunc(s.mine(snap.Conns), func(c tcptable.Conn) bool { return c.PID == self })
	if p, ok := snap.Process(self); ok != owns || ok && (p.Name == "" || p.Start == 0) {
		t.Errorf("Process(%d) = %+v, %t; it owns a socket: %t", self, p, ok, owns)
	}
	if !slices.IsSortedFunc(snap.Processes, func(a, b tcptable.Process) int { return int(a.PID) - int(b.PID) }) {
		t.Error("the processes are not in ascending order")
	}
	if len(snap.Holders) > 0 {
		t.Errorf("%d holders were not asked for", len(snap.Holders))
	}
	snap = s.read(t, tcptable.Query{Owners: tcptable.OwnersAll})
	for _, c := range s.mine(snap.Conns) {
		if snap.Report.Missing&tcptable.FieldInode != 0 {
			continue // without inodes only the owner is known, and that is in the row
		}
		if holders := snap.HoldersOf(c.Inode); len(holders) != 1 || holders[0].PID != self {
			t.Errorf("holders of %v: %v, want %d alone", c.Local, holders, self)
		}
	}
}

// Every row of the machine, whoever it belongs to, has an owner or a reason.
func testReasons(t *testing.T, s *suite) {
	for _, c := range s.read(t, tcptable.Query{Owners: tcptable.OwnersPID}).Conns {
		if c.Owner == tcptable.OwnerNotAsked || (c.Owner == tcptable.OwnerKnown) != (c.PID != 0) {
			t.Errorf("row %v to %v: pid %d, %v", c.Local, c.Remote, c.PID, c.Owner)
		}
		if !c.State.Valid() || !c.Local.IsValid() || !c.Remote.IsValid() {
			t.Errorf("row %+v is not complete", c)
		}
	}
}

func testAppends(t *testing.T, s *suite) {
	marker := tcptable.Conn{Cookie: 42}
	snap := &tcptable.Snapshot{Conns: []tcptable.Conn{marker}}
	if err := s.source.Read(t.Context(), tcptable.Query{Owners: tcptable.OwnersPID}, snap); err != nil {
		t.Fatal(err)
	}
	if len(snap.Conns) < 4 || snap.Conns[0] != marker {
		t.Errorf("the row that was there is gone, or nothing was appended: %d rows", len(snap.Conns))
	}
}

func testStreams(t *testing.T, s *suite) {
	streamer, ok := s.source.(tcptable.Streamer)
	if !ok {
		t.Skip("the source does not stream")
	}
	var rows []tcptable.Conn
	err := streamer.Stream(t.Context(), tcptable.Query{}, func(c tcptable.Conn) bool {
		rows = append(rows, c)
		return true
	})
	if got := len(s.mine(rows)); err != nil || got != 3 {
		t.Errorf("Stream: %d own rows, %v", got, err)
	}
	calls := 0
	err = streamer.Stream(t.Context(), tcptable.Query{}, func(tcptable.Conn) bool {
		calls++
		s.read(t, tcptable.Query{Family: s.family}) // may be used while it streams
		return false
	})
	if err != nil || calls != 1 {
		t.Errorf("a Stream that is stopped: %d calls, %v", calls, err)
	}
}

func testCancelled(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.source.Read(ctx, tcptable.Query{Owners: tcptable.OwnersPID}, new(tcptable.Snapshot))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %v, want context.Canceled", err)
	}
	if got := len(s.mine(s.read(t, tcptable.Query{}).Conns)); got != 3 {
		t.Errorf("after a read that was cancelled: %d own rows, want 3", got)
	}
}

func testReport(t *testing.T, s *suite) {
	r := s.read(t, tcptable.Query{Owners: tcptable.OwnersPID}).Report
	if r.Source == "" || r.Fallback != nil {
		t.Errorf("source %q, fallback %v", r.Source, r.Fallback)
	}
	if without := s.read(t, tcptable.Query{}).Report; without.Processes != 0 || without.Denied != 0 {
		t.Errorf("owners were not asked for, yet %d processes were looked at, %d denied", without.Processes, without.Denied)
	}
}

// A source that keeps buffers must not hand out what belongs to an earlier read.
func testAgain(t *testing.T, s *suite) {
	q := tcptable.Query{Owners: tcptable.OwnersAll}
	first := s.read(t, q)
	kept := slices.Clone(first.Conns)
	holders := slices.Clone(first.Holders)
	second := s.read(t, q)
	if !slices.Equal(first.Conns, kept) || !slices.Equal(first.Holders, holders) {
		t.Error("a second read changed the first snapshot")
	}
	a, b := s.mine(first.Conns), s.mine(second.Conns)
	tcptable.Sort(a)
	tcptable.Sort(b)
	if !slices.Equal(a, b) {
		t.Errorf("two reads of the same sockets differ:\n%+v\n%+v", a, b)
	}
}
