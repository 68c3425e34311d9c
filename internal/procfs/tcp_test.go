package procfs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

const recorded = "testdata/proc"

// The tables were recorded from Linux 6.18: listeners, both ends of connections, one of them not
// accepted yet, and one in TIME_WAIT.
var recordedRows = map[bool][]string{
	false: {
		"127.0.0.1:8080 0.0.0.0:0 state=10 queues=0/0 uid=1000 inode=28973",
		"127.0.0.1:8080 127.0.0.1:53520 state=1 queues=300/0 uid=0 inode=28976",
		"127.0.0.1:50082 127.0.0.1:8081 state=1 queues=0/0 uid=0 inode=28979",
		"127.0.0.1:53520 127.0.0.1:8080 state=1 queues=0/0 uid=0 inode=28975",
	},
	true: {
		"[fe80::1]:8082 [::]:0 state=10 queues=0/0 uid=0 inode=28980",
		"[::]:8081 [::]:0 state=10 queues=1/0 uid=1000 inode=28974",
		"[::ffff:127.0.0.1]:8081 [::ffff:127.0.0.1]:50082 state=1 queues=0/0 uid=1000 inode=0",
		"[::1]:48618 [::1]:8081 state=6 queues=0/0 uid=0 inode=0",
	},
}

func TestReadRecordedTables(t *testing.T) {
	skipBigEndian(t)
	reader := NewTCPReader(recorded)
	for ipv6, want := range recordedRows {
		f, err := reader.Open(ipv6)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if rows, err := readRows(t.Context(), reader, f); err != nil || !slices.Equal(rows, want) {
			t.Errorf("ipv6 %t:\n got %q, %v\nwant %q", ipv6, rows, err, want)
		}
	}
}

// However the kernel cuts the text into pieces, the rows are the same.
func TestReadInPieces(t *testing.T) {
	skipBigEndian(t)
	text, err := os.ReadFile(filepath.Join(recorded, "net", "tcp6"))
	if err != nil {
		t.Fatal(err)
	}
	reader := NewTCPReader(recorded)
	for name, r := range map[string]io.Reader{
		"byte by byte":      iotest.OneByteReader(strings.NewReader(string(text))),
		"data with the end": iotest.DataErrReader(strings.NewReader(string(text))),
	} {
		if rows, err := readRows(t.Context(), reader, r); err != nil || !slices.Equal(rows, recordedRows[true]) {
			t.Errorf("%s: %q, %v", name, rows, err)
		}
	}
}

func TestReadLargeTable(t *testing.T) {
	const header = "  sl  local_address rem_address   st\n"
	const line = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 28973 1 000000002e9966bb 100 0 0 10 0\n"
	rows := 0
	reader := NewTCPReader(recorded)
	err := reader.Read(t.Context(), strings.NewReader(header+strings.Repeat(line, 5000)), func(*TCPRow) error { rows++; return nil })
	if err != nil || rows != 5000 {
		t.Errorf("read %d rows of 5000, %v", rows, err)
	}
}

func TestReadFails(t *testing.T) {
	const header = "  sl  local_address rem_address   st\n"
	const row = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 28973 1\n"
	sentinel := errors.New("from visit")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		text string
		more error // what reading ends with
		want error
		rows int
	}{
		{"empty file", t.Context(), "", io.EOF, ErrMalformed, 0},
		{"no header", t.Context(), row, io.EOF, ErrMalformed, 0},
		{"a row that is cut", t.Context(), header + row + row[:40], io.EOF, ErrMalformed, 1},
		{"a bad row between good ones", t.Context(), header + row + "   1: nonsense\n" + row, io.EOF, ErrMalformed, 1},
		{"an endless line", t.Context(), header + strings.Repeat("x", tableBufferLen+1), io.EOF, ErrMalformed, 0},
		{"reading fails", t.Context(), header + row, fs.ErrPermission, fs.ErrPermission, 1},
		{"cancelled", cancelled, header + row, io.EOF, context.Canceled, 0},
		{"visit fails", t.Context(), header + row + row, sentinel, sentinel, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reader := NewTCPReader(recorded)
			rows := 0
			text := io.MultiReader(strings.NewReader(tt.text), iotest.ErrReader(tt.more))
			err := reader.Read(tt.ctx, text, func(*TCPRow) error {
				rows++
				if errors.Is(tt.want, sentinel) {
					return sentinel
				}
				return nil
			})
			if !errors.Is(err, tt.want) || rows != tt.rows {
				t.Errorf("Read = %v after %d rows, want %v after %d", err, rows, tt.want, tt.rows)
			}
		})
	}
}

func TestParseTCPLineRefuses(t *testing.T) {
	const good = "0: 0100007F:1F90 00000000:0000 0A 00000000:00000001 00:00000000 00000000 1000 0 28973"
	var r TCPRow
	if err := ParseTCPLine([]byte(good), &r); err != nil || r.Inode != 28973 || r.RecvQ != 1 {
		t.Fatalf("ParseTCPLine(%q) = %+v, %v", good, r, err)
	}
	fields := strings.Fields(good)
	for i := range fields {
		if short := strings.Join(fields[:i], " "); !errors.Is(ParseTCPLine([]byte(short), &r), ErrMalformed) {
			t.Errorf("%d fields are taken for a row", i)
		}
	}
	for _, change := range [][2]string{
		{"0100007F:1F90", "0100007F"},
		{"0100007F:1F90", "0100007F:11F90"},
		{"0100007F:1F90", "010000:1F90"},
		{"0100007F:1F90", "0100007G:1F90"},
		{"0100007F:1F90", ":1F90"},
		{"00000000:0000 ", "00000000000000000000000000000000:0000 "},
		{" 0A ", " 10A "},
		{" 0A ", " GG "},
		{"00000000:00000001", "00000000"},
		{"00000000:00000001", "x:y"},
		{" 1000 ", " -1 "},
		{" 1000 ", " 4294967296 "},
		{" 28973", " inode"},
		{" 28973", " 99999999999999999999"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if err := ParseTCPLine([]byte(bad), &r); !errors.Is(err, ErrMalformed) {
			t.Errorf("ParseTCPLine(%q) = %+v, %v, want ErrMalformed", bad, r, err)
		}
	}
}

func TestOpenMissingTable(t *testing.T) {
	reader := NewTCPReader(t.TempDir())
	if _, err := reader.Open(true); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open = %v, want fs.ErrNotExist", err)
	}
}

func BenchmarkParseTCPLine(b *testing.B) {
	line := []byte("   2: 0000000000000000FFFF00000100007F:1F91 0000000000000000FFFF00000100007F:C3A2 01 00000000:00000000 00:00000000 00000000  1000        0 0 1 000000008ebf53ca 20 0 0 10 -1")
	var r TCPRow
	b.ReportAllocs()
	for b.Loop() {
		if err := ParseTCPLine(line, &r); err != nil {
			b.Fatal(err)
		}
	}
}

func readRows(ctx context.Context, reader *TCPReader, r io.Reader) (rows []string, err error) {
	err = reader.Read(ctx, r, func(r *TCPRow) error {
		rows = append(rows, r.text())
		return nil
	})
	return rows, err
}

func (r *TCPRow) text() string {
	address := func(a [16]byte, port uint16) string {
		ip := netip.AddrFrom16(a)
		if !r.IPv6 {
			ip = netip.AddrFrom4([4]byte(a[:4]))
		}
		return netip.AddrPortFrom(ip, port).String()
	}
	return fmt.Sprintf("%s %s state=%d queues=%d/%d uid=%d inode=%d",
		address(r.Local, r.LocalPort), address(r.Remote, r.RemotePort), r.State, r.RecvQ, r.SendQ, r.UID, r.Inode)
}

func skipBigEndian(t *testing.T) {
	t.Helper()
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the tables were recorded on a little-endian machine")
	}
}
