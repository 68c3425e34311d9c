package cli

import (
	"strconv"
	"strings"
	"syscall"
)

// signalFlag is the value of --signal. It implements pflag.Value. The zero value is TERM.
type signalFlag struct {
	signal syscall.Signal
	text   string // its name
}

// lastSignal is that of Linux; other systems have fewer.
const lastSignal = 64

// Set takes the name of a signal, with or without SIG, or its number.
func (s *signalFlag) Set(text string) error {
	if n, err := strconv.ParseUint(text, 10, 8); err == nil && n >= 1 && n <= lastSignal {
		s.signal = syscall.Signal(n)
		s.text = signalName(s.signal)
		return nil
	}
	name := strings.TrimPrefix(strings.ToUpper(text), "SIG")
	signal, ok := signalNamed(name)
	if !ok {
		return usagef("unknown signal %q: try one of %s, or a number", text, strings.Join(signalWords(), ", "))
	}
	s.signal, s.text = signal, name
	return nil
}

// String is empty, because what help says holds the default.
func (s *signalFlag) String() string { return "" }

// Type is what help shows for the value.
func (s *signalFlag) Type() string { return "SIGNAL" }

func (s *signalFlag) number() syscall.Signal {
	if s.signal == 0 {
		return syscall.SIGTERM
	}
	return s.signal
}

func (s *signalFlag) name() string {
	if s.signal == 0 {
		return "TERM"
	}
	return s.text
}
