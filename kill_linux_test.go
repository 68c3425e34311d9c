package tcptable_test

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// patience is how long a connection may take for what a loopback interface does at once.
const patience = 20 * time.Second

// link is a connection of this process with itself, and its listener.
type link struct {
	listener       *net.TCPListener
	client, server *net.TCPConn
}

// connect makes a connection to a listener on the address listen, from the address from. The
// listener is one of plain TCP, where package net would rather make one of MPTCP.
func connect(t *testing.T, listen, dial, from string) link {
	t.Helper()
	var plain net.ListenConfig
	plain.SetMultipathTCP(false)
	listener, err := plain.Listen(t.Context(), "tcp", listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	l := link{listener: listener.(*net.TCPListener)}
	l.redial(t, dial, from)
	return l
}

func (l *link) redial(t *testing.T, dial, from string) {
	t.Helper()
	port := l.listener.Addr().(*net.TCPAddr).AddrPort().Port()
	to := net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(dial), port))
	client, err := net.DialTCP("tcp", net.TCPAddrFromAddrPort(netip.MustParseAddrPort(from)), to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	server, err := l.listener.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	l.client, l.server = client, server
	deadline := time.Now().Add(patience)
	if err := errors.Join(client.SetDeadline(deadline), server.SetDeadline(deadline), l.listener.SetDeadline(deadline)); err != nil {
		t.Fatal(err)
	}
}

// talks fails the test unless both ends can still talk to each other.
func (l *link) talks(t *testing.T) {
	t.Helper()
	for _, ends := range [][2]*net.TCPConn{{l.client, l.server}, {l.server, l.client}} {
		b := make([]byte, 4)
		if _, err := ends[0].Write([]byte("ping")); err != nil {
			t.Fatalf("the connection was hit: %v", err)
		}
		if _, err := io.ReadFull(ends[1], b); err != nil || string(b) != "ping" {
			t.Fatalf("the connection was hit: %q, %v", b, err)
		}
	}
}

// rowOf returns the row of one of this process' sockets.
func rowOf(t *testing.T, table *tcptable.Table, c syscall.Conn) tcptable.Conn {
	t.Helper()
	inode := inodeOf(t, c)
	for _, row := range mustSnapshot(t, table, tcptable.Query{}).Conns {
		if row.Inode == inode {
			return row
		}
	}
	t.Fatalf("no row has the inode %d", inode)
	return tcptable.Conn{}
}

// hasCookie reports whether the table still shows the socket.
func hasCookie(t *testing.T, table *tcptable.Table, cookie uint64) bool {
	t.Helper()
	return slices.ContainsFunc(mustSnapshot(t, table, tcptable.Query{}).Conns, func(c tcptable.Conn) bool {
		return c.Cookie == cookie
	})
}

// linkKinds returns the kinds of connections that this machine can make: listener, whom to dial,
// from where. An IPv6 socket that calls an IPv4 address is not among them, because package net
// makes none; the farm does.
func linkKinds(t *testing.T) map[string][3]string {
	t.Helper()
	probe, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Logf("IPv4 alone: %v", err)
		return map[string][3]string{"IPv4": allLinkKinds["IPv4"]}
	}
	if err := probe.Close(); err != nil {
		t.Error(err)
	}
	return allLinkKinds
}

var allLinkKinds = map[string][3]string{
	"IPv4":                          {"127.0.0.1:0", "127.0.0.1", "0.0.0.0:0"},
	"IPv6":                          {"[::1]:0", "::1", "[::]:0"},
	"IPv4 to a dual-stack listener": {"[::]:0", "127.0.0.1", "0.0.0.0:0"},
	"link-local":                    {"[fe80::1%lo]:0", "fe80::1%lo", "[::]:0"},
}

// TestKillBothEnds closes each end of each kind of connection: the end itself is aborted, the
// peer's read ends with a reset, and both rows are gone.
func TestKillBothEnds(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	for name, kind := range linkKinds(t) {
		for _, killServer := range []bool{false, true} {
			l := connect(t, kind[0], kind[1], kind[2])
			other := connect(t, kind[0], kind[1], kind[2])
			killed, peer := l.client, l.server
			if killServer {
				killed, peer = peer, killed
			}
			row, peerRow := rowOf(t, table, killed), rowOf(t, table, peer)
			if err := table.Kill(t.Context(), row); err != nil {
				t.Fatalf("%s, server %t: %v", name, killServer, err)
			}
			if _, err := killed.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNABORTED) {
				t.Errorf("%s, server %t: reading from the closed end: %v, want ECONNABORTED", name, killServer, err)
			}
			if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
				t.Errorf("%s, server %t: reading from the peer: %v, want ECONNRESET", name, killServer, err)
			}
			for _, cookie := range []uint64{row.Cookie, peerRow.Cookie} {
				if hasCookie(t, table, cookie) {
					t.Errorf("%s, server %t: a row is still there", name, killServer)
				}
			}
			if err := table.Kill(t.Context(), row); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s, server %t: closing once more: %v, want fs.ErrNotExist", name, killServer, err)
			}
			other.talks(t)
		}
	}
}

// TestKillEveryState closes whatever the farm holds, first to last and last to first, because
// who is closed first takes its peer along. Listeners come last: they take their queues along.
func TestKillEveryState(t *testing.T)          { killFarm(t, false) }
func TestKillEveryStateBackwards(t *testing.T) { killFarm(t, true) }

func killFarm(t *testing.T, backwards bool) {
	sockfarm.Enter(t)
	farm := sockfarm.New(t)
	table := mustOpen(t, openDefault)
	wants := slices.DeleteFunc(farm.Wants(), isClosed)
	if backwards {
		slices.Reverse(wants)
	}
	slices.SortStableFunc(wants, func(a, b sockfarm.Want) int { return listenersLast(a) - listenersLast(b) })
	killed := tcptable.StateSet(0)
	for _, want := range wants {
		row, ok := findWant(t, table, want)
		if !ok {
			continue // gone with its peer
		}
		err := table.Kill(t.Context(), row)
		if row.State == tcptable.StateTimeWait && errors.Is(err, errors.ErrUnsupported) {
			t.Logf("this kernel cannot end TIME_WAIT: %v", err) // Linux before 6.0
			continue
		}
		if err != nil || hasCookie(t, table, row.Cookie) {
			t.Errorf("%s: %v, or the row is still there", want.Name, err)
			continue
		}
		killed |= tcptable.States(row.State)
	}
	// What these have for peers comes before them.
	last := tcptable.States(tcptable.StateCloseWait, tcptable.StateSynReceived)
	must := tcptable.AllStates &^ last &^ tcptable.States(tcptable.StateTimeWait)
	if backwards {
		must = last
	}
	for state := range (must &^ killed).All() {
		t.Errorf("no row in %v was closed", state)
	}
	if rest := mustSnapshot(t, table, tcptable.Query{}).Conns; len(rest) != 0 && killed.Has(tcptable.StateTimeWait) {
		t.Errorf("%d rows are left: %+v", len(rest), rest)
	}
}

// listenersLast puts listeners behind everything else.
func listenersLast(w sockfarm.Want) int {
	if w.State == tcptable.StateListen {
		return 1
	}
	return 0
}

// findWant returns the row that the farm's description stands for.
func findWant(t *testing.T, table *tcptable.Table, want sockfarm.Want) (tcptable.Conn, bool) {
	t.Helper()
	for _, c := range mustSnapshot(t, table, tcptable.Query{}).Conns {
		if c.Inode == want.Inode && c.State == want.State && c.Family() == want.Family &&
			c.Local == want.Local && c.Remote == want.Remote {
			return c, true
		}
	}
	return tcptable.Conn{}, false
}

// TestKillNothingElse: a row whose connection is gone hits neither its listener, whom the
// kernel's lookup finds instead, nor a later connection with the same addresses; and a wrong
// cookie hits nobody.
func TestKillNothingElse(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	for name, kind := range linkKinds(t) {
		l := connect(t, kind[0], kind[1], kind[2])
		row := rowOf(t, table, l.client)
		wrong := row
		wrong.Cookie++
		if err := table.Kill(t.Context(), wrong); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: with a wrong cookie: %v, want fs.ErrNotExist", name, err)
		}
		l.talks(t)

		from := l.client.LocalAddr().(*net.TCPAddr).AddrPort()
		if err := errors.Join(l.client.SetLinger(0), l.client.Close()); err != nil { // a reset, no TIME_WAIT
			t.Fatal(err)
		}
		if _, err := l.server.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
			t.Fatalf("%s: the connection ends with %v", name, err)
		}
		if err := table.Kill(t.Context(), row); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: when the connection is gone: %v, want fs.ErrNotExist", name, err)
		}
		l.redial(t, kind[1], from.String())
		again := rowOf(t, table, l.client)
		if again.Local != row.Local || again.Remote != row.Remote {
			t.Fatalf("%s: %v to %v is no second %v to %v", name, again.Local, again.Remote, row.Local, row.Remote)
		}
		if err := table.Kill(t.Context(), row); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: when the addresses belong to another connection: %v, want fs.ErrNotExist", name, err)
		}
		l.talks(t)
		elsewhere := again
		elsewhere.NetNS++
		if err := table.Kill(t.Context(), elsewhere); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a row of another namespace: %v, want fs.ErrNotExist", name, err)
		}
		if _, err := table.TCPInfo(t.Context(), elsewhere); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: tcp_info of a row of another namespace: %v, want fs.ErrNotExist", name, err)
		}
		l.talks(t)
	}
	if err := table.Kill(t.Context(), tcptable.Conn{Cookie: 1}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a row without addresses: %v, want fs.ErrNotExist", err)
	}
}

// TestKillListener: who waits in accept is told, who waits in the queue is reset, who was
// accepted stays.
func TestKillListener(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	waiting, err := net.DialTCP("tcp", nil, l.listener.Addr().(*net.TCPAddr))
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	if err := errors.Join(waiting.SetDeadline(time.Now().Add(patience)), table.Kill(t.Context(), rowOf(t, table, l.listener))); err != nil {
		t.Fatal(err)
	}
	if c, err := l.listener.Accept(); !errors.Is(err, unix.EINVAL) {
		t.Errorf("accept: %v, %v, want EINVAL", c, err)
	}
	if _, err := waiting.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
		t.Errorf("the connection in the queue ends with %v, want ECONNRESET", err)
	}
	l.talks(t)
}

// TestKillMPTCPListener: the kernel does not let go of a listener that takes several paths.
func TestKillMPTCPListener(t *testing.T) {
	sockfarm.Enter(t)
	var multipath net.ListenConfig
	multipath.SetMultipathTCP(true)
	l, err := multipath.Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	protocol, err := protocolOf(l.(*net.TCPListener))
	if err != nil || protocol != unix.IPPROTO_MPTCP {
		t.Skipf("this kernel has no MPTCP: the protocol of the listener is %d, %v", protocol, err)
	}
	table := mustOpen(t, openDefault)
	row, ok := listenerAt(t, table, l.Addr().(*net.TCPAddr).AddrPort())
	if !ok {
		t.Fatal("the listener is not in the table")
	}
	if err := table.Kill(t.Context(), row); !errors.Is(err, errors.ErrUnsupported) || !hasCookie(t, table, row.Cookie) {
		t.Errorf("Kill = %v, or the row is gone; want errors.ErrUnsupported", err)
	}
}

func protocolOf(c syscall.Conn) (protocol int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(fd uintptr) {
		protocol, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_PROTOCOL)
	})
	return protocol, errors.Join(controlErr, err)
}

// listenerAt returns the row of a listener. That of an MPTCP one has no inode of its own.
func listenerAt(t *testing.T, table *tcptable.Table, at netip.AddrPort) (tcptable.Conn, bool) {
	t.Helper()
	for _, row := range mustSnapshot(t, table, tcptable.Query{States: tcptable.States(tcptable.StateListen)}).Conns {
		if row.Local == at {
			return row, true
		}
	}
	return tcptable.Conn{}, false
}

// TestKillFromProc: a source that knows no cookies closes nothing.
func TestKillFromProc(t *testing.T) {
	sockfarm.Enter(t)
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	netlink, proc := mustOpen(t, openDefault), mustOpen(t, openProc)
	for _, row := range []tcptable.Conn{rowOf(t, proc, l.client), rowOf(t, netlink, l.client)} {
		if err := proc.Kill(t.Context(), row); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("the proc source, row %+v: %v, want errors.ErrUnsupported", row, err)
		}
		if _, err := proc.TCPInfo(t.Context(), row); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("tcp_info of the proc source: %v, want errors.ErrUnsupported", err)
		}
	}
	if err := netlink.Kill(t.Context(), rowOf(t, proc, l.client)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a row of the proc source: %v, want errors.ErrUnsupported", err)
	}
	l.talks(t)
}

// TestKillWithoutPrivilege: another user may see the connection, but not close it.
func TestKillWithoutPrivilege(t *testing.T) {
	if sockfarm.IsRerun() {
		killWithoutPrivilege(t)
		return
	}
	sockfarm.RequireUser(t, nobody)
	refusedElsewhere(t, asNobody())
}

// TestKillFromAnotherUserNamespace: root there has every capability, but not over a network
// namespace that belongs to the user namespace outside.
func TestKillFromAnotherUserNamespace(t *testing.T) {
	if sockfarm.IsRerun() {
		killWithoutPrivilege(t)
		return
	}
	refusedElsewhere(t, &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	})
}

// refusedElsewhere lets another process try to close a connection and its listener, which must
// not feel it.
func refusedElsewhere(t *testing.T, attr *syscall.SysProcAttr) {
	t.Helper()
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	rows := []sockfarm.Want{
		{Inode: rowOf(t, table, l.client).Inode}, {Inode: rowOf(t, table, l.listener).Inode},
	}
	sockfarm.Rerun(t, attr, encode(t, rows))
	l.talks(t)
	l.redial(t, "127.0.0.1", "0.0.0.0:0")
	l.talks(t)
}

func killWithoutPrivilege(t *testing.T) {
	var wants []sockfarm.Want
	if err := gob.NewDecoder(os.Stdin).Decode(&wants); err != nil {
		t.Fatal(err)
	}
	table := mustOpen(t, openDefault)
	tried := 0
	for _, row := range mustSnapshot(t, table, tcptable.Query{}).Conns {
		if !slices.ContainsFunc(wants, func(w sockfarm.Want) bool { return w.Inode == row.Inode }) {
			continue
		}
		tried++
		err := table.Kill(t.Context(), row)
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(fmt.Sprint(err), "CAP_NET_ADMIN") {
			t.Errorf("%+v: %v, want fs.ErrPermission and the name of the capability", row, err)
		}
		if !hasCookie(t, table, row.Cookie) {
			t.Errorf("%+v is gone", row)
		}
		if _, err := table.TCPInfo(t.Context(), row); row.State == tcptable.StateEstablished && err != nil {
			t.Errorf("tcp_info takes no privilege: %v", err)
		}
	}
	if tried != len(wants) {
		t.Errorf("%d rows were tried, want %d", tried, len(wants))
	}
}
