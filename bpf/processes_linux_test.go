package bpf

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestPIDNamespace reads sockets of processes on both sides of a PID namespace: those inside have
// their numbers there, those outside do not exist.
func TestPIDNamespace(t *testing.T) {
	if !sockfarm.IsRerun() {
		openOrSkip(t)
		sockfarm.Enter(t)
		sockfarm.New(t)
		sockfarm.Rerun(t, &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS}, nil)
		return
	}
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Skipf("no private mounts: %v", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		t.Skipf("no proc of our own: mount: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	snap := sameAsNetlink(t, tcptable.Query{Owners: tcptable.OwnersAll})
	if p, ok := snap.Process(uint32(os.Getpid())); !ok || len(snap.Processes) != 1 {
		t.Errorf("our own process is %+v, %t, of %d", p, ok, len(snap.Processes))
	}
}

// TestTimeNamespace reads the start time of a process whose clock runs a thousand seconds ahead.
func TestTimeNamespace(t *testing.T) {
	if !sockfarm.IsRerun() {
		openOrSkip(t)
		sockfarm.Enter(t)
		enterFuture(t)
		sockfarm.Rerun(t, nil, nil)
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	sameAsNetlink(t, tcptable.Query{Owners: tcptable.OwnersAll})
}

// enterFuture makes the processes that this thread starts see another time. The thread is in the
// hands of sockfarm.Enter, and itself stays in the present; that it cannot undo this does not
// matter to what other tests start, for which time runs ahead too.
func enterFuture(t *testing.T) {
	t.Helper()
	runtime.LockOSThread() // until the thread ends with the goroutine
	if err := unix.Unshare(unix.CLONE_NEWTIME); err != nil {
		t.Skipf("no time namespace: unshare: %v", err)
	}
	offsets := fmt.Sprintf("/proc/%d/timens_offsets", unix.Gettid())
	if err := os.WriteFile(offsets, []byte("boottime 1000 0\n"), 0); err != nil {
		t.Skipf("no time of our own: %v", err)
	}
}

// TestOwnDescriptors has a thread with a table of descriptors of its own, which the others do not
// see.
func TestOwnDescriptors(t *testing.T) {
	source := openOrSkip(t)
	ports, checked, ended := make(chan uint16), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // until the thread ends with the goroutine, and its table with it
		if err := unix.Unshare(unix.CLONE_FILES); err != nil {
			t.Error(err)
		}
		fd, port := listenHere(t)
		ports <- port
		<-checked
		closeFD(t, fd)
	}()
	port := <-ports
	for _, c := range mustRead(t, source, tcptable.Query{Owners: tcptable.OwnersPID}).Conns {
		if c.Local.Port() == port && c.State == tcptable.StateListen {
			if c.PID != uint32(os.Getpid()) || c.Owner != tcptable.OwnerKnown {
				t.Errorf("pid %d, %v, want %d", c.PID, c.Owner, os.Getpid())
			}
			port = 0
		}
	}
	if port != 0 {
		t.Errorf("no listener on port %d", port)
	}
	close(checked)
	<-ended
}

// TestUser has a socket of another user.
func TestUser(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	const user = 12345
	fd, port := asUser(t, user)
	defer closeFD(t, fd)
	snap := sameAsNetlink(t, tcptable.Query{Owners: tcptable.OwnersPID})
	if len(snap.Conns) != 1 || snap.Conns[0].UID != user || snap.Conns[0].Local.Port() != port {
		t.Errorf("got %+v, want a listener of user %d on port %d", snap.Conns, user, port)
	}
}

// asUser makes a listener on a thread whose files, which sockets are, belong to another user.
func asUser(t *testing.T, uid uintptr) (fd int, port uint16) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, _, _ := unix.RawSyscall(unix.SYS_SETFSUID, uid, 0, 0)
	defer unix.RawSyscall(unix.SYS_SETFSUID, before, 0, 0)
	return listenHere(t)
}

// TestHoldersElsewhere makes sure that no process is told but those that hold a socket of the
// namespace, although the kernel tells the holders of others too.
func TestHoldersElsewhere(t *testing.T) {
	openOrSkip(t)
	outside, _ := listenHere(t)
	defer closeFD(t, outside)
	sockfarm.Enter(t)
	inside, _ := listenHere(t)
	defer closeFD(t, inside)
	snap := mustRead(t, openOrSkip(t), tcptable.Query{Owners: tcptable.OwnersAll})
	if len(snap.Conns) != 1 || len(snap.HoldersOf(snap.Conns[0].Inode)) != 1 || len(snap.Holders) != 1 || len(snap.Processes) != 1 {
		t.Errorf("the holders %v of the sockets %+v were told", snap.Holders, snap.Conns)
	}
}

// listenHere makes a listener without the help of the runtime's poller, which knows no threads.
func listenHere(t *testing.T) (fd int, port uint16) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	}
	if err == nil {
		err = unix.Listen(fd, 1)
	}
	var name unix.Sockaddr
	if err == nil {
		name, err = unix.Getsockname(fd)
	}
	if err != nil {
		t.Errorf("listen: %v", err)
		return fd, 0
	}
	return fd, uint16(name.(*unix.SockaddrInet4).Port)
}

func closeFD(t *testing.T, fd int) {
	if err := unix.Close(fd); err != nil {
		t.Errorf("close: %v", err)
	}
}
