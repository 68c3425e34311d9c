//go:build cgo

package examples_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// row is a line that an example prints for a row.
type row struct {
	family        string // tcp4 or tcp6
	local, remote netip.AddrPort
	state         string
	pid           uint32
}

func (r row) String() string {
	return fmt.Sprint(r.family, " ", r.local, " ", r.remote, " ", r.state, " ", r.pid)
}

// stateNames are those of the examples, by the number of the state.
var stateNames = [...]string{
	1: "CLOSED", 2: "LISTEN", 3: "SYN_SENT", 4: "SYN_RCVD", 5: "ESTAB", 6: "FIN_WAIT1", 7: "FIN_WAIT2",
	8: "CLOSE_WAIT", 9: "CLOSING", 10: "LAST_ACK", 11: "TIME_WAIT", 12: "DELETE_TCB",
}

// wantRows returns the rows that Windows' view of the sockets of a farm has, see docs/contract.md.
func wantRows(farm *sockfarm.Farm) (rows []row) {
	for _, w := range farm.Wants() {
		if w.State == tcptable.StateClosed {
			continue
		}
		r := row{family: "tcp6", local: numbered(w.Local, w.LocalScope), remote: numbered(w.Remote, w.RemoteScope)}
		r.state = stateNames[w.State]
		if w.Owner == tcptable.OwnerKnown {
			r.pid = w.PIDs[0]
		}
		if w.State == tcptable.StateListen {
			r.remote = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
		}
		if r.local.Addr().Unmap().Is4() {
			rows = append(rows, overIPv4(r))
			continue
		}
		rows = append(rows, r)
		if w.DualStack {
			r.local = netip.AddrPortFrom(netip.IPv4Unspecified(), r.local.Port())
			rows = append(rows, overIPv4(r))
		}
	}
	return rows
}

// overIPv4 makes r a row of the IPv4 table.
func overIPv4(r row) row {
	r.family = "tcp4"
	r.local = netip.AddrPortFrom(r.local.Addr().Unmap(), r.local.Port())
	r.remote = netip.AddrPortFrom(r.remote.Addr().Unmap(), r.remote.Port())
	if r.remote.Addr() == netip.IPv6Unspecified() {
		r.remote = netip.AddrPortFrom(netip.IPv4Unspecified(), r.remote.Port())
	}
	return r
}

// numbered has the number of the scope for a zone.
func numbered(a netip.AddrPort, scope uint32) netip.AddrPort {
	addr := a.Addr().WithZone("")
	if scope != 0 {
		addr = addr.WithZone(fmt.Sprint(scope))
	}
	return netip.AddrPortFrom(addr, a.Port())
}

// parseRow takes a line of an example apart.
func parseRow(line string) (row, error) {
	var r row
	var local, remote string
	var localPort, remotePort uint16
	_, err := fmt.Sscan(line, &r.family, &local, &localPort, &remote, &remotePort, &r.state, &r.pid)
	if err != nil {
		return r, fmt.Errorf("line %q: %w", line, err)
	}
	for _, end := range []struct {
		text string
		port uint16
		to   *netip.AddrPort
	}{{local, localPort, &r.local}, {remote, remotePort, &r.remote}} {
		addr, err := netip.ParseAddr(end.text)
		if err != nil {
			return r, fmt.Errorf("line %q: %w", line, err)
		}
		*end.to = netip.AddrPortFrom(addr, end.port)
	}
	return r, nil
}

// expectRows fails the test unless the lines are those of the rows, in any order.
func expectRows(t *testing.T, what string, lines []string, want []row) {
	t.Helper()
	var got, wanted []string
	for _, line := range lines {
		r, err := parseRow(line)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		got = append(got, r.String())
	}
	for _, r := range want {
		wanted = append(wanted, r.String())
	}
	slices.Sort(got)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		t.Errorf("%s: got %d rows, want %d\nnot wanted: %q\nmissing: %q", what,
			len(got), len(wanted), without(got, wanted), without(wanted, got))
	}
}

// without returns the texts that are not among others, which each can stand for one.
func without(texts, others []string) (left []string) {
	others = slices.Clone(others)
	for _, text := range texts {
		if i := slices.Index(others, text); i >= 0 {
			others = slices.Delete(others, i, i+1)
		} else {
			left = append(left, text)
		}
	}
	return left
}

// only returns the rows that keep wants, and without their owners if owners is false.
func only(rows []row, owners bool, keep func(row) bool) (kept []row) {
	for _, r := range rows {
		if !keep(r) {
			continue
		}
		if !owners {
			r.pid = 0
		}
		kept = append(kept, r)
	}
	return kept
}

func lines(output string) []string {
	return strings.Split(strings.TrimRight(output, "\n"), "\n")
}
