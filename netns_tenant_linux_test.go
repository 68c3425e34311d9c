package tcptable_test

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// tenant is a process that lives alone in a network namespace, where it holds a listener and both
// ends of a connection. The namespace lives as long as the process does, which is until its input ends.
type tenant struct {
	cmd   *exec.Cmd
	input io.Closer
	id    uint64 // of the namespace
}

func (n *tenant) pid() uint32 { return uint32(n.cmd.Process.Pid) }

// end ends the process, and with it the namespace.
func (n *tenant) end() error {
	if n.cmd.ProcessState != nil {
		return nil
	}
	return errors.Join(n.input.Close(), n.cmd.Wait())
}

// The addresses of the sockets of every tenant.
var (
	tenantListener = netip.MustParseAddrPort("127.0.0.1:7070")
	tenantClient   = netip.MustParseAddrPort("127.0.0.1:7071")
)

// alone runs the test in a process that sees no processes but those that it starts, in a network
// namespace of its own with a loopback interface. It returns false in the process that waits for it.
func alone(t *testing.T) bool {
	t.Helper()
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		sockfarm.Rerun(t, withPrivateProcesses(), nil)
		return false
	}
	mountProc(t, "")
	if err := unix.Mount("tmpfs", "/run", "tmpfs", 0, ""); err != nil {
		t.Skipf("no folder for names of namespaces: mount: %v", err)
	}
	if err := os.Mkdir("/run/netns", 0o755); err != nil {
		t.Fatal(err)
	}
	return true
}

// startTenant makes a namespace and its process.
func startTenant(t *testing.T) *tenant {
	t.Helper()
	program, err := exec.LookPath("cat")
	if err != nil {
		t.Skipf("no program to run: %v", err)
	}
	n := &tenant{cmd: exec.Command(program)}
	if n.input, err = n.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	err = inNewNetNS(func() error {
		n.id = sockfarm.NetNS(t)
		files, err := tenantSockets()
		n.cmd.ExtraFiles = files
		if err == nil {
			err = n.cmd.Start()
		}
		for _, f := range files {
			err = errors.Join(err, f.Close())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.end(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// inNewNetNS calls do in a new namespace, on a thread that ends with it.
func inNewNetNS(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			err = do()
		}
		done <- err
	}()
	return <-done
}

// tenantSockets returns a listener and both ends of a connection to it.
func tenantSockets() (files []*os.File, err error) {
	if err := upLoopback(); err != nil {
		return nil, err
	}
	listener, err := tcpSocket(&files, "listener", tenantListener)
	if err != nil {
		return files, err
	}
	if err := unix.Listen(listener, 1); err != nil {
		return files, err
	}
	client, err := tcpSocket(&files, "client", tenantClient)
	if err != nil {
		return files, err
	}
	if err := unix.Connect(client, sockaddr(tenantListener)); err != nil {
		return files, err
	}
	server, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC)
	if err == nil {
		files = append(files, os.NewFile(uintptr(server), "server"))
	}
	return files, err
}

func tcpSocket(files *[]*os.File, name string, at netip.AddrPort) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	*files = append(*files, os.NewFile(uintptr(fd), name))
	return fd, errors.Join(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1), unix.Bind(fd, sockaddr(at)))
}

func sockaddr(at netip.AddrPort) *unix.SockaddrInet4 {
	return &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}
}

// upLoopback brings up the loopback interface of a new namespace.
func upLoopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// mountNetNS makes a namespace that only a mount keeps, and calls do in it.
func mountNetNS(t *testing.T, path string, do func() error) (id uint64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o444); err != nil {
		t.Fatal(err)
	}
	err := inNewNetNS(func() error {
		id = sockfarm.NetNS(t)
		err := unix.Mount(fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid()), path, "", unix.MS_BIND, "")
		if err != nil || do == nil {
			return err
		}
		return do()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(path, unix.MNT_DETACH); err != nil && !errors.Is(err, unix.EINVAL) {
			t.Error(err)
		}
	})
	return id
}

// allNetNS opens a table of all namespaces, of which open reads each.
func allNetNS(t *testing.T, open func(...tcptable.Option) (tcptable.Source, error)) *tcptable.Table {
	t.Helper()
	return mustOpen(t, func() (*tcptable.Table, error) { return tcptable.Open(tcptable.WithAllNetNS(open)) })
}
