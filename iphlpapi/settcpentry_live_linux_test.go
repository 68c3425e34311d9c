package iphlpapi_test

import (
	"encoding/gob"
	"errors"
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

	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/iphlpapi"
)

// duplex is a connection of this process with itself, and its listener.
type duplex struct {
	listener       net.Listener
	client, server net.Conn
}

// dial makes a connection to a listener on the address listen.
func dial(t *testing.T, listen, to string) duplex {
	t.Helper()
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	d := duplex{listener: listener}
	port := listener.Addr().(*net.TCPAddr).AddrPort().Port()
	if d.client, err = net.Dial("tcp", netip.AddrPortFrom(netip.MustParseAddr(to), port).String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.client.Close() })
	if d.server, err = listener.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.server.Close() })
	end := time.Now().Add(20 * time.Second)
	if err := errors.Join(d.client.SetDeadline(end), d.server.SetDeadline(end)); err != nil {
		t.Fatal(err)
	}
	return d
}

// talks fails the test unless both ends can still talk to each other.
func (d *duplex) talks(t *testing.T) {
	t.Helper()
	for _, ends := range [][2]net.Conn{{d.client, d.server}, {d.server, d.client}} {
		b := make([]byte, 4)
		_, writeErr := ends[0].Write([]byte("ping"))
		_, readErr := io.ReadFull(ends[1], b)
		if err := errors.Join(writeErr, readErr); err != nil || string(b) != "ping" {
			t.Fatalf("the connection was hit: %q, %v", b, err)
		}
	}
}

// entryOf returns the row of a socket in the IPv4 table.
func entryOf(t *testing.T, c net.Conn) iphlpapi.MibTcpRow {
	t.Helper()
	local, remote := c.LocalAddr().(*net.TCPAddr).AddrPort(), c.RemoteAddr().(*net.TCPAddr).AddrPort()
	unmapped := func(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }
	row, ok := findEntry(t, unmapped(local), unmapped(remote))
	if !ok {
		t.Fatalf("the IPv4 table lacks %v to %v", local, remote)
	}
	return row
}

func findEntry(t *testing.T, local, remote netip.AddrPort) (iphlpapi.MibTcpRow, bool) {
	t.Helper()
	rows, err := iphlpapi.TcpTable(false)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r iphlpapi.MibTcpRow) bool { return r.Local() == local && r.Remote() == remote })
	if i < 0 {
		return iphlpapi.MibTcpRow{}, false
	}
	return rows[i], true
}

// TestLiveSetTcpEntry closes each end of connections over IPv4, whatever family their sockets are
// of: the end itself is aborted, the peer's read ends with a reset, and both rows are gone.
func TestLiveSetTcpEntry(t *testing.T) {
	sockfarm.Enter(t)
	kinds := [][2]string{{"127.0.0.1:0", "127.0.0.1"}}
	if hasIPv6Loopback() {
		kinds = append(kinds, [2]string{"[::]:0", "127.0.0.1"}) // an IPv6 socket with mapped addresses
	}
	for _, kind := range kinds {
		for _, closeServer := range []bool{false, true} {
			d, other := dial(t, kind[0], kind[1]), dial(t, kind[0], kind[1])
			closed, peer := d.client, d.server
			if closeServer {
				closed, peer = peer, closed
			}
			row, peerRow := entryOf(t, closed), entryOf(t, peer)
			if err := iphlpapi.SetTcpEntry(&row); err != iphlpapi.ERROR_INVALID_PARAMETER {
				t.Errorf("%v, state %v: %v, want %v", kind, row.State, err, iphlpapi.ERROR_INVALID_PARAMETER)
			}
			d.talks(t)
			row.State = iphlpapi.MIB_TCP_STATE_DELETE_TCB
			row.LocalPort |= 0xABCD0000 // may hold anything
			if err := iphlpapi.SetTcpEntry(&row); err != nil {
				t.Fatalf("%v: %v", kind, err)
			}
			if _, err := closed.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNABORTED) {
				t.Errorf("%v: reading from the closed end: %v, want ECONNABORTED", kind, err)
			}
			if _, err := peer.Read(make([]byte, 1)); !errors.Is(err, unix.ECONNRESET) {
				t.Errorf("%v: reading from the peer: %v, want ECONNRESET", kind, err)
			}
			for _, r := range []iphlpapi.MibTcpRow{row, peerRow} {
				if _, ok := findEntry(t, r.Local(), r.Remote()); ok {
					t.Errorf("%v: %v to %v is still there", kind, r.Local(), r.Remote())
				}
			}
			if err := iphlpapi.SetTcpEntry(&row); !errors.Is(err, iphlpapi.ERROR_MR_MID_NOT_FOUND) || !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%v: closing once more: %v, want %d", kind, err, iphlpapi.ERROR_MR_MID_NOT_FOUND)
			}
			other.talks(t)
		}
	}
}

func hasIPv6Loopback() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// TestLiveSetTcpEntryListener: listeners cannot be closed by the call.
func TestLiveSetTcpEntryListener(t *testing.T) {
	sockfarm.Enter(t)
	d := dial(t, "127.0.0.1:0", "127.0.0.1")
	row, ok := findEntry(t, d.listener.Addr().(*net.TCPAddr).AddrPort(), netip.MustParseAddrPort("0.0.0.0:0"))
	if !ok {
		t.Fatal("the listener is not in the table")
	}
	row.State = iphlpapi.MIB_TCP_STATE_DELETE_TCB
	if err := iphlpapi.SetTcpEntry(&row); !errors.Is(err, iphlpapi.ERROR_MR_MID_NOT_FOUND) {
		t.Errorf("SetTcpEntry = %v, want %d", err, iphlpapi.ERROR_MR_MID_NOT_FOUND)
	}
	again, err := net.Dial("tcp", d.listener.Addr().String())
	if err != nil {
		t.Fatalf("the listener was hit: %v", err)
	}
	again.Close()
}

// TestLiveSetTcpEntryWithoutPrivilege: root of another user namespace has no rights over this
// network namespace. Nothing happens, and the error says what is missing.
func TestLiveSetTcpEntryWithoutPrivilege(t *testing.T) {
	if sockfarm.IsRerun() {
		var row iphlpapi.MibTcpRow
		if err := gob.NewDecoder(os.Stdin).Decode(&row); err != nil {
			t.Fatal(err)
		}
		err := iphlpapi.SetTcpEntry(&row)
		if !errors.Is(err, iphlpapi.ERROR_ACCESS_DENIED) || !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "CAP_NET_ADMIN") {
			t.Errorf("SetTcpEntry = %v, want %v and the name of the capability", err, iphlpapi.ERROR_ACCESS_DENIED)
		}
		return
	}
	sockfarm.Enter(t)
	d := dial(t, "127.0.0.1:0", "127.0.0.1")
	row := entryOf(t, d.client)
	row.State = iphlpapi.MIB_TCP_STATE_DELETE_TCB
	var b strings.Builder
	if err := gob.NewEncoder(&b).Encode(row); err != nil {
		t.Fatal(err)
	}
	sockfarm.Rerun(t, &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}, []byte(b.String()))
	d.talks(t)
}
