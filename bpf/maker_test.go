package bpf

import (
	"net/netip"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

func aNote(opened uint64, pid uint32, local, remote string) *makerRecord {
	r := new(makerRecord)
	order.PutUint64(r[0:], opened)
	order.PutUint64(r[8:], 5*nanosecondsPerTick+1)
	order.PutUint32(r[16:], pid)
	copy(r[24:], "server\x00rest")
	for at, text := range map[int]string{0: local, 1: remote} {
		if text == "" {
			continue
		}
		a := netip.MustParseAddrPort(text)
		order.PutUint16(r[20+2*at:], a.Port())
		copy(r[40+16*at:], a.Addr().AsSlice())
	}
	return r
}

// TestMakerComplete: a note tells the process and the time, and the addresses where the kernel has
// forgotten them.
func TestMakerComplete(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	server := tcptable.Process{PID: 10, Name: "server", Start: 5}
	forgotten4, forgotten6 := netip.MustParseAddrPort("0.0.0.0:1"), netip.MustParseAddrPort("[::]:1")
	known := netip.MustParseAddrPort("192.0.2.1:1")
	zone := func(uint32) string { return "eth0" }
	for name, tt := range map[string]struct {
		note      *makerRecord
		before    tcptable.Conn
		want      tcptable.Conn
		process   tcptable.Process
		hasOpened bool
	}{
		"addresses are there": {
			note:   aNote(700, 10, "198.51.100.1:2", "198.51.100.2:3"),
			before: tcptable.Conn{Local: known, Remote: known}, want: tcptable.Conn{Local: known, Remote: known},
			process: server, hasOpened: true,
		},
		"IPv4": {
			note:    aNote(700, 10, "192.0.2.1:1", "192.0.2.2:80"),
			before:  tcptable.Conn{Local: forgotten4, Remote: netip.MustParseAddrPort("0.0.0.0:0")},
			want:    tcptable.Conn{Local: known, Remote: netip.MustParseAddrPort("192.0.2.2:80")},
			process: server, hasOpened: true,
		},
		"IPv6, link-local": {
			note:   aNote(0, 0, "[fe80::1]:1", "[2001:db8::2]:80"),
			before: tcptable.Conn{Local: forgotten6, Remote: netip.MustParseAddrPort("[::]:0"), Interface: 3},
			want: tcptable.Conn{
				Local: netip.MustParseAddrPort("[fe80::1%eth0]:1"), Remote: netip.MustParseAddrPort("[2001:db8::2]:80"),
				LocalScope: 3, Interface: 3,
			},
		},
		"without addresses, from the future": {
			note:   aNote(1001, 0, "", ""),
			before: tcptable.Conn{Local: forgotten4}, want: tcptable.Conn{Local: forgotten4},
		},
	} {
		end := tcptable.End{Time: now, Conn: tt.before}
		tt.note.complete(&end, 1000, zone)
		if end.Conn != tt.want || end.Process != tt.process {
			t.Errorf("%s: %+v, %+v", name, end.Conn, end.Process)
		}
		if opened := now.Add(-300); !end.Opened.Equal(opened) && tt.hasOpened || end.Opened.IsZero() == tt.hasOpened {
			t.Errorf("%s: opened at %v, want %v", name, end.Opened, opened)
		}
	}
}
