package procfs

import (
	"bytes"
	"fmt"
)

// commLen is the room that the kernel has for the name of a task, with the final NUL:
// TASK_COMM_LEN. Kernel threads can show longer ones.
const commLen = 16

// Stat holds the facts of /proc/PID/stat that tcptable needs.
type Stat struct {
	PID    uint32
	Name   []byte // refers to the text that was parsed; any bytes but NUL
	State  byte   // a letter, such as 'S' for sleeping
	Parent uint32 // 0: the process has none, or it is in a PID namespace above
	Flags  uint64 // PF_* bits, include/linux/sched.h
	Start  uint64 // clock ticks of 1/100 s since boot
}

// The places of fields among those that follow the name, which proc_pid_stat(5) counts from 3 on.
const (
	stateField  = 0
	parentField = 4 - 3
	flagsField  = 9 - 3
	startField  = 22 - 3
)

// ParseStat reads the text of /proc/PID/stat. The name may hold spaces and parentheses: it ends
// at the last one.
func ParseStat(b []byte) (Stat, error) {
	open, end := bytes.IndexByte(b, '('), bytes.LastIndexByte(b, ')')
	if open < 1 || end < open {
		return Stat{}, fmt.Errorf("%w: stat: no name in parentheses in %q", ErrMalformed, b)
	}
	pid, ok := parseDecimal(bytes.TrimSuffix(b[:open], []byte(" ")))
	if !ok || pid > 1<<31 {
		return Stat{}, fmt.Errorf("%w: stat: process id in %q", ErrMalformed, b)
	}
	s := Stat{PID: uint32(pid), Name: b[open+1 : end]}
	rest := b[end+1:]
	for field := 0; ; field++ {
		var text []byte
		if text, rest = nextField(rest); len(text) == 0 {
			return Stat{}, fmt.Errorf("%w: stat: only %d fields behind the name in %q", ErrMalformed, field, b)
		}
		switch field {
		case stateField:
			s.State = text[0]
		case parentField:
			parent, ok := parseDecimal(text)
			if !ok || parent > 1<<31 {
				return Stat{}, fmt.Errorf("%w: stat: parent %q", ErrMalformed, text)
			}
			s.Parent = uint32(parent)
		case flagsField:
			if s.Flags, ok = parseDecimal(text); !ok {
				return Stat{}, fmt.Errorf("%w: stat: flags %q", ErrMalformed, text)
			}
		case startField:
			if s.Start, ok = parseDecimal(text); !ok {
				return Stat{}, fmt.Errorf("%w: stat: start time %q", ErrMalformed, text)
			}
			return s, nil
		}
	}
}

// threadOfKernel is PF_KTHREAD.
const threadOfKernel = 0x00200000

// IsKernel reports whether the process is a thread of the kernel, which has no program.
func (s *Stat) IsKernel() bool { return s.Flags&threadOfKernel != 0 }

// HasEnded reports whether all that is left of the first thread is its exit status.
func (s *Stat) HasEnded() bool { return s.State == 'Z' || s.State == 'X' }

// nextField splits off what stands between spaces, without allocating as bytes.Fields does.
func nextField(b []byte) (field, rest []byte) {
	start := 0
	for start < len(b) && isSpace(b[start]) {
		start++
	}
	end := start
	for end < len(b) && !isSpace(b[end]) {
		end++
	}
	return b[start:end], b[end:]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// parseDecimal is strconv.ParseUint for bytes.
func parseDecimal(b []byte) (uint64, bool) {
	if len(b) == 0 || len(b) > 20 {
		return 0, false
	}
	var n uint64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		d := uint64(c - '0')
		if n > (1<<64-1-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

// parseHex reads up to eight hexadecimal digits.
func parseHex(b []byte) (uint32, bool) {
	if len(b) == 0 || len(b) > 8 {
		return 0, false
	}
	var n uint32
	for _, c := range b {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		n = n<<4 | uint32(d)
	}
	return n, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}
