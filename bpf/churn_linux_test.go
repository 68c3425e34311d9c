package bpf

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/netns"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

const (
	steadyConnections = 1500
	churnSnapshots    = 300
	smallHash         = "256" // what busy container hosts set: there are long chains in it
)

// TestChurn reads a table in which connections come and go all the time, while others stay: those
// are in each snapshot exactly once.
func TestChurn(t *testing.T) {
	openOrSkip(t)
	enterSmallHash(t)
	source := openOrSkip(t)
	l := listenLoopback(t)
	steady := dialSteady(t, l, steadyConnections)
	stop := churn(t, l)
	defer stop()
	var snap tcptable.Snapshot
	for n := range churnSnapshots {
		snap.Conns = snap.Conns[:0]
		if err := source.Read(t.Context(), tcptable.Query{States: tcptable.States(tcptable.StateEstablished)}, &snap); err != nil {
			t.Fatal(err)
		}
		if lost, doubled := count(steady, snap.Conns); lost+doubled > 0 {
			t.Fatalf("snapshot %d: of %d rows %d are lost, %d doubled", n, len(steady), lost, doubled)
		}
	}
}

// enterSmallHash moves the test into a network namespace whose table of connections has few
// chains. The number counts for the namespaces that are made from the one it is set in.
func enterSmallHash(t *testing.T) {
	t.Helper()
	sockfarm.Enter(t)
	err := os.WriteFile("/proc/sys/net/ipv4/tcp_child_ehash_entries", []byte(smallHash), 0)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the namespaces of this kernel have no tables of their own (before Linux 6.1)")
	} else if err != nil {
		t.Skip(err)
	}
	sockfarm.Enter(t)
	if got, err := os.ReadFile("/proc/sys/net/ipv4/tcp_ehash_entries"); err != nil || string(got) != smallHash+"\n" {
		t.Fatalf("the table has %q chains, %v, want %s", got, err, smallHash)
	}
}

func listenLoopback(t testing.TB) *net.TCPListener {
	t.Helper()
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeAll(t, l) })
	return l
}

// dialSteady makes n connections to l that stay, and returns both ends of each.
func dialSteady(t testing.TB, l *net.TCPListener, n int) map[[2]netip.AddrPort]int {
	t.Helper()
	ends := make(map[[2]netip.AddrPort]int)
	for range n {
		client, err := net.DialTCP("tcp4", nil, l.Addr().(*net.TCPAddr))
		if err != nil {
			t.Fatal(err)
		}
		server, err := l.AcceptTCP()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closeAll(t, client, server) })
		a, b := client.LocalAddr().(*net.TCPAddr).AddrPort(), client.RemoteAddr().(*net.TCPAddr).AddrPort()
		ends[[2]netip.AddrPort{a, b}] = 0
		ends[[2]netip.AddrPort{b, a}] = 0
	}
	return ends
}

// churn makes connections to l and closes them, until it is told to stop; then it closes l. It does
// so in the network namespace of the test.
func churn(t *testing.T, l *net.TCPListener) (stop func()) {
	t.Helper()
	here, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	var stopped atomic.Bool
	var callers, acceptors sync.WaitGroup
	acceptors.Go(func() { acceptAll(t, l) })
	callers.Go(func() {
		err := here.Do(func() error {
			for !stopped.Load() {
				if err := call(l.Addr().(*net.TCPAddr)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("churn: %v", err)
		}
	})
	return func() {
		stopped.Store(true)
		callers.Wait()
		closeAll(t, l, here)
		acceptors.Wait()
	}
}

// acceptAll closes every connection to l, until l is closed.
func acceptAll(t *testing.T, l *net.TCPListener) {
	for {
		server, err := l.AcceptTCP()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				t.Errorf("accept: %v", err)
			}
			return
		}
		closeAll(t, server)
	}
}

// call makes a connection, waits until the peer has closed it and closes it too, in a way that
// leaves no end in TIME_WAIT, of which there would soon be too many.
func call(to *net.TCPAddr) error {
	c, err := net.DialTCP("tcp4", nil, to)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, c)
	return errors.Join(err, c.SetLinger(0), c.Close())
}

func closeAll(t testing.TB, closers ...interface{ Close() error }) {
	for _, c := range closers {
		if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
}

// count returns how many of the steady ends are in no row, and how many in more than one.
func count(steady map[[2]netip.AddrPort]int, conns []tcptable.Conn) (lost, doubled int) {
	for i := range conns {
		ends := [2]netip.AddrPort{conns[i].Local, conns[i].Remote}
		if n, ok := steady[ends]; ok {
			steady[ends] = n + 1
		}
	}
	for ends, n := range steady {
		if n == 0 {
			lost++
		}
		doubled += max(0, n-1)
		steady[ends] = 0
	}
	return lost, doubled
}
