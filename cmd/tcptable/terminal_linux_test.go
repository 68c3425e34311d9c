package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// cmdTerminal runs a program with a terminal as its standard output, and writes into a file what
// the terminal got: terminal FILE program [args...]. With a ! before it, the program must fail.
func cmdTerminal(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: [!] terminal FILE program [args...]")
	}
	screen, terminal := openTerminal(ts)
	defer func() { _ = screen.Close() }()
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Env = append(os.Environ(), "TERM="+ts.Getenv("TERM"), "NO_COLOR="+ts.Getenv("NO_COLOR"))
	cmd.Stdout = terminal
	err := cmd.Start()
	ts.Check(errors.Join(err, terminal.Close()))
	shown, err := io.ReadAll(screen)
	if err != nil && !errors.Is(err, unix.EIO) { // which is how a terminal without users ends
		ts.Fatalf("%v", err)
	}
	if err := cmd.Wait(); (err != nil) != neg {
		ts.Fatalf("%v: %v", args[1:], err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), shown, 0o600))
}

// cmdAnswer runs a program on a terminal, types an answer once it asks, and writes into a file what the
// terminal got. The program must end with the exit code: answer CODE FILE ANSWER program [args...].
func cmdAnswer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: answer CODE FILE ANSWER program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	screen, terminal := openTerminal(ts)
	defer func() { _ = screen.Close() }()
	cmd := exec.Command(args[3], args[4:]...)
	cmd.Env = append(os.Environ(), "TERM="+ts.Getenv("TERM"), "NO_COLOR="+ts.Getenv("NO_COLOR"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	err = cmd.Start()
	ts.Check(errors.Join(err, terminal.Close()))
	var shown []byte
	for answered := false; ; {
		piece := make([]byte, 4096)
		n, err := screen.Read(piece)
		shown = append(shown, piece[:n]...)
		if err != nil {
			break // which is how a terminal without users ends
		}
		if !answered && bytes.HasSuffix(shown, []byte("[y/N] ")) {
			answered = true
			_, err := screen.WriteString(args[2] + "\n")
			ts.Check(err)
		}
	}
	_ = cmd.Wait() // its exit code says more
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), shown, 0o600))
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d:\n%s", got, want, shown)
	}
}

// openTerminal makes a pseudo-terminal, see pts(4).
func openTerminal(ts *testscript.TestScript) (screen, terminal *os.File) {
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	ts.Check(err)
	fd := int(screen.Fd())
	ts.Check(unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	ts.Check(err)
	terminal, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	ts.Check(err)
	return screen, terminal
}
