package tcptable_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestOtherNamespace reads, from outside, the table of a namespace in which a listener has an
// address and a port that another one has here.
func TestOtherNamespace(t *testing.T) {
	sockfarm.Enter(t)
	here := listenAt(t, "127.0.0.1:0")
	outside := sockfarm.NetNS(t)
	path, inside := namespaceWithListener(t, here)
	for name, open := range map[string]func(...tcptable.Option) (tcptable.Source, error){
		"netlink": tcptable.OpenNetlink, "proc": tcptable.OpenProc,
	} {
		source, err := open(tcptable.WithNetNS(path))
		table := mustOpen(t, func() (*tcptable.Table, error) { return openSource(source, err) })
		for range 2 {
			snap := mustSnapshot(t, table, tcptable.Query{Owners: tcptable.OwnersPID})
			if len(snap.Conns) != 1 {
				t.Fatalf("%s: %d rows, want the one listener of the namespace", name, len(snap.Conns))
			}
			c := snap.Conns[0]
			if c.Local != here || c.NetNS != inside || c.NetNS == outside || c.PID != uint32(os.Getpid()) {
				t.Errorf("%s: %+v, want %v in namespace %d", name, c, here, inside)
			}
		}
		for c, err := range table.All(t.Context(), tcptable.Query{}) {
			if err != nil || c.NetNS != inside {
				t.Errorf("%s: All yields %+v, %v", name, c, err)
			}
		}
	}
	if got := sockfarm.NetNS(t); got != outside {
		t.Errorf("the test is in namespace %d now, it was in %d", got, outside)
	}
}

// namespaceWithListener makes a namespace with one listener, on a thread that goes to sleep
// there until the test ends.
func namespaceWithListener(t *testing.T, at netip.AddrPort) (path string, id uint64) {
	type made struct {
		path string
		id   uint64
		err  error
	}
	ready, done, ended := make(chan made), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // and never unlocked: the thread ends here
		l, err := listenInNewNamespace(at)
		if err != nil {
			ready <- made{err: err}
			return
		}
		ready <- made{path: fmt.Sprintf("/proc/%d/task/%d/ns/net", os.Getpid(), unix.Gettid()), id: sockfarm.NetNS(t)}
		<-done
		if err := unix.Close(l); err != nil {
			t.Error(err)
		}
	}()
	m := <-ready
	if m.err != nil {
		t.Fatal(m.err)
	}
	t.Cleanup(func() { close(done); <-ended })
	return m.path, m.id
}

func listenInNewNamespace(at netip.AddrPort) (fd int, err error) {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return -1, err
	}
	if fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return -1, err
	}
	err = unix.Bind(fd, &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()})
	return fd, errors.Join(err, unix.Listen(fd, 1))
}

func listenAt(t *testing.T, address string) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at := l.Addr().(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// A machine whose IPv6 is switched off has an empty IPv6 table, and an IPv4 one as ever.
func TestIPv6SwitchedOff(t *testing.T) {
	sockfarm.Enter(t)
	switchOff := os.WriteFile("/proc/sys/net/ipv6/conf/all/disable_ipv6", []byte("1"), 0)
	if errors.Is(switchOff, fs.ErrPermission) || errors.Is(switchOff, fs.ErrNotExist) {
		t.Skipf("IPv6 cannot be switched off here: %v", switchOff)
	}
	if switchOff != nil {
		t.Fatal(switchOff)
	}
	here := listenAt(t, "127.0.0.1:0")
	for _, open := range openers {
		table := mustOpen(t, open)
		snap := mustSnapshot(t, table, tcptable.Query{})
		if len(snap.Conns) != 1 || snap.Conns[0].Local != here {
			t.Errorf("%s: %+v, want the listener on %v alone", snap.Report.Source, snap.Conns, here)
		}
		if snap := mustSnapshot(t, table, tcptable.Query{Family: tcptable.IPv6}); len(snap.Conns) != 0 {
			t.Errorf("%s: IPv6 rows %+v", snap.Report.Source, snap.Conns)
		}
	}
}

// A kernel without IPv6 does not even have the file of the table.
func TestNoIPv6InTheKernel(t *testing.T) {
	table, err := os.ReadFile("internal/procfs/testdata/proc/net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(root, "net"), 0o755),
		os.WriteFile(filepath.Join(root, "net", "tcp"), table, 0o644)); err != nil {
		t.Fatal(err)
	}
	source, err := tcptable.OpenProc(tcptable.WithProcRoot(root))
	proc := mustOpen(t, func() (*tcptable.Table, error) { return openSource(source, err) })
	if snap := mustSnapshot(t, proc, tcptable.Query{}); len(snap.Conns) != 4 {
		t.Errorf("%d rows of the recorded table, want 4", len(snap.Conns))
	}
	if snap := mustSnapshot(t, proc, tcptable.Query{Family: tcptable.IPv6}); len(snap.Conns) != 0 {
		t.Errorf("%d IPv6 rows", len(snap.Conns))
	}
	if err := os.Remove(filepath.Join(root, "net", "tcp")); err != nil {
		t.Fatal(err)
	}
	if _, err := proc.Append(t.Context(), nil, tcptable.Query{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without any table: %v, want fs.ErrNotExist", err)
	}
}
