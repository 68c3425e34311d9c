package tcptable_test

import (
	"errors"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/tcptabletest"
)

// oneOpeners open a source of one namespace.
var oneOpeners = map[string]func(...tcptable.Option) (tcptable.Source, error){
	"default": nil, "netlink": tcptable.OpenNetlink, "proc": tcptable.OpenProc,
}

var listenersAndHolders = tcptable.Query{States: tcptable.States(tcptable.StateListen), Owners: tcptable.OwnersAll}

// owners returns by namespace who listens on the address that all tenants have.
func owners(t *testing.T, snap *tcptable.Snapshot) map[uint64]uint32 {
	t.Helper()
	found := make(map[uint64]uint32)
	for _, c := range snap.Conns {
		if c.Local != tenantListener || c.State != tcptable.StateListen {
			continue
		}
		if _, again := found[c.NetNS]; again || c.Owner != tcptable.OwnerKnown {
			t.Errorf("two listeners in one namespace, or one without owner: %+v", c)
		}
		found[c.NetNS] = c.PID
		if holders := snap.HoldersOf(c.Inode); len(holders) != 1 || holders[0].PID != c.PID {
			t.Errorf("the listener of %d is held by %+v", c.PID, holders)
		}
	}
	return found
}

// Here, in two namespaces with a process each, and in one that only a mount keeps, somebody listens on
// the same address and port.
func TestAllNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	me := uint32(os.Getpid())
	listenAt(t, tenantListener.String())
	a, b := startTenant(t), startTenant(t)
	var files []*os.File
	blue := mountNetNS(t, "/run/netns/blue", func() (err error) { files, err = tenantSockets(); return err })
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	want := map[uint64]uint32{sockfarm.NetNS(t): me, a.id: a.pid(), b.id: b.pid(), blue: me}
	for name, open := range oneOpeners {
		table := allNetNS(t, open)
		for range 2 { // the second time, the sources are open
			snap := mustSnapshot(t, table, listenersAndHolders)
			if got := owners(t, snap); !maps.Equal(got, want) {
				t.Errorf("%s: listeners %v, want %v", name, got, want)
			}
			if r := snap.Report; !r.NamespacesComplete() || r.NamespacesVanished != 0 || !r.OwnersComplete() {
				t.Errorf("%s: all could be looked at: %+v", name, r)
			}
			checkNamespaces(t, snap, want, blue, a)
		}
		rows := 0
		for c, err := range table.All(t.Context(), tcptable.Query{Where: tcptable.Port(tenantListener.Port())}) {
			if _, ok := want[c.NetNS]; err != nil || !ok {
				t.Errorf("%s: All yields %+v, %v", name, c, err)
			}
			rows++
		}
		if rows != 4+3*2 { // listeners, and both ends of a connection in the namespaces but ours
			t.Errorf("%s: All yields %d rows", name, rows)
		}
		conns, err := table.Append(t.Context(), nil, tcptable.Query{Where: tcptable.Port(tenantListener.Port())})
		if err != nil || len(conns) != rows {
			t.Errorf("%s: Append gives %d rows, %v", name, len(conns), err)
		}
	}
}

func checkNamespaces(t *testing.T, snap *tcptable.Snapshot, want map[uint64]uint32, blue uint64, a *tenant) {
	t.Helper()
	if len(snap.Namespaces) != len(want) || !slices.IsSortedFunc(snap.Namespaces, func(a, b tcptable.Namespace) int { return int(a.ID) - int(b.ID) }) {
		t.Errorf("namespaces %+v, want %d in ascending order", snap.Namespaces, len(want))
	}
	mounted, _ := snap.Namespace(blue)
	if !slices.Equal(mounted.Names, []string{"blue"}) || !slices.Equal(mounted.Paths, []string{"/run/netns/blue"}) ||
		mounted.Process != (tcptable.Process{}) || mounted.Processes != 0 || mounted.Path() != "/run/netns/blue" {
		t.Errorf("the namespace that is mounted: %+v", mounted)
	}
	lived, _ := snap.Namespace(a.id)
	if lived.Names != nil || lived.Process.PID != a.pid() || lived.Process.Start == 0 || lived.Process.Name != "cat" || lived.Processes != 1 || lived.Denied {
		t.Errorf("the namespace of process %d: %+v", a.pid(), lived)
	}
	if _, ok := snap.Namespace(1); ok {
		t.Error("a namespace that is not there")
	}
}

// Namespaces come and go between two reads, and one goes between the listing of all and its own turn.
func TestNetNSComeAndGo(t *testing.T) {
	if !alone(t) {
		return
	}
	a, b := startTenant(t), startTenant(t)
	opened := 0
	table := allNetNS(t, func(opts ...tcptable.Option) (tcptable.Source, error) {
		if opened++; opened == 2 { // the first is the caller's own
			if err := errors.Join(a.end(), b.end()); err != nil {
				t.Error(err)
			}
		}
		return tcptable.OpenNetlink(opts...)
	})
	snap := mustSnapshot(t, table, listenersAndHolders)
	if snap.Report.NamespacesVanished != 1 || len(snap.Namespaces) != 2 {
		t.Errorf("one of two has vanished: %+v of %+v", snap.Report, snap.Namespaces)
	}
	c := startTenant(t)
	snap = mustSnapshot(t, table, listenersAndHolders)
	if got, want := owners(t, snap), map[uint64]uint32{c.id: c.pid()}; !maps.Equal(got, want) || len(snap.Namespaces) != 2 {
		t.Errorf("listeners %v in %+v, want %v", got, snap.Namespaces, want)
	}
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	snap = mustSnapshot(t, table, listenersAndHolders)
	if len(owners(t, snap)) != 0 || snap.Report.NamespacesVanished != 0 || len(snap.Namespaces) != 1 {
		t.Errorf("listeners are left: %+v", snap)
	}
}

// A connection is closed in its own namespace, while one with the same addresses lives on elsewhere.
func TestKillInRightNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	a, b := startTenant(t), startTenant(t)
	table := allNetNS(t, nil)
	for _, local := range []netip.AddrPort{tenantClient, tenantListener} {
		before := rowsAt(t, table, local)
		killed := before[a.id]
		if killed.Cookie == 0 || before[b.id].Cookie == 0 {
			t.Fatalf("rows at %v: %+v", local, before)
		}
		if killed.State == tcptable.StateEstablished {
			info, err := table.TCPInfo(t.Context(), killed)
			if err != nil || info.State != tcptable.StateEstablished || info.SndMSS == 0 {
				t.Errorf("TCPInfo = %+v, %v", info, err)
			}
		}
		wrong := killed
		wrong.NetNS = 1
		if err := table.Kill(t.Context(), wrong); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("in a namespace that is not there: %v, want fs.ErrNotExist", err)
		}
		wrong.NetNS = 0
		if err := table.Kill(t.Context(), wrong); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("in no namespace: %v, want fs.ErrNotExist", err)
		}
		wrong.NetNS = b.id
		if err := table.Kill(t.Context(), wrong); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("with the cookie of the other: %v, want fs.ErrNotExist", err)
		}
		err := table.Kill(t.Context(), killed)
		if errors.Is(err, errors.ErrUnsupported) {
			t.Skipf("this kernel cannot close connections: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		after := rowsAt(t, table, local)
		if _, there := after[a.id]; there || after[b.id].Cookie != before[b.id].Cookie || after[b.id].State != before[b.id].State {
			t.Errorf("after Kill in %d: %+v, before: %+v", a.id, after, before)
		}
	}
}

// rowsAt returns the rows with a local address that are a listener or an open connection of a client,
// by namespace.
func rowsAt(t *testing.T, table *tcptable.Table, local netip.AddrPort) map[uint64]tcptable.Conn {
	t.Helper()
	found := make(map[uint64]tcptable.Conn)
	states := tcptable.States(tcptable.StateListen)
	if local == tenantClient {
		states = tcptable.States(tcptable.StateEstablished)
	}
	for _, c := range mustSnapshot(t, table, tcptable.Query{States: states}).Conns {
		if c.Local == local {
			found[c.NetNS] = c
		}
	}
	return found
}

// The zone of a link-local address is the name that an interface has in the namespace of the row: one
// and the same number can stand for others elsewhere.
func TestZoneOfRightNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	var socket int
	id := mountNetNS(t, "/run/netns/zone", func() (err error) { socket, err = listenOnRenamed(); return err })
	defer unix.Close(socket)
	for _, c := range mustSnapshot(t, allNetNS(t, tcptable.OpenNetlink), listenersAndHolders).Conns {
		if c.NetNS == id {
			if c.Local.Addr().Zone() != "renamed" || c.LocalScope != 1 {
				t.Errorf("%+v, want the zone renamed", c)
			}
			return
		}
	}
	t.Error("the listener is missing")
}

// listenOnRenamed gives the loopback interface another name, and listens on a link-local address of it
// that need not be there.
func listenOnRenamed() (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	var request struct { // struct ifreq
		name, newName [unix.IFNAMSIZ]byte
		rest          [8]byte
	}
	copy(request.name[:], "lo")
	copy(request.newName[:], "renamed")
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCSIFNAME, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return fd, errno
	}
	return fd, errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_IPV6, unix.IPV6_FREEBIND, 1),
		unix.Bind(fd, &unix.SockaddrInet6{Port: 7072, ZoneId: 1, Addr: netip.MustParseAddr("fe80::7").As16()}),
		unix.Listen(fd, 1),
	)
}

func TestAllNetNSIsSource(t *testing.T) {
	if !alone(t) {
		return
	}
	startTenant(t)
	for name, open := range oneOpeners {
		t.Run(name, func(t *testing.T) {
			tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenDefault(tcptable.WithAllNetNS(open)) })
		})
	}
}

// A thread that has gone to a namespace alone reads that one as its own.
func TestAllNetNSOfThread(t *testing.T) {
	sockfarm.Enter(t)
	here := listenAt(t, "127.0.0.1:0")
	id := sockfarm.NetNS(t)
	snap := mustSnapshot(t, allNetNS(t, nil), listenersAndHolders)
	if !slices.ContainsFunc(snap.Conns, func(c tcptable.Conn) bool { return c.Local == here && c.NetNS == id }) {
		t.Errorf("the listener on %v in %d is not among %d rows", here, id, len(snap.Conns))
	}
	if _, ok := snap.Namespace(id); !ok {
		t.Errorf("our own namespace %d is not among %+v", id, snap.Namespaces)
	}
}
