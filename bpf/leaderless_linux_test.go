package bpf

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// leaderlessEnv makes the test binary a process whose first thread has ended.
const leaderlessEnv = "BPF_TEST_LEADERLESS"

// withoutLeader listens, tells the address and ends the first thread of the process. The others
// keep the socket until the standard input ends.
func withoutLeader() {
	if os.Getenv(leaderlessEnv) == "" {
		return
	}
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() { // the runtime has moved us: begin again
		panic(unix.Exec("/proc/self/exe", os.Args, os.Environ()))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	_, _, _ = syscall.Syscall(syscall.SYS_EXIT, 0, 0, 0)
}

// TestLeaderless reads a process whose first thread has ended before the others.
func TestLeaderless(t *testing.T) {
	source := openOrSkip(t)
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), leaderlessEnv+"=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stdin.Close(); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}()
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	awaitZombie(t, cmd.Process.Pid)
	checkLeaderless(t, source, strings.TrimSpace(address), cmd.Process.Pid)
}

func checkLeaderless(t *testing.T, source tcptable.Source, address string, pid int) {
	t.Helper()
	snap := mustRead(t, source, tcptable.Query{Owners: tcptable.OwnersAll})
	for _, c := range snap.Conns {
		if c.Local.String() != address || c.State != tcptable.StateListen {
			continue
		}
		holders := snap.HoldersOf(c.Inode)
		if p, ok := snap.Process(c.PID); c.PID != uint32(pid) || len(holders) != 1 || !ok || p.Name == "" {
			t.Errorf("pid %d, %v, holders %v, process %+v, want %d", c.PID, c.Owner, holders, p, pid)
		}
		return
	}
	t.Errorf("no listener on %s", address)
}

// awaitZombie waits until the first thread of a process has ended.
func awaitZombie(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(stat), ") Z ") {
			return
		}
	}
	t.Fatalf("the first thread of %d does not end", pid)
}
