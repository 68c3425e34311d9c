package tcptable_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// begin is when the first look of these tests begins; the others follow by the second.
var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// conn makes a row in the state s of the connection from port to port 80.
func conn(s tcptable.State, port uint16, change ...func(*tcptable.Conn)) tcptable.Conn {
	c := tcptable.Conn{
		Local:  netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), port),
		Remote: netip.MustParseAddrPort("192.0.2.2:80"),
		State:  s,
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func cookie(n uint64) func(*tcptable.Conn)   { return func(c *tcptable.Conn) { c.Cookie = n } }
func inode(n uint64) func(*tcptable.Conn)    { return func(c *tcptable.Conn) { c.Inode = n } }
func inNetNS(n uint64) func(*tcptable.Conn)  { return func(c *tcptable.Conn) { c.NetNS = n } }
func heldBy(pid uint32) func(*tcptable.Conn) { return owned(tcptable.OwnerKnown, pid) }

func owned(s tcptable.OwnerStatus, pid uint32) func(*tcptable.Conn) {
	return func(c *tcptable.Conn) { c.Owner, c.PID = s, pid }
}

func listening(c *tcptable.Conn) { c.Remote = netip.MustParseAddrPort("0.0.0.0:0") }

// looked is a snapshot of these rows, the nth from 0.
func looked(n int, partial bool, rows ...tcptable.Conn) *tcptable.Snapshot {
	return &tcptable.Snapshot{
		Conns:  rows,
		Report: tcptable.Report{Begin: begin.Add(time.Duration(n) * time.Second), Partial: partial},
	}
}

// told writes events as one word each: kind:port, with what has changed behind it, and a ! where the
// time is exact.
func told(events []tcptable.Event) string {
	var words []string
	for _, e := range events {
		word := fmt.Sprintf("%v:%d", e.Kind, e.Conn.Local.Port())
		switch e.Kind {
		case tcptable.EventState:
			word += fmt.Sprintf(":%v>%v", e.Before.State, e.Conn.State)
		case tcptable.EventOwner:
			word += fmt.Sprintf(":%d>%d", e.Before.PID, e.Conn.PID)
		}
		if e.Brief {
			word += ":brief"
		}
		if e.Exact {
			word += "!"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

const (
	listen, synReceived, established = tcptable.StateListen, tcptable.StateSynReceived, tcptable.StateEstablished
	finWait1, finWait2, timeWait     = tcptable.StateFinWait1, tcptable.StateFinWait2, tcptable.StateTimeWait
	closeWait                        = tcptable.StateCloseWait
)

// TestChanges gives looks one after the other, and says what each of them tells.
func TestChanges(t *testing.T) {
	type look struct {
		rows    []tcptable.Conn
		partial bool
		want    string
	}
	rows := func(c ...tcptable.Conn) []tcptable.Conn { return c }
	tests := map[string][]look{
		"nothing": {{}, {}},
		"opens, changes, closes": {
			{rows: rows(conn(listen, 1, cookie(1), listening)), want: "present:1"},
			{rows: rows(conn(listen, 1, cookie(1), listening), conn(synReceived, 2, cookie(2))), want: "opened:2"},
			{rows: rows(conn(listen, 1, cookie(1), listening), conn(established, 2, cookie(2), inode(5))), want: "state:2:SYN_RCVD>ESTABLISHED"},
			{rows: rows(conn(timeWait, 2, cookie(2))), want: "closed:1 state:2:ESTABLISHED>TIME_WAIT"},
			{want: "closed:2"},
			{},
		},
		"an address pair that is used again is another connection": {
			{rows: rows(conn(established, 1, cookie(1))), want: "present:1"},
			{rows: rows(conn(established, 1, cookie(2))), want: "closed:1 opened:1"},
		},
		"cookies of two namespaces have nothing to do with each other": {
			{rows: rows(conn(established, 1, cookie(1), inNetNS(7)), conn(established, 2, cookie(1), inNetNS(8))), want: "present:1 present:2"},
			{rows: rows(conn(established, 2, cookie(1), inNetNS(8))), want: "closed:1"},
		},
		"told twice": {
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 1, cookie(1))), want: "present:1"},
			{rows: rows(conn(established, 2, cookie(2)), conn(established, 1, cookie(1)), conn(established, 2, cookie(2)), conn(established, 1, cookie(1))), want: "opened:2"},
			{rows: rows(conn(established, 2, cookie(2))), want: "closed:1"},
		},
		"what a partial table lacks is kept, for a while": {
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 2, cookie(2))), want: "present:1 present:2"},
			{rows: rows(conn(established, 1, cookie(1))), partial: true},
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 3, cookie(3))), partial: true, want: "opened:3"},
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 3, cookie(3))), partial: true, want: "closed:2"},
		},
		"what a whole table lacks is closed, what comes back has not been away": {
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 2, cookie(2))), want: "present:1 present:2"},
			{rows: rows(conn(established, 3, cookie(3))), partial: true, want: "opened:3"},
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 3, cookie(3))), want: "closed:2"},
			{rows: rows(conn(established, 3, cookie(3))), partial: true},
			{rows: rows(conn(established, 3, cookie(3))), partial: true},
			{rows: rows(conn(established, 1, cookie(1)), conn(established, 3, cookie(3)))},
		},
		"a read that failed tells nothing": {
			{partial: true},
			{rows: rows(conn(established, 1, cookie(1))), want: "present:1"},
			{partial: true},
			{partial: true},
			{partial: true},
			{partial: true},
			{rows: rows(conn(established, 1, cookie(1)))},
		},
		"owners": {
			{rows: rows(conn(established, 1, cookie(1), owned(tcptable.OwnerUnaccepted, 0)), conn(listen, 2, cookie(2), heldBy(10))), want: "present:1 present:2"},
			{rows: rows(conn(established, 1, cookie(1), heldBy(10)), conn(listen, 2, cookie(2), heldBy(10))), want: "owner:1:0>10"},
			{rows: rows(conn(established, 1, cookie(1), heldBy(11)), conn(listen, 2, cookie(2), owned(tcptable.OwnerGone, 0))), want: "owner:1:10>11"},
			{rows: rows(conn(established, 1, cookie(1), owned(tcptable.OwnerDenied, 0)), conn(listen, 2, cookie(2), heldBy(10)))},
			{rows: rows(conn(established, 1, cookie(1), owned(tcptable.OwnerElsewhere, 0)), conn(listen, 2, cookie(2)))},
			{rows: rows(conn(established, 1, cookie(1), heldBy(11)), conn(listen, 2, cookie(2), heldBy(12))), want: "owner:2:0>12"},
			{rows: rows(conn(finWait2, 1, cookie(1), owned(tcptable.OwnerKernel, 0))), want: "closed:2 state:1:ESTABLISHED>FIN_WAIT2"},
		},
		"closed by its process after the end was sent": {
			{rows: rows(conn(finWait2, 1, cookie(1), heldBy(10))), want: "present:1"},
			{rows: rows(conn(finWait2, 1, cookie(1), owned(tcptable.OwnerKernel, 0))), want: "owner:1:10>0"},
		},
		"another process and another state": {
			{rows: rows(conn(established, 1, cookie(1), heldBy(10))), want: "present:1"},
			{rows: rows(conn(closeWait, 1, cookie(1), heldBy(11))), want: "state:1:ESTABLISHED>CLOSE_WAIT owner:1:10>11"},
		},
		"no cookies: the life of a connection": {
			{rows: rows(conn(synReceived, 1)), want: "present:1"},
			{rows: rows(conn(established, 1)), want: "state:1:SYN_RCVD>ESTABLISHED"},
			{rows: rows(conn(established, 1, inode(5)))},
			{rows: rows(conn(finWait1, 1)), want: "state:1:ESTABLISHED>FIN_WAIT1"},
			{rows: rows(conn(timeWait, 1)), want: "state:1:FIN_WAIT1>TIME_WAIT"},
			{rows: rows(conn(established, 1, inode(6))), want: "closed:1 opened:1"},
		},
		"no cookies: another inode": {
			{rows: rows(conn(established, 1, inode(5))), want: "present:1"},
			{rows: rows(conn(established, 1, inode(6))), want: "closed:1 opened:1"},
			{rows: rows(conn(established, 1)), want: "closed:1 opened:1"}, // waits to be accepted
		},
		"no cookies: the old one still there": {
			{rows: rows(conn(established, 1, inode(5))), want: "present:1"},
			{rows: rows(conn(established, 1, inode(6)), conn(timeWait, 1)), want: "opened:1 state:1:ESTABLISHED>TIME_WAIT"},
		},
		"no cookies: listeners that share a port": {
			{rows: rows(conn(listen, 1, inode(5), listening), conn(listen, 1, inode(6), listening)), want: "present:1 present:1"},
			{rows: rows(conn(listen, 1, inode(6), listening), conn(listen, 1, inode(7), listening)), want: "closed:1 opened:1"},
		},
		"no cookies, no inodes: another process": {
			{rows: rows(conn(established, 1, heldBy(10)), conn(listen, 2, listening, heldBy(10))), want: "present:1 present:2"},
			{rows: rows(conn(established, 1, heldBy(11)), conn(listen, 2, listening, heldBy(11))), want: "closed:1 closed:2 opened:1 opened:2"},
			{rows: rows(conn(timeWait, 1, owned(tcptable.OwnerKernel, 0)), conn(listen, 2, listening, heldBy(11))), want: "state:1:ESTABLISHED>TIME_WAIT"},
		},
	}
	for name, looks := range tests {
		t.Run(name, func(t *testing.T) {
			var changes tcptable.Changes
			for n, l := range looks {
				events := changes.Next(looked(n, l.partial, l.rows...))
				if got := told(events); got != l.want {
					t.Errorf("look %d: told %q, want %q", n, got, l.want)
				}
				for _, e := range events {
					if want := begin.Add(time.Duration(n) * time.Second); e.Time != want {
						t.Errorf("look %d: %v at %v, want %v", n, e.Kind, e.Time, want)
					}
				}
			}
		})
	}
}

// TestChangesProcess holds what events say about the owner.
func TestChangesProcess(t *testing.T) {
	var changes tcptable.Changes
	server := tcptable.Process{PID: 10, Name: "server", Start: 100}
	look := func(n int, c tcptable.Conn, processes ...tcptable.Process) tcptable.Event {
		t.Helper()
		snap := looked(n, false, c)
		snap.Processes = processes
		events := changes.Next(snap)
		if len(events) != 1 {
			t.Fatalf("look %d: told %q", n, told(events))
		}
		return events[0]
	}
	if e := look(0, conn(established, 1, cookie(1), heldBy(10)), server); e.Process != server {
		t.Errorf("%v: %+v", e.Kind, e.Process)
	}
	if e := look(1, conn(finWait1, 1, cookie(1), owned(tcptable.OwnerKernel, 0))); e.Process != server {
		t.Errorf("%v: %+v, want the one that had it", e.Kind, e.Process)
	}
	// The number belongs to another process now, which got the connection from the first.
	other := tcptable.Process{PID: 10, Name: "server", Start: 200}
	if e := look(2, conn(closeWait, 1, cookie(1), heldBy(10)), server); e.Kind != tcptable.EventState || e.Process != server {
		t.Errorf("%v: %+v", e.Kind, e.Process)
	}
	if e := look(3, conn(closeWait, 1, cookie(1), heldBy(10)), other); e.Kind != tcptable.EventOwner || e.Process != other {
		t.Errorf("%v: %+v", e.Kind, e.Process)
	}
	renamed := tcptable.Process{PID: 10, Name: "other", Start: 200}
	snap := looked(4, false, conn(closeWait, 1, cookie(1), heldBy(10)))
	snap.Processes = []tcptable.Process{renamed}
	if events := changes.Next(snap); len(events) != 0 {
		t.Errorf("a process with another name: told %q", told(events))
	}
	if events := changes.Next(looked(5, false)); len(events) != 1 || events[0].Process != renamed {
		t.Errorf("told %q, %+v", told(events), events)
	}
}

// TestChangesApplied changes a table at random. The events, applied to the table before, give the
// table after.
func TestChangesApplied(t *testing.T) {
	for _, cookies := range []bool{true, false} {
		t.Run(fmt.Sprintf("cookies %t", cookies), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			var changes tcptable.Changes
			table, applied := map[uint16]tcptable.Conn{}, map[uint16]tcptable.Conn{}
			next := uint64(0)
			for n := range 300 {
				for range rng.IntN(200) {
					churn(rng, table, &next, cookies)
				}
				if rng.IntN(50) == 0 {
					clear(table)
				}
				rows := make([]tcptable.Conn, 0, len(table))
				for _, c := range table { // in any order
					rows = append(rows, c)
				}
				if len(rows) > 0 && rng.IntN(3) == 0 {
					rows = append(rows, rows[rng.IntN(len(rows))])
				}
				if rng.IntN(2) == 0 {
					slices.SortFunc(rows, tcptable.Compare)
				}
				for _, e := range changes.Next(looked(n, false, rows...)) {
					apply(t, applied, e)
				}
				if changes.Len() != len(table) || len(applied) != len(table) {
					t.Fatalf("look %d: %d connections, %d after the events, want %d", n, changes.Len(), len(applied), len(table))
				}
				for port, c := range table {
					if a := applied[port]; a.State != c.State || a.Cookie != c.Cookie || a.PID != c.PID {
						t.Fatalf("look %d: %+v after the events, want %+v", n, a, c)
					}
				}
			}
		})
	}
}

// churn opens, closes or moves on one connection.
func churn(rng *rand.Rand, table map[uint16]tcptable.Conn, next *uint64, cookies bool) {
	port := uint16(1 + rng.IntN(5000))
	c, ok := table[port]
	*next++
	switch what := rng.IntN(4); {
	case !ok || what == 0:
		c = conn(established, port, inode(*next), heldBy(uint32(1+rng.IntN(5))))
		if cookies {
			c.Cookie = *next
		}
	case what == 1:
		delete(table, port)
		return
	case what == 2 && c.State == established:
		c.State = closeWait
	case c.Inode != 0:
		c.PID = uint32(1 + rng.IntN(5))
	}
	table[port] = c
}

func apply(t *testing.T, table map[uint16]tcptable.Conn, e tcptable.Event) {
	t.Helper()
	port := e.Conn.Local.Port()
	before, there := table[port]
	switch e.Kind {
	case tcptable.EventPresent, tcptable.EventOpened:
		if there {
			t.Errorf("%v: %d is there already", e.Kind, port)
		}
		table[port] = e.Conn
	case tcptable.EventClosed:
		if before.Cookie != e.Conn.Cookie || before.Inode != e.Conn.Inode {
			t.Errorf("%v: %+v, where there is %+v", e.Kind, e.Conn, before)
		}
		delete(table, port)
	default:
		if before.Cookie != e.Before.Cookie {
			t.Errorf("%v: of %+v, where there is %+v", e.Kind, e.Before, before)
		}
		table[port] = e.Conn
	}
}

func manyConns(n int) []tcptable.Conn {
	rows := make([]tcptable.Conn, n)
	for i := range rows {
		rows[i] = conn(established, uint16(i), cookie(uint64(i+1)), inode(uint64(i+1)), heldBy(10))
	}
	return rows
}

// TestChangesMemory: a look at a table that has not changed allocates nothing, and what one large
// table needed is given back.
func TestChangesMemory(t *testing.T) {
	var changes tcptable.Changes
	snap := looked(0, false, manyConns(5000)...)
	for range 3 {
		changes.Next(snap)
	}
	if n := testing.AllocsPerRun(10, func() { changes.Next(snap) }); n != 0 {
		t.Errorf("%v allocations in a look at what has not changed", n)
	}
	small := looked(1, false, manyConns(10)...)
	if n := len(changes.Next(small)); n != 4990 {
		t.Errorf("%d events", n)
	}
	if got := told(changes.Next(small)); got != "" || changes.Len() != 10 {
		t.Errorf("told %q, %d connections are left", got, changes.Len())
	}
	if n := len(changes.Next(snap)); n != 4990 {
		t.Errorf("%d events", n)
	}
}

func BenchmarkChanges(b *testing.B) {
	const n = 100_000
	rows := manyConns(n)
	shuffled := slices.Clone(rows)
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	moved := slices.Clone(rows)
	for i := 0; i < n; i += 100 {
		moved[i].Cookie += n
	}
	for _, bench := range []struct {
		name string
		rows []tcptable.Conn
	}{{"same", rows}, {"other-order", shuffled}, {"one-in-100-other", moved}} {
		b.Run(bench.name, func(b *testing.B) {
			var changes tcptable.Changes
			looks := []*tcptable.Snapshot{looked(0, false, rows...), looked(1, false, bench.rows...)}
			changes.Next(looks[0])
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				changes.Next(looks[(i+1)%2])
			}
		})
	}
}
