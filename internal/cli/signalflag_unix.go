//go:build unix

package cli

import (
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalWords are those that make sense for ending a process, or for making it read its settings.
func signalWords() []string {
	return []string{"TERM", "KILL", "HUP", "INT", "QUIT", "USR1", "USR2", "STOP", "CONT"}
}

func signalNamed(name string) (syscall.Signal, bool) {
	signal := unix.SignalNum("SIG" + name)
	return signal, signal != 0
}

// signalName returns the number of a signal that has no name.
func signalName(signal syscall.Signal) string {
	if name := unix.SignalName(signal); name != "" {
		return strings.TrimPrefix(name, "SIG")
	}
	return strconv.Itoa(int(signal))
}

func checkSignal(syscall.Signal) error { return nil }
