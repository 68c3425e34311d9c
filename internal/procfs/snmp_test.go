package procfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// recordedStats is what Linux 6.18 wrote, but that two counters were raised beyond 32 bits.
var recordedStats = TCPStats{
	RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120000, MaxConn: -1,
	ActiveOpens: 1232, PassiveOpens: 1163, AttemptFails: 7, EstabResets: 43, CurrEstab: 12,
	InSegs: 18446744073709551615, OutSegs: 4294967297, RetransSegs: 5, InErrs: 2, OutRsts: 45, InCsumErrors: 1,
}

func TestReadRecordedStats(t *testing.T) {
	f, err := OpenSNMP(recorded)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := ReadTCPStats(f); err != nil || got != recordedStats {
		t.Errorf("ReadTCPStats = %+v, %v, want %+v", got, err, recordedStats)
	}
}

// The kernel may put columns anywhere, and add some.
func TestColumnsHaveNames(t *testing.T) {
	titles, values := strings.Fields(string(recordedStats.titles())), strings.Fields(string(recordedStats.values()))
	text := "Udp: A\nUdp: 1\nTcp:"
	for i := range titles {
		text += " Unknown" + titles[i] + " " + titles[len(titles)-1-i]
	}
	text += "\nTcp:"
	for i := range values {
		text += " not-a-number " + values[len(values)-1-i]
	}
	if got, err := ParseTCPStats([]byte(text)); err != nil || got != recordedStats {
		t.Errorf("ParseTCPStats(%q) = %+v, %v", text, got, err)
	}
}

// A column that is missing is named, and the others are still there.
func TestMissingColumns(t *testing.T) {
	titles, values := strings.Fields(string(recordedStats.titles())), strings.Fields(string(recordedStats.values()))
	for i, title := range titles {
		text := fmt.Sprintf("Tcp: %s %s\nTcp: %s %s\n",
			strings.Join(titles[:i], " "), strings.Join(titles[i+1:], " "),
			strings.Join(values[:i], " "), strings.Join(values[i+1:], " "))
		got, err := ParseTCPStats([]byte(text))
		if !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), fmt.Sprintf("[%q]", title)) {
			t.Errorf("without %s: %v", title, err)
		}
		before, after := strings.Fields(string(recordedStats.values())), strings.Fields(string(got.values()))
		before[i] = "0"
		if strings.Join(before, " ") != strings.Join(after, " ") {
			t.Errorf("without %s: the others are %q, want %q", title, after, before)
		}
	}
}

func TestParseTCPStatsRefuses(t *testing.T) {
	good := string(recordedStats.text())
	titles, values, _ := strings.Cut(strings.TrimSuffix(good, "\n"), "\n")
	for name, text := range map[string]string{
		"nothing":                 "",
		"no TCP":                  "Ip: A\nIp: 1\n",
		"titles alone":            titles + "\n",
		"a line between":          titles + "\nUdp: 1\n" + values,
		"more titles than values": titles + " More\n" + values,
		"more values than titles": titles + "\n" + values + " 1",
		"a word":                  strings.Replace(good, " 1232 ", " many ", 1),
		"a negative count":        strings.Replace(good, " 1232 ", " -1 ", 1),
		"no limit, badly put":     strings.Replace(good, " -1 ", " --1 ", 1),
		"a limit out of range":    strings.Replace(good, " -1 ", " 9223372036854775808 ", 1),
		"too large a count":       strings.Replace(good, " 18446744073709551615 ", " 18446744073709551616 ", 1),
	} {
		if got, err := ParseTCPStats([]byte(text)); !errors.Is(err, ErrMalformed) || got != (TCPStats{}) {
			t.Errorf("%s: ParseTCPStats = %+v, %v, want ErrMalformed", name, got, err)
		}
	}
}

func TestReadTCPStatsFails(t *testing.T) {
	if _, err := ReadTCPStats(iotest.ErrReader(fs.ErrPermission)); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("ReadTCPStats = %v, want fs.ErrPermission", err)
	}
	if _, err := OpenSNMP(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenSNMP = %v, want fs.ErrNotExist", err)
	}
}

// "net" alone is that of the main thread, which may be in another namespace.
func TestOpenSNMPOfThread(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"net", "thread-self/net"} {
		path := filepath.Join(root, dir)
		if err := errors.Join(os.MkdirAll(path, 0o755), os.WriteFile(filepath.Join(path, "snmp"), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OpenSNMP(root)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if want := filepath.Join(root, "thread-self", "net", "snmp"); f.Name() != want {
		t.Errorf("opened %s, want %s", f.Name(), want)
	}
}

// text prints s as the kernel does.
func (s TCPStats) text() []byte {
	return fmt.Appendf(nil, "Tcp: %s\nTcp: %s\n", s.titles(), s.values())
}

func (TCPStats) titles() []byte {
	return []byte("RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets " +
		"CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors")
}

func (s TCPStats) values() []byte {
	return fmt.Append(nil, s.RtoAlgorithm, s.RtoMin, s.RtoMax, s.MaxConn, s.ActiveOpens, s.PassiveOpens,
		s.AttemptFails, s.EstabResets, s.CurrEstab, s.InSegs, s.OutSegs, s.RetransSegs, s.InErrs, s.OutRsts,
		s.InCsumErrors)
}

// A monitor reads the counters for every table.
func TestParseTCPStatsAllocations(t *testing.T) {
	text := recordedStats.text()
	if n := testing.AllocsPerRun(10, func() { ParseTCPStats(text) }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}
