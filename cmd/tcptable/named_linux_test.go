package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// nameVariable is the variable with the name that a listener gives itself.
const nameVariable = "LISTENER_NAME"

// listener is a program for scripts. It listens on the address that is its first argument, tells the port,
// and does nothing more.
func listener() {
	if name := os.Getenv(nameVariable); name != "" {
		if err := os.WriteFile("/proc/self/comm", []byte(name), 0); err != nil {
			listenerFails(err)
		}
	}
	l, err := net.Listen("tcp4", os.Args[1])
	if err != nil {
		listenerFails(err)
	}
	defer l.Close() //nolint:errcheck // it ends with the program
	end := make(chan os.Signal, 1)
	signal.Notify(end, unix.SIGTERM)
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	<-end
}

func listenerFails(err error) {
	fmt.Fprintln(os.Stderr, "listener:", err)
	os.Exit(1)
}

// cmdNamed starts a program that listens as long as the script runs, and puts the port and the PID into
// variables. Its name and its arguments are Go strings, TEXT*N stands for N times the text:
// named PORT PID $ADDR:0 "worker\x1b[2J" "-x\n" y*100000.
func cmdNamed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: named PORT PID ADDRESS NAME [ARG...]")
	}
	self, err := os.Executable()
	ts.Check(err)
	cmd := exec.Command(self, args[2])
	cmd.Args[0] = "listener" // which is how it knows what to be
	for _, arg := range args[4:] {
		cmd.Args = append(cmd.Args, goText(ts, arg))
	}
	cmd.Env = append(os.Environ(), nameVariable+"="+goText(ts, args[3]))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		_ = cmd.Process.Signal(unix.SIGTERM)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	ts.Setenv(args[0], strings.TrimSpace(line))
	ts.Setenv(args[1], strconv.Itoa(cmd.Process.Pid))
}

var repeated = regexp.MustCompile(`^(.*)\*(\d+)$`)

func goText(ts *testscript.TestScript, text string) string {
	times := 1
	if m := repeated.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[2])
		ts.Check(err)
		text, times = m[1], n
	}
	text, err := strconv.Unquote(`"` + text + `"`)
	ts.Check(err)
	return strings.Repeat(text, times)
}

// haveNamespaces reports whether scripts can have namespaces of their own: of users, of processes, of
// mounts and of the network.
func haveNamespaces() bool {
	args := strings.Fields("--user --map-root-user --mount --net --pid --fork --mount-proc true")
	return exec.Command("unshare", args...).Run() == nil
}
