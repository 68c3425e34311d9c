package procfs

import (
	"errors"
	"testing"
)

// statTail are the fields behind the name, as Linux 6.18 wrote them, with a start time of 31.
const statTail = " S 1 17 17 0 -1 1077936192 30 0 0 0 0 3 0 0 20 0 1 0 31 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n"

func TestParseStat(t *testing.T) {
	tests := []struct {
		text, name string
		pid        uint32
	}{
		{"17 (nginx)" + statTail, "nginx", 17},
		{"4194304 (a) b)" + statTail, "a) b", 4194304},
		{"1 (S 1 2 3 (x)" + statTail, "S 1 2 3 (x", 1},
		{"70000 ()" + statTail, "", 70000},
		{"5 (line\nfeed\x1b[31m\xff)" + statTail, "line\nfeed\x1b[31m\xff", 5},
		{"9 (kworker/0:1-mm_percpu_wq)" + statTail, "kworker/0:1-mm_percpu_wq", 9},
	}
	for _, tt := range tests {
		s, err := ParseStat([]byte(tt.text))
		if err != nil || string(s.Name) != tt.name || s.PID != tt.pid || s.Start != 31 {
			t.Errorf("ParseStat(%q) = %d %q %d, %v", tt.text, s.PID, s.Name, s.Start, err)
		}
	}
}

// The fields as Linux 6.18 wrote them for a program, a thread of the kernel, and programs that
// have ended.
func TestStatTells(t *testing.T) {
	tests := []struct {
		fields        string
		kernel, ended bool
	}{
		{"S 1 17 17 0 -1 1077936192", false, false},
		{"I 2 0 0 0 -1 69238880", true, false},
		{"S 0 0 0 0 -1 2129984", true, false},
		{"Z 1 17 17 0 -1 4194316", false, true},
		{"X 1 17 17 0 -1 4194316", false, true},
	}
	for _, tt := range tests {
		s, err := ParseStat([]byte("9 (x) " + tt.fields + " 30 0 0 0 0 3 0 0 20 0 1 0 31 0 0"))
		if err != nil || s.IsKernel() != tt.kernel || s.HasEnded() != tt.ended || s.Start != 31 {
			t.Errorf("%s: kernel %t, ended %t, %v", tt.fields, s.IsKernel(), s.HasEnded(), err)
		}
	}
}

func TestParseStatRefuses(t *testing.T) {
	for _, text := range []string{
		"", "1", "1 (", "1 )(", "(x)" + statTail, "x (y)" + statTail, "99999999999 (x)" + statTail,
		"1 (x)", "1 (x) S 1 2 3", "1 (x) S 1 17 17 0 -1 4 30 0 0 0 0 3 0 0 20 0 1 0 soon 0",
		"1 (x) S 1 17 17 0 -1 4 30 0 0 0 0 3 0 0 20 0 1 0 -1 0",
		"1 (x) S 1 17 17 0 -1 flags 30 0 0 0 0 3 0 0 20 0 1 0 31 0",
	} {
		if s, err := ParseStat([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("ParseStat(%q) = %+v, %v, want ErrMalformed", text, s, err)
		}
	}
}

func TestParseSocketLink(t *testing.T) {
	tests := []struct {
		link  string
		inode uint64
		ok    bool
	}{
		{"socket:[1]", 1, true},
		{"socket:[4294967295]", 4294967295, true},
		{"socket:[18446744073709551615]", 1<<64 - 1, true},
		{"socket:[18446744073709551616]", 0, false},
		{"socket:[]", 0, false},
		{"socket:[1", 0, false},
		{"socket:[-1]", 0, false},
		{"socket:[1] (deleted)", 0, false},
		{"pipe:[1]", 0, false},
		{"/tmp/socket:[1]", 0, false},
		{"", 0, false},
	}
	for _, tt := range tests {
		if inode, ok := ParseSocketLink([]byte(tt.link)); inode != tt.inode || ok != tt.ok {
			t.Errorf("ParseSocketLink(%q) = %d, %t, want %d, %t", tt.link, inode, ok, tt.inode, tt.ok)
		}
	}
}
