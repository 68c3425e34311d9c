package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestViewEndsOwner ends the process that has a connection, which is another program's.
func TestViewEndsOwner(t *testing.T) {
	c := newPeers(t)
	owner := handOver(t, c.client.(*net.TCPConn))
	p := openPane(t, watching(c))
	name := fmt.Sprintf("%d/cat", owner.Process.Pid)
	p.shows("tcptable  3 rows", name)
	p.keys("/")
	p.text("process = cat")
	p.keys("Enter")
	p.shows("  1 of 3 rows", "esc all rows", "> ESTABLISHED")
	p.keys("K")
	p.shows("Close "+c.client.LocalAddr().String()+" to ", "o: end its owner")
	p.keys("o")
	p.shows(fmt.Sprintf("End process %d cat?", owner.Process.Pid), "1 row of this table goes with it.")
	p.keys("y")
	p.shows(fmt.Sprintf("asked process %d cat to end", owner.Process.Pid))
	var exit *exec.ExitError
	if err := owner.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("the owner has ended with %v", err)
	}
	p.keys("q")
	p.shows("exit code 0")
}

// handOver gives a connection to cat, which waits for nothing but its end.
func handOver(t *testing.T, conn *net.TCPConn) *exec.Cmd {
	t.Helper()
	file, err := conn.File()
	if err != nil {
		t.Fatal(err)
	}
	cat := exec.Command("cat")
	cat.ExtraFiles = []*os.File{file}
	stdin, err := cat.StdinPipe()
	if err == nil {
		err = cat.Start()
	}
	if err := errors.Join(err, file.Close(), conn.Close()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cat.Wait() // it has been waited for if the test has come to its end
	})
	return cat
}
