package procfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"testing"
)

// The files were recorded from Linux 6.18.
func TestRecordedSockStat(t *testing.T) {
	for _, tt := range []struct {
		ipv6     bool
		protocol string
		want     SockStat
	}{
		{false, "TCP", SockStat{InUse: 1, TimeWait: 6}},
		{true, "TCP6", SockStat{InUse: 3}},
	} {
		f, err := OpenSockStat(recorded, tt.ipv6)
		if got, err := ParseSockStat(text(t, f, err), tt.protocol); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v, want %+v", tt.protocol, got, err, tt.want)
		}
	}
}

func TestRecordedFileNR(t *testing.T) {
	f, err := OpenFileNR(recorded)
	if got, err := ParseFileNR(text(t, f, err)); err != nil || got != 686 {
		t.Errorf("%d files, %v, want 686", got, err)
	}
}

func text(t *testing.T, f *os.File, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseSockStat(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want SockStat
		fine bool
	}{
		"all it needs":        {"TCP: inuse 7\n", SockStat{InUse: 7}, true},
		"in any order":        {"TCP: mem 1 tw 3 new 5 inuse 7", SockStat{InUse: 7, TimeWait: 3}, true},
		"the first line":      {"TCP: inuse 1\nTCP: inuse 2\n", SockStat{InUse: 1}, true},
		"nothing":             {"", SockStat{}, false},
		"another protocol":    {"UDP: inuse 1\nTCP6: inuse 2\n", SockStat{}, false},
		"no count":            {"TCP: tw 3\n", SockStat{}, false},
		"no value":            {"TCP: inuse 3 mem\n", SockStat{}, false},
		"a word":              {"TCP: inuse many\n", SockStat{}, false},
		"less than nothing":   {"TCP: inuse -1\n", SockStat{}, false},
		"TIME_WAIT is a word": {"TCP: inuse 1 tw no\n", SockStat{}, false},
	} {
		got, err := ParseSockStat([]byte(tt.text), "TCP")
		if got != tt.want || (err == nil) != tt.fine || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, tt.want)
		}
	}
}

func TestParseFileNR(t *testing.T) {
	for text, want := range map[string]uint64{"7\t0\t9\n": 7, "12": 12} {
		if got, err := ParseFileNR([]byte(text)); err != nil || got != want {
			t.Errorf("ParseFileNR(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "\n", "x\t0\t9\n", "-1\t0\t9\n"} {
		if got, err := ParseFileNR([]byte(text)); !errors.Is(err, ErrMalformed) || got != 0 {
			t.Errorf("ParseFileNR(%q) = %d, %v, want ErrMalformed", text, got, err)
		}
	}
}

func TestNoSizes(t *testing.T) {
	root := t.TempDir()
	_, err4 := OpenSockStat(root, false)
	_, err6 := OpenSockStat(root, true)
	_, errFiles := OpenFileNR(root)
	for _, err := range []error{err4, err6, errFiles} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without the file: %v, want fs.ErrNotExist", err)
		}
	}
}
