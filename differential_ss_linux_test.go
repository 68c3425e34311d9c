package tcptable_test

import (
	"fmt"
	"net/netip"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// ssRows is the peer ss(8), which tells everything that netlink does.
func ssRows(t *testing.T) ([]tableRow, tcptable.Fields, bool) {
	t.Helper()
	path, err := exec.LookPath("ss")
	if err != nil {
		t.Skipf("ss of iproute2 is not installed: %v", err)
	}
	out, err := exec.Command(path, "-tanepH").Output()
	if err != nil {
		t.Fatalf("%s -tanepH: %v", path, err)
	}
	var rows []tableRow
	for line := range strings.Lines(string(out)) {
		r, err := parseSS(line)
		if err != nil {
			t.Fatalf("ss prints %q: %v", line, err)
		}
		rows = append(rows, r)
	}
	return rows, 0, true
}

var (
	ssPID    = regexp.MustCompile(`,pid=(\d+),`)
	ssUID    = regexp.MustCompile(` uid:(\d+) `)
	ssInode  = regexp.MustCompile(` ino:(\d+) `)
	ssCookie = regexp.MustCompile(` sk:([0-9a-f]+)\s`)
)

// parseSS reads a line like
//
//	LISTEN 0 5 *:53719 *:* users:(("web",pid=7,fd=5)) uid:1000 ino:185 sk:4 cgroup:/ v6only:0 <->
func parseSS(line string) (tableRow, error) {
	f := strings.Fields(line)
	if len(f) < 5 {
		return tableRow{}, fmt.Errorf("%d fields, want 5 or more", len(f))
	}
	var r tableRow
	var errs [7]error
	var device string
	r.State, errs[0] = tcptable.ParseState(f[0])
	r.RecvQ, errs[1] = ssNumber(f[1])
	r.SendQ, errs[2] = ssNumber(f[2])
	r.Family = tcptable.IPv6
	if f[3][0] != '[' && f[3][0] != '*' {
		r.Family = tcptable.IPv4
	}
	r.Local, device, errs[3] = ssAddr(f[3], r.Family)
	r.Remote, _, errs[4] = ssAddr(f[4], r.Family)
	if device == "lo" {
		r.Interface = 1
	}
	r.Inode, errs[5] = ssField(ssInode, line, 10)
	r.Cookie, errs[6] = ssField(ssCookie, line, 16)
	for _, err := range errs {
		if err != nil {
			return tableRow{}, err
		}
	}
	if uid, err := ssField(ssUID, line, 10); err == nil { // ss does not print that of root
		r.UID = uint32(uid)
	}
	// ss prints v6only:0 for a listener on a mapped address too, which takes IPv4 alone.
	r.DualStack = strings.Contains(line, " v6only:0 ") && r.Local.Addr() == netip.IPv6Unspecified()
	r.PIDs = ssPIDs(line)
	return r, nil
}

func ssNumber(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err
}

func ssField(re *regexp.Regexp, line string, base int) (uint64, error) {
	m := re.FindStringSubmatch(line)
	if m == nil {
		return 0, fmt.Errorf("nothing matches %v", re)
	}
	return strconv.ParseUint(m[1], base, 64)
}

// ssAddr reads an address, the interface its socket is bound to, and a port, either of which
// may be "*".
func ssAddr(s string, family tcptable.Family) (addr netip.AddrPort, device string, err error) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 {
		return addr, "", fmt.Errorf("address %q has no port", s)
	}
	host, port := s[:colon], s[colon+1:]
	host, device, _ = strings.Cut(host, "%")
	host = strings.Trim(host, "[]")
	if host == "*" && family == tcptable.IPv6 {
		host = "::"
	}
	if port == "*" {
		port = "0"
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return addr, "", err
	}
	p, err := strconv.ParseUint(port, 10, 16)
	return netip.AddrPortFrom(a, uint16(p)), device, err
}

func ssPIDs(line string) string {
	var pids []uint32
	for _, m := range ssPID.FindAllStringSubmatch(line, -1) {
		if pid, err := ssNumber(m[1]); err == nil {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pidList(slices.Compact(pids)) // ss prints each descriptor
}

func TestParseSS(t *testing.T) {
	for _, tc := range []struct {
		line string
		want tableRow
	}{
		{
			`ESTAB  10     0              127.0.0.1:57340          127.0.0.1:53719 users:(("a b",pid=13,fd=4),("a b",pid=13,fd=5),("c",pid=4,fd=9)) uid:1000 ino:18582 sk:1f cgroup:/ <->` + "\n",
			tableRow{
				Family: tcptable.IPv4, State: tcptable.StateEstablished, RecvQ: 10,
				Local: netip.MustParseAddrPort("127.0.0.1:57340"), Remote: netip.MustParseAddrPort("127.0.0.1:53719"),
				UID: 1000, Inode: 18582, Cookie: 0x1f, PIDs: "4 13",
			},
		},
		{
			`LISTEN 0 5 *%lo:57127 *:* ino:18580 sk:6 cgroup:/ v6only:0 <->` + "\n",
			tableRow{
				Family: tcptable.IPv6, State: tcptable.StateListen, SendQ: 5, Interface: 1, DualStack: true,
				Local: netip.MustParseAddrPort("[::]:57127"), Remote: netip.MustParseAddrPort("[::]:0"),
				Inode: 18580, Cookie: 6,
			},
		},
		{
			`TIME-WAIT 0 0 [fe80::1]%lo:37851 [fe80::1]:53356 timer:(timewait,59sec,0) ino:0 sk:c` + " \n",
			tableRow{
				Family: tcptable.IPv6, State: tcptable.StateTimeWait, Interface: 1, Cookie: 0xc,
				Local: netip.MustParseAddrPort("[fe80::1]:37851"), Remote: netip.MustParseAddrPort("[fe80::1]:53356"),
			},
		},
	} {
		if got, err := parseSS(tc.line); err != nil || got != tc.want {
			t.Errorf("parseSS(%q)\n got %+v, %v\nwant %+v", tc.line, got, err, tc.want)
		}
	}
}
