package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tcptable/tcptable"
)

// fakeSource tells one table after the other, and the last one again and again.
type fakeSource struct {
	tables []tcptable.Snapshot
	err    error
	killed []tcptable.Conn
	asked  int
}

func (f *fakeSource) Read(_ context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	if f.err != nil {
		return f.err
	}
	table := &f.tables[min(f.asked, len(f.tables)-1)]
	f.asked++
	for i := range table.Conns {
		if c := &table.Conns[i]; q.Match(c) && !slices.ContainsFunc(f.killed, func(k tcptable.Conn) bool { return k.Cookie == c.Cookie }) {
			into.Conns = append(into.Conns, withOwner(*c, q.Owners))
		}
	}
	if q.Owners >= tcptable.OwnersProcess {
		into.Processes = append(into.Processes, table.Processes...)
	}
	into.Namespaces = table.Namespaces
	begin := into.Report.Begin
	into.Report = table.Report
	into.Report.Begin = begin
	return nil
}

func withOwner(c tcptable.Conn, detail tcptable.OwnerDetail) tcptable.Conn {
	if detail == tcptable.OwnersNone {
		c.PID, c.Owner = 0, tcptable.OwnerNotAsked
	}
	return c
}

func (f *fakeSource) Close() error { return nil }

func (f *fakeSource) Kill(_ context.Context, c tcptable.Conn) error {
	switch c.Local.Port() {
	case 22:
		return fs.ErrPermission
	case 5432:
		return fmt.Errorf("the kernel cannot close it: %w", errors.ErrUnsupported)
	}
	f.killed = append(f.killed, c)
	return nil
}

func (f *fakeSource) TCPInfo(_ context.Context, c tcptable.Conn) (tcptable.TCPInfo, error) {
	if c.State != tcptable.StateEstablished {
		return tcptable.TCPInfo{}, errors.ErrUnsupported
	}
	n := uint64(f.asked)
	return tcptable.TCPInfo{
		Missing: tcptable.InfoReceivedCE,
		RTT:     time.Duration(20+f.asked%7) * time.Millisecond, RTTVar: 3 * time.Millisecond, RTO: 204 * time.Millisecond,
		MinRTT: 19 * time.Millisecond, BytesAcked: 1000 * n * n, BytesReceived: 52_000 * n,
		SndMSS: 1448, RcvMSS: 536, PMTU: 1500, SndCwnd: 10, SndWnd: 65_536, DeliveryRate: 1_250_000,
		LastDataSent: 120 * time.Millisecond, LastDataRecv: 4 * time.Second,
	}, nil
}

func (f *fakeSource) ProcessFacts(_ context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	facts := tcptable.ProcessFacts{
		Process: p, Executable: "/usr/sbin/" + p.Name, CommandLine: []string{p.Name, "-c", "/etc/" + p.Name + ".conf"},
		Parent: 1, UID: 33, HasUID: true, Started: time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC),
		Cgroup: "/system.slice/" + p.Name + ".service", Unit: p.Name + ".service",
	}
	if p.Name == "nginx" {
		facts.Container = tcptable.Container{ID: strings.Repeat("0123456789abcdef", 4), Runtime: "docker"}
	}
	return facts, nil
}

// hostileName has all that a name must not do to a screen.
const hostileName = "\x1b[2J\n\xff\u200b界e\u0301"

// sampleTables are four looks: the second has a new row, one less, and one in another state.
func sampleTables() []tcptable.Snapshot {
	ap := netip.MustParseAddrPort
	known, denied := tcptable.OwnerKnown, tcptable.OwnerDenied
	listen, established := tcptable.StateListen, tcptable.StateEstablished
	first := []tcptable.Conn{
		{Local: ap("0.0.0.0:22"), Remote: ap("0.0.0.0:0"), State: listen, PID: 22, Owner: known, Inode: 1, SendQ: 128},
		{Local: ap("10.0.0.1:22"), Remote: ap("10.9.8.7:50000"), State: established, Owner: denied, UID: 1000, Inode: 2, RecvQ: 36},
		{Local: ap("10.0.0.1:41000"), Remote: ap("192.0.2.80:443"), State: established, PID: 300, Owner: known, UID: 1000, Inode: 20, SendQ: 1448},
		{Local: ap("10.0.0.1:41002"), Remote: ap("192.0.2.80:443"), State: established, PID: 300, Owner: known, UID: 1000, Inode: 21},
		{Local: ap("127.0.0.1:40000"), Remote: ap("127.0.0.1:443"), State: tcptable.StateTimeWait, Owner: tcptable.OwnerKernel},
		{Local: ap("127.0.0.1:5432"), Remote: ap("0.0.0.0:0"), State: listen, PID: 400, Owner: known, UID: 26, Inode: 30, SendQ: 244},
		{Local: ap("127.0.0.1:5432"), Remote: ap("127.0.0.1:40010"), State: established, PID: 401, Owner: known, UID: 26, Inode: 31},
		{Local: ap("127.0.0.1:40010"), Remote: ap("127.0.0.1:5432"), State: established, PID: 666, Owner: known, UID: 5, Inode: 32},
		{Local: ap("[::]:80"), Remote: ap("[::]:0"), State: listen, DualStack: true, PID: 100, Owner: known, UID: 33, Inode: 3, SendQ: 511},
		{Local: ap("[::ffff:10.0.0.1]:80"), Remote: ap("[::ffff:10.9.8.7]:50001"), State: established, PID: 100, Owner: known, UID: 33, Inode: 4},
		{Local: ap("[fe80::1%eth0]:80"), Remote: ap("[fe80::2%eth0]:50002"), LocalScope: 2, RemoteScope: 2, State: tcptable.StateCloseWait, PID: 101, Owner: known, UID: 33, Inode: 5},
	}
	for i := range first {
		first[i].Cookie = uint64(i + 1)
	}
	second := slices.Clone(first)
	second[3].State, second[3].Inode, second[3].PID, second[3].Owner = tcptable.StateFinWait2, 0, 0, tcptable.OwnerKernel
	second[4] = tcptable.Conn{
		Local: ap("[2001:db8:1234:5678:9abc:def0:1234:5678]:443"), Remote: ap("[2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa]:61234"),
		State: established, PID: 100, Owner: known, UID: 33, Inode: 40, Cookie: 40,
	}
	processes := []tcptable.Process{
		{PID: 22, Name: "sshd"},
		{PID: 100, Name: "nginx"},
		{PID: 101, Name: "nginx"},
		{PID: 300, Name: "curl"},
		{PID: 400, Name: "postgres"},
		{PID: 401, Name: "postgres"},
		{PID: 666, Name: hostileName},
	}
	report := tcptable.Report{Source: "netlink", Processes: 214, Denied: 3}
	return []tcptable.Snapshot{
		{Conns: first, Processes: processes, Report: report},
		{Conns: second, Processes: processes, Report: report},
	}
}

// stage is a model with a clock, a table and a screen of its own. Its commands run at once.
type stage struct {
	t      testing.TB
	m      *model
	source *fakeSource
	clock  time.Time
	timer  *timerMsg // the last one that was set
	quit   bool
}

func newStage(t testing.TB, width, height int, change func(o *Options)) *stage {
	return newStageOf(t, sampleTables(), width, height, change)
}

func newStageOf(t testing.TB, tables []tcptable.Snapshot, width, height int, change func(o *Options)) *stage {
	s := &stage{t: t, source: &fakeSource{tables: tables}, clock: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}
	table, err := tcptable.Open(tcptable.WithSource(s.source))
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Table: table, Privilege: "as alice", LookupUser: sampleUser, LookupAddr: sampleHost,
		Terminate: func(context.Context, tcptable.Process) error { return nil },
		Query:     tcptable.Query{Owners: tcptable.OwnersProcess},
	}
	if change != nil {
		change(&o)
	}
	s.m = newModel(t.Context(), o)
	s.m.now = func() time.Time { return s.clock }
	s.m.after = func(_ time.Duration, msg tea.Msg) tea.Cmd {
		if timer, ok := msg.(timerMsg); ok {
			s.timer = &timer
		}
		return nil
	}
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.run(s.m.Init())
	return s
}

func sampleUser(uid uint32) (string, error) {
	if name, ok := map[uint32]string{0: "root", 5: "mallory\x1b[31m", 26: "postgres", 33: "www-data", 1000: "alice"}[uid]; ok {
		return name, nil
	}
	return "", errors.New("no such user")
}

func sampleHost(_ context.Context, addr netip.Addr) (string, error) {
	if addr == netip.MustParseAddr("192.0.2.80") {
		return "www.example.org.", nil
	}
	return "", errors.New("no such host")
}

func (s *stage) send(msg tea.Msg) {
	_, cmd := s.m.Update(msg)
	s.run(cmd)
}

// run runs a command and all that follows from it.
func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			s.run(cmd)
		}
	case tea.QuitMsg:
		s.quit = true
	default:
		s.send(msg)
	}
}

// do does what a step of a scenario says: "look", "fade", "type TEXT", "size WxH",
// "fail ERROR" and "heal" for the looks that follow, or a key.
func (s *stage) do(step string) {
	what, argument, _ := strings.Cut(step, " ")
	switch what {
	case "type":
		for _, r := range argument {
			s.send(tea.KeyPressMsg{Text: string(r), Code: r})
		}
	case "size":
		var size tea.WindowSizeMsg
		if _, err := fmt.Sscanf(argument, "%dx%d", &size.Width, &size.Height); err != nil {
			panic(err)
		}
		s.send(size)
	case "fail":
		s.source.err = errors.New(argument)
		s.do("look")
	case "heal":
		s.source.err = nil
	case "look":
		s.clock = s.clock.Add(s.m.interval)
		if s.timer != nil {
			s.send(*s.timer)
		}
	case "fade":
		s.clock = s.clock.Add(fadeStep)
		s.send(fadeMsg{})
	default:
		s.send(keyOf(step))
	}
}

var namedKeys = map[string]rune{
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "space": tea.KeySpace, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
}

func keyOf(name string) tea.KeyPressMsg {
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if code, ok := namedKeys[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Text: name, Code: []rune(name)[0]}
}

// screen is what the screen shows, as plain text.
func (s *stage) screen() string {
	lines := strings.Split(s.m.draw(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(withoutStyles(line), " ")
	}
	return strings.Join(lines, "\n")
}

// withoutStyles takes the SGR sequences out.
func withoutStyles(line string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexByte(rest, 'm')
		if end < 0 || strings.Trim(rest[:end], "0123456789;") != "" {
			panic(fmt.Sprintf("a sequence that is no SGR: %q", rest))
		}
		line = rest[end+1:]
	}
}

// inNamespaces spreads the rows of tables over network namespaces.
func inNamespaces(tables []tcptable.Snapshot) []tcptable.Snapshot {
	for t := range tables {
		for i := range tables[t].Conns {
			tables[t].Conns[i].NetNS = 4026531840 + uint64(i%4)
		}
		tables[t].Namespaces = []tcptable.Namespace{
			{ID: 4026531840, Process: tcptable.Process{PID: 1, Name: "init"}},
			{ID: 4026531841, Names: []string{"blue\n"}},
			{ID: 4026531842, Process: tcptable.Process{PID: 100, Name: "nginx"}, Container: tcptable.Container{ID: strings.Repeat("0123456789abcdef", 4), Runtime: "docker"}},
		}
		tables[t].Report.NamespacesDenied = 2
	}
	return tables
}

// withLess makes tables as a source tells them that knows little: no cookies, and no queues.
func withLess(tables []tcptable.Snapshot) []tcptable.Snapshot {
	for t := range tables {
		for i := range tables[t].Conns {
			c := &tables[t].Conns[i]
			c.Cookie, c.RecvQ, c.SendQ = 0, 0, 0
		}
		r := &tables[t].Report
		r.Source, r.Missing, r.Fallback = "proc", tcptable.FieldQueues|tcptable.FieldCookie, errors.New("netlink: permission denied")
	}
	return tables
}
