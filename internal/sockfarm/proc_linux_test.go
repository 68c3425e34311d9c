package sockfarm

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/tcptable/tcptable"
)

func TestParseProcRow(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the lines were recorded on a little-endian machine")
	}
	for _, tc := range []struct {
		line string
		want ProcRow
	}{
		{
			"   2: 0100007F:DFFC 0100007F:D1D7 01 0000000B:0000000A 00:00000000 00000000  1000        0 18582 2 00000000fd64c579 20 0 0 11 -1",
			ProcRow{
				Local: netip.MustParseAddrPort("127.0.0.1:57340"), Remote: netip.MustParseAddrPort("127.0.0.1:53719"),
				State: tcptable.StateEstablished, SendQ: 11, RecvQ: 10, UID: 1000, Inode: 18582,
			},
		},
		{
			"   3: 000080FE000000000000000001000000:93DB 0000000000000000FFFF00000100007F:0050 06 00000000:00000001 03:000014B8 00000000     0        0 0 3 0000000000000000",
			ProcRow{
				Local: netip.MustParseAddrPort("[fe80::1]:37851"), Remote: netip.MustParseAddrPort("[::ffff:127.0.0.1]:80"),
				State: tcptable.StateTimeWait, RecvQ: 1,
			},
		},
	} {
		got, err := parseProcRow(tc.line)
		if err != nil || got != tc.want {
			t.Errorf("parseProcRow(%q)\n got %+v, %v\nwant %+v", tc.line, got, err, tc.want)
		}
	}
}

func TestParseProcRowRefuses(t *testing.T) {
	for _, line := range []string{
		"",
		"0: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0",
		"0: 0100007F 00000000:0000 0A 0:0 00:0 0 0 0 1",
		"0: 01007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 1",
		"0: 0100007F:0050 0000000g:0000 0A 0:0 00:0 0 0 0 1",
		"0: 0100007F:0050 00000000:0000 0D 0:0 00:0 0 0 0 1",
		"0: 0100007F:0050 00000000:0000 0A 0 00:0 0 0 0 1",
		"0: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 root 0 1",
		"0: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 socket",
	} {
		if row, err := parseProcRow(line); err == nil {
			t.Errorf("parseProcRow(%q) = %+v, want an error", line, row)
		}
	}
}
