package procfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parsers is the one table that the fuzz targets are made from.
var parsers = map[string]func([]byte) error{
	"Stat": func(b []byte) error {
		s, err := ParseStat(b)
		if err == nil && !bytes.Contains(b, s.Name) {
			return errors.New("the name is not in the text")
		}
		return err
	},
	"SocketLink": func(b []byte) error {
		if _, ok := ParseSocketLink(b); ok && !bytes.HasPrefix(b, []byte(socketPrefix)) {
			return errors.New("something else is taken for a socket")
		}
		return nil
	},
	"TCPLine": func(b []byte) error {
		var r TCPRow
		return ParseTCPLine(b, &r)
	},
	"TCPTable": func(b []byte) error {
		rows := 0
		reader := &TCPReader{buffer: make([]byte, 512)}
		err := reader.Read(context.Background(), bytes.NewReader(b), func(*TCPRow) error { rows++; return nil })
		if rows > bytes.Count(b, []byte("\n")) {
			return errors.New("more rows than lines")
		}
		return err
	},
	"SNMP": func(b []byte) error {
		s, err := ParseTCPStats(b)
		if err != nil {
			return err
		}
		if again, err := ParseTCPStats(s.text()); again != s || err != nil {
			return errors.New("printed and parsed again it is something else")
		}
		return nil
	},
	"Netstat": func(b []byte) error {
		counters, err := ParseTCPCounters(b)
		if err != nil {
			return err
		}
		titles, values := []byte("TcpExt:"), []byte("TcpExt:")
		for _, c := range counters {
			titles, values = fmt.Appendf(titles, " %s", c.Name), fmt.Appendf(values, " %d", c.Value)
		}
		again, err := ParseTCPCounters(slices.Concat(titles, []byte("\n"), values))
		if err != nil || !slices.Equal(counters, again) {
			return errors.New("printed and parsed again it is something else")
		}
		return nil
	},
	"SockStat": func(b []byte) error {
		for _, protocol := range []string{"TCP", "TCP6"} {
			s, err := ParseSockStat(b, protocol)
			if err != nil {
				return err
			}
			line := fmt.Appendf(nil, "%s: inuse %d orphan 0 tw %d", protocol, s.InUse, s.TimeWait)
			if again, err := ParseSockStat(line, protocol); again != s || err != nil {
				return errors.New("printed and parsed again it is something else")
			}
		}
		return nil
	},
	"FileNR": func(b []byte) error {
		n, err := ParseFileNR(b)
		if err == nil && !bytes.Contains(b, strconv.AppendUint(nil, n, 10)) {
			return errors.New("the number is not in the text")
		}
		return err
	},
	"NetNSMounts": func(b []byte) error {
		mounts, err := ParseNetNSMounts(b)
		if len(mounts) > bytes.Count(b, []byte("nsfs")) {
			return errors.New("more mounts than lines")
		}
		return err
	},
	"Cgroup": func(b []byte) error {
		path := ParseCgroup(b)
		unit, c := UnitOf(path), ContainerOf(path)
		switch {
		case !bytes.Contains(b, []byte(path)) || !strings.Contains(path, unit):
			return errors.New("path or unit are not in the text")
		case !strings.Contains(path, c.ID) || c.ID != "" && len(c.ID) != 64:
			return errors.New("the id is not in the path, or is none")
		case c.ID != "" && c.Name != "" || strings.Contains(unit, "/") || strings.Contains(c.Runtime, "/"):
			return errors.New("a mixture")
		case c.Pod != "" && len(c.Pod) != 32 && len(c.Pod) != 36 && len(c.Pod) != 64:
			return errors.New("no such UID of a pod")
		}
		return nil
	},
	"CommandLine": func(b []byte) error {
		arguments := splitArguments(b)
		if joined := strings.Join(arguments, "\x00"); joined != string(bytes.TrimRight(b, "\x00")) {
			return errors.New("joined again it is something else")
		}
		return nil
	},
	"Environment": func(b []byte) error {
		if value := variable(b, "HOSTNAME"); bytes.IndexByte(value, 0) >= 0 || !bytes.Contains(b, value) {
			return errors.New("the value is not in the text")
		}
		_, ok := parseUID(b)
		if ok && !bytes.Contains(b, []byte("Uid:")) {
			return errors.New("a user from nowhere")
		}
		return nil
	},
	"Dirent": func(b []byte) error {
		for len(b) > 0 {
			name, rest, err := nextDirent(b)
			if err != nil {
				return err
			}
			if name[len(name)-1] != 0 || len(rest) >= len(b) {
				return errors.New("an entry without end")
			}
			number(name)
			b = rest
		}
		return nil
	},
}

func FuzzStat(f *testing.F)        { fuzzParser(f, "Stat") }
func FuzzSocketLink(f *testing.F)  { fuzzParser(f, "SocketLink") }
func FuzzTCPLine(f *testing.F)     { fuzzParser(f, "TCPLine") }
func FuzzTCPTable(f *testing.F)    { fuzzParser(f, "TCPTable") }
func FuzzSNMP(f *testing.F)        { fuzzParser(f, "SNMP") }
func FuzzNetstat(f *testing.F)     { fuzzParser(f, "Netstat") }
func FuzzSockStat(f *testing.F)    { fuzzParser(f, "SockStat") }
func FuzzFileNR(f *testing.F)      { fuzzParser(f, "FileNR") }
func FuzzNetNSMounts(f *testing.F) { fuzzParser(f, "NetNSMounts") }
func FuzzCgroup(f *testing.F)      { fuzzParser(f, "Cgroup") }
func FuzzCommandLine(f *testing.F) { fuzzParser(f, "CommandLine") }
func FuzzEnvironment(f *testing.F) { fuzzParser(f, "Environment") }
func FuzzDirent(f *testing.F)      { fuzzParser(f, "Dirent") }

func fuzzParser(f *testing.F, name string) {
	parse := parsers[name]
	f.Fuzz(func(t *testing.T, b []byte) {
		before := slices.Clone(b)
		if err := parse(b); err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(b, before) {
			t.Errorf("%s changed its input", name)
		}
	})
}
