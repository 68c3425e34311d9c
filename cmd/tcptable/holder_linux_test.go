package main

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// holder is the program that holds sockets which it was given, until it is told to end.
func holder() {
	os.Stdin.Read(make([]byte, 1)) //nolint:errcheck // the end of the input is what it waits for
}

// cmdHold starts a process that holds a listener, and both ends of a connection to it, and puts its
// number and the port into variables: hold PID PORT $ADDR:0. With a name before the address they are in a
// new network namespace, in which the process lives.
func cmdHold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: hold PID PORT [apart] ADDRESS")
	}
	var (
		h   *held
		err error
	)
	if address := args[len(args)-1]; len(args) == 4 {
		h, err = holdApart(address)
	} else {
		h, err = startHolder(address)
	}
	ts.Check(err)
	ts.Defer(func() {
		_ = h.cmd.Process.Kill() // it may have ended
		_ = h.cmd.Wait()
	})
	ts.Setenv(args[0], strconv.Itoa(h.cmd.Process.Pid))
	ts.Setenv(args[1], h.port)
}

// held is a process that holds sockets.
type held struct {
	cmd  *exec.Cmd
	port string
}

func startHolder(address string) (*held, error) {
	var plain net.ListenConfig
	plain.SetMultipathTCP(false) // of which the kernel closes no listener
	l, err := plain.Listen(context.Background(), "tcp4", address)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	client, err := (&net.Dialer{LocalAddr: withoutPort(l.Addr())}).Dial("tcp4", l.Addr().String())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	server, err := l.Accept()
	if err != nil {
		return nil, err
	}
	defer server.Close()
	h := &held{cmd: exec.Command("holder")}
	_, h.port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	for _, socket := range []any{l, client, server} {
		f, err := socket.(interface{ File() (*os.File, error) }).File()
		if err != nil {
			return nil, err
		}
		defer f.Close()
		h.cmd.ExtraFiles = append(h.cmd.ExtraFiles, f)
	}
	if _, err := h.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return h, h.cmd.Start()
}

// holdApart starts a holder from a thread in a new network namespace, which ends with the thread.
func holdApart(address string) (h *held, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked
		if err = unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return
		}
		if err = upLoopback(); err == nil {
			h, err = startHolder(address)
		}
	}()
	<-done
	return h, err
}

func upLoopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // nothing was written
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// cmdEnded waits until a child has been ended by a signal: ended $PID TERM. With a ! before it, the child
// must be alive.
func cmdEnded(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] ended PID SIGNAL")
	}
	pid, err := strconv.Atoi(args[0])
	ts.Check(err)
	options := unix.WEXITED | unix.WNOWAIT | unix.WNOHANG
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		var info unix.Siginfo
		ts.Check(unix.Waitid(unix.P_PID, pid, &info, options, nil))
		switch ended := info.Signo != 0; {
		case neg && ended:
			ts.Fatalf("process %d has ended", pid)
		case neg:
			return
		case !ended && time.Now().After(deadline):
			ts.Fatalf("process %d has not ended", pid)
		case ended:
			ts.Check(endedBy(pid, args[1]))
			return
		}
	}
}

// endedBy looks at a zombie, whose status it leaves for its parent.
func endedBy(pid int, signal string) error {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return err
	}
	fields := strings.Fields(string(text)) // the last one is the exit code, see proc_pid_stat(5)
	status, err := strconv.Atoi(fields[len(fields)-1])
	if got := syscall.WaitStatus(status).Signal(); err == nil && got != unix.SignalNum("SIG"+signal) {
		err = errors.New("it was ended by " + got.String())
	}
	return err
}
