package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// keyPause is the time between two keys: five a second are more than most people press for long.
const keyPause = 200 * time.Millisecond

// runOnTerminal runs a program on a terminal of 80 by 24, see pts(4), until it ends by itself. If asked
// to, it presses keys that move the cursor, and returns how long each took to change the screen.
func runOnTerminal(cmd *exec.Cmd, press bool) ([]time.Duration, error) {
	screen, terminal, err := openTerminal()
	if err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout = terminal, terminal
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	if err := errors.Join(cmd.Start(), terminal.Close()); err != nil {
		return nil, errors.Join(err, screen.Close())
	}
	written := make(chan time.Time, 1024)
	go readScreen(screen, written)
	keys := pressKeys(screen, written, press)
	return keys, errors.Join(cmd.Wait(), screen.Close())
}

// readScreen tells when something was written, once there are rows, until the terminal has no users any more.
func readScreen(screen *os.File, written chan<- time.Time) {
	defer close(written)
	buf := make([]byte, 64<<10)
	for rows := false; ; {
		n, err := screen.Read(buf)
		if err != nil { // EIO, which is how such a terminal ends
			return
		}
		if rows = rows || bytes.Contains(buf[:n], []byte("ESTABLISHED")); !rows {
			continue
		}
		select {
		case written <- time.Now():
		default:
		}
	}
}

// pressKeys presses keys until the terminal has no users any more.
func pressKeys(screen *os.File, written <-chan time.Time, press bool) []time.Duration {
	if !press {
		for range written {
		}
		return nil
	}
	var took []time.Duration
	<-written
	ticker := time.NewTicker(keyPause)
	defer ticker.Stop()
	var pressed time.Time // zero: the answer to the last key has been seen
	for down := true; ; {
		select {
		case at, open := <-written:
			if !open {
				return took
			}
			if !pressed.IsZero() {
				took, pressed = append(took, at.Sub(pressed)), time.Time{}
			}
		case now := <-ticker.C:
			if !pressed.IsZero() {
				continue
			}
			key := "j"
			if !down {
				key = "k"
			}
			down = !down
			pressed = now
			if _, err := screen.WriteString(key); err != nil {
				pressed = time.Time{}
			}
		}
	}
}

func openTerminal() (screen, terminal *os.File, err error) {
	screen, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(screen.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	err = errors.Join(
		err,
		unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}),
	)
	if err == nil {
		terminal, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		return nil, nil, errors.Join(err, screen.Close())
	}
	return screen, terminal, nil
}
