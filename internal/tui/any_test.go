package tui

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tcptable/tcptable"
)

// FuzzKeys presses any keys, on windows of any size, over tables with any names: every screen must have as
// many lines as the window, none of them wider than it, and nothing but text and styles.
func FuzzKeys(f *testing.F) {
	f.Add(uint64(1), "jjjKy/state established\rsSgg \rK", "\x1b[2J界")
	f.Fuzz(func(t *testing.T, seed uint64, keys, name string) {
		const longest = 30 // of keys
		random := rand.New(rand.NewPCG(seed, 0))
		s := newStage(t, 1+random.IntN(100), 1+random.IntN(30), func(o *Options) {
			o.Colors = Colors(random.IntN(4))
			o.ASCII = random.IntN(2) == 0
		})
		s.source.tables = randomTables(random, name)
		for _, key := range keys[:min(len(keys), longest)] {
			s.press(random, key)
			checkScreen(t, s.m)
			if s.quit {
				return
			}
		}
	})
}

func TestAnyKeys(t *testing.T) {
	const letters = "jkhlGsSgnrpK+-/?o y\r\x1b\x7flistener=:443"
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		s := newStage(t, 1+random.IntN(130), 1+random.IntN(40), func(o *Options) { o.Colors = Colors(random.IntN(4)) })
		s.source.tables = randomTables(random, hostileName)
		for range 150 {
			s.press(random, rune(letters[random.IntN(len(letters))]))
			checkScreen(t, s.m)
		}
	}
}

var special = []string{"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "enter", "esc", "space", "backspace", "ctrl+u", "ctrl+w"}

// press presses a key, or one of those without a letter; between them there are looks and other windows.
func (s *stage) press(random *rand.Rand, key rune) {
	switch random.IntN(8) {
	case 0:
		s.do("look")
	case 1:
		s.send(tea.WindowSizeMsg{Width: random.IntN(90), Height: random.IntN(30)})
	case 2:
		s.do(special[random.IntN(len(special))])
	case 3:
		s.do("fade")
	}
	switch key {
	case '\r':
		s.do("enter")
	case 0x1b:
		s.do("esc")
	case 0x7f:
		s.do("backspace")
	default:
		s.do(string(key))
	}
}

func checkScreen(t *testing.T, m *model) {
	t.Helper()
	text := m.draw()
	lines := strings.Split(text, "\n")
	if len(lines) != m.height {
		t.Fatalf("%d lines in a window of %d by %d", len(lines), m.width, m.height)
	}
	for i, line := range lines {
		bare := withoutStyles(line)
		for _, r := range bare {
			if r < ' ' || r == 0x7f || r == 0xfffd {
				t.Fatalf("line %d holds %q: %q", i, r, line)
			}
		}
		if wide, wc := ansi.StringWidth(bare), ansi.StringWidthWc(bare); wide > m.width || wc > m.width {
			t.Fatalf("line %d is %d or %d cells wide in a window of %d by %d: %q", i, wide, wc, m.width, m.height, line)
		}
	}
}

// randomTables makes looks at tables whose rows come, go and change.
func randomTables(random *rand.Rand, name string) []tcptable.Snapshot {
	tables := make([]tcptable.Snapshot, 5)
	for i := range tables {
		for cookie := range uint64(30) {
			if random.IntN(3) > 0 {
				tables[i].Conns = append(tables[i].Conns, randomConn(random, cookie, name))
			}
		}
		for pid := range uint32(5) {
			tables[i].Processes = append(tables[i].Processes, tcptable.Process{PID: pid + 1, Name: name[:int(pid)*len(name)/4]})
		}
		tables[i].Report = tcptable.Report{Source: name, Processes: random.IntN(9), Denied: random.IntN(3)}
		if random.IntN(5) == 0 {
			tables[i].Report.Fallback, tables[i].Report.Missing = fmt.Errorf("%s", name), tcptable.FieldQueues
		}
	}
	return tables
}

func randomConn(random *rand.Rand, cookie uint64, zone string) tcptable.Conn {
	addr := func() netip.Addr {
		var b [16]byte
		switch random.IntN(4) {
		case 0:
			return netip.AddrFrom4([4]byte{10, byte(random.IntN(256)), 0, 1})
		case 1:
			b[0], b[1] = 0xfe, 0x80
			return netip.AddrFrom16(b).WithZone(zone)
		case 2:
			return netip.IPv6Unspecified()
		}
		for i := range b {
			b[i] = byte(random.IntN(256))
		}
		return netip.AddrFrom16(b)
	}
	return tcptable.Conn{
		Local:  netip.AddrPortFrom(addr(), uint16(cookie)),
		Remote: netip.AddrPortFrom(addr(), uint16(random.IntN(65536))),
		State:  tcptable.State(random.IntN(13)),
		Owner:  tcptable.OwnerStatus(random.IntN(7)),
		PID:    uint32(random.IntN(7)),
		UID:    uint32(random.IntN(40)),
		Inode:  uint64(random.IntN(2)),
		RecvQ:  random.Uint32(), SendQ: random.Uint32(),
		Cookie: cookie % 25, // some have none, some share theirs
	}
}
