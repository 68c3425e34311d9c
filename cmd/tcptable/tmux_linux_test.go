package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// patience is how long a condition may take to come true on a machine that has much else to do.
const patience = time.Minute

// pane is a terminal inside tmux, in which a program runs.
type pane struct {
	t      *testing.T
	socket string
	env    []string
}

// openPane runs a command of the shell in a terminal of 80 by 24. tmux gets no configuration, and an
// environment of its own.
func openPane(t *testing.T, command string) *pane {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip(err)
	}
	if err := sockfarm.IsApart(); err != nil || os.Geteuid() != 0 {
		t.Skipf("to close connections takes root and a network namespace of its own: %v", err)
	}
	dir, err := os.MkdirTemp("", "tmux") // the path of a socket has to be short
	if err != nil {
		t.Fatal(err)
	}
	p := &pane{t: t, socket: filepath.Join(dir, "socket")}
	for _, name := range []string{"PATH", "HOME", "GORACE"} {
		p.env = append(p.env, name+"="+os.Getenv(name))
	}
	p.env = append(p.env, "LC_ALL=C.UTF-8", "SHELL=/bin/sh")
	t.Cleanup(func() {
		_ = p.command("kill-server").Run() // unless it has ended with its last program
		_ = os.RemoveAll(dir)
	})
	p.tmux("new-session", "-d", "-x", "80", "-y", "24", command)
	return p
}

func (p *pane) command(args ...string) *exec.Cmd {
	cmd := exec.Command("tmux", append([]string{"-u", "-S", p.socket, "-f", "/dev/null"}, args...)...)
	cmd.Env = p.env
	return cmd
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	out, err := p.command(args...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

// keys presses keys, by the names that tmux has for them.
func (p *pane) keys(keys ...string) {
	p.t.Helper()
	p.tmux(append([]string{"send-keys"}, keys...)...)
}

// text types text as it is.
func (p *pane) text(text string) {
	p.t.Helper()
	p.tmux("send-keys", "-l", text)
}

// screen is what can be read on the terminal, with -e as it is written.
func (p *pane) screen(options ...string) string {
	p.t.Helper()
	return p.tmux(append([]string{"capture-pane", "-p"}, options...)...)
}

// until waits for a screen that is as it should be.
func (p *pane) until(what string, holds func(screen string) bool) string {
	p.t.Helper()
	screen := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if screen = p.screen(); holds(screen) {
			return screen
		}
	}
	p.t.Fatalf("in vain we waited for %s; the screen is\n%s", what, screen)
	return ""
}

// shows waits until each of the texts can be read.
func (p *pane) shows(texts ...string) string {
	p.t.Helper()
	return p.until(fmt.Sprintf("%q", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// line is the last line of the screen on which text stands.
func line(screen, text string) string {
	found := ""
	for l := range strings.Lines(screen) {
		if strings.Contains(l, text) {
			found = l
		}
	}
	return found
}
