package tcptable_test

import (
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// ended is the end of the connection from port with a cookie, so many seconds after begin.
func ended(seconds float64, port uint16, n uint64, change ...func(*tcptable.End)) tcptable.End {
	e := tcptable.End{
		Time: begin.Add(time.Duration(seconds * float64(time.Second))),
		Conn: conn(tcptable.StateClosed, port, cookie(n)),
		Info: &tcptable.TCPInfo{BytesReceived: n},
	}
	for _, f := range change {
		f(&e)
	}
	return e
}

// TestChangesEnded gives looks, at a whole second each, and ends, which are taken after the look.
func TestChangesEnded(t *testing.T) {
	type look struct {
		rows    []tcptable.Conn
		ends    []tcptable.End
		partial bool
		want    string
	}
	rows := func(c ...tcptable.Conn) []tcptable.Conn { return c }
	ends := func(e ...tcptable.End) []tcptable.End { return e }
	one, other := conn(established, 1, cookie(1)), conn(established, 9, cookie(9))
	tests := map[string][]look{
		"of a connection that was seen": {
			{rows: rows(one), want: "present:1"},
			{ends: ends(ended(0.5, 1, 1)), want: "closed:1!"},
			{},
		},
		"brief": {
			{rows: rows(other), want: "present:9"},
			{rows: rows(other), ends: ends(ended(0.5, 1, 1), ended(0.6, 1, 2)), want: "opened:1:brief closed:1:brief! opened:1:brief closed:1:brief!"},
			{rows: rows(other)},
		},
		"before the first look, and while it looked": {
			{rows: rows(other), ends: ends(ended(-0.5, 1, 1), ended(0.1, 2, 2)), want: "present:9"},
			{rows: rows(other)},
		},
		"while a look looked": {
			{rows: rows(one), want: "present:1"},
			{rows: rows(one), ends: ends(ended(1.1, 1, 1), ended(1.1, 2, 2))},
			{want: "closed:1! opened:2:brief closed:2:brief!"},
			{},
		},
		"heard of late": {
			{rows: rows(one), want: "present:1"},
			{want: "closed:1"},
			{rows: rows(other), ends: ends(ended(1.5, 1, 1)), want: "opened:9"},
		},
		"TIME_WAIT of a connection that was seen": {
			{rows: rows(one), want: "present:1"},
			{rows: rows(conn(timeWait, 1, cookie(1))), ends: ends(ended(0.5, 1, 1)), want: "state:1:ESTABLISHED>TIME_WAIT"},
			{rows: rows(conn(timeWait, 1, cookie(1)))},
			{want: "closed:1"},
			{},
		},
		"TIME_WAIT has another cookie where no look has shown the connection": {
			{rows: rows(other), want: "present:9"},
			{rows: rows(other, conn(timeWait, 1, cookie(3))), ends: ends(ended(0.5, 1, 2)), want: "opened:1"},
			{rows: rows(other, conn(timeWait, 1, cookie(3)))},
		},
		"TIME_WAIT comes before the end is heard of": {
			{rows: rows(other), want: "present:9"},
			{rows: rows(other, conn(timeWait, 1, cookie(3))), want: "opened:1"},
			{rows: rows(other, conn(timeWait, 1, cookie(3))), ends: ends(ended(1.9, 1, 2))},
			{rows: rows(other, conn(timeWait, 1, cookie(3)))},
		},
		"TIME_WAIT, from where the look had been already": {
			{rows: rows(other), want: "present:9"},
			{rows: rows(other), ends: ends(ended(1.1, 1, 2))},
			{rows: rows(other, conn(timeWait, 1, cookie(3))), want: "opened:1"},
		},
		"brief, with the addresses of one in TIME_WAIT before": {
			{rows: rows(conn(timeWait, 1, cookie(3))), want: "present:1"},
			{rows: rows(conn(timeWait, 1, cookie(3)))},
			{ends: ends(ended(1.5, 1, 4)), want: "closed:1 opened:1:brief closed:1:brief!"},
		},
		"in a part that was not read": {
			{rows: rows(one, other), want: "present:1 present:9"},
			{rows: rows(other), ends: ends(ended(0.5, 1, 1)), partial: true},
			{rows: rows(other), want: "closed:1!"},
		},
		"of no connection": {
			{rows: rows(other), want: "present:9"},
			{rows: rows(other), ends: ends(
				ended(0.5, 1, 1, func(e *tcptable.End) { listening(&e.Conn) }),
				ended(0.5, 2, 0),
			)},
		},
	}
	for name, looks := range tests {
		t.Run(name, func(t *testing.T) {
			var changes tcptable.Changes
			for n, l := range looks {
				changes.Ended(tcptable.Query{}, l.ends...)
				if got := told(changes.Next(looked(n, l.partial, l.rows...))); got != l.want {
					t.Errorf("look %d: told %q, want %q", n, got, l.want)
				}
			}
		})
	}
}

// TestChangesEndedFacts holds what is told with an end.
func TestChangesEndedFacts(t *testing.T) {
	var changes tcptable.Changes
	server := tcptable.Process{PID: 10, Name: "server", Start: 100}
	changes.Next(looked(0, false, conn(established, 1, cookie(1), heldBy(7)), conn(established, 2, cookie(2))))
	of := func(p tcptable.Process) func(*tcptable.End) { return func(e *tcptable.End) { e.Process = p } }
	opened := begin.Add(time.Second / 4)
	changes.Ended(
		tcptable.Query{},
		ended(0.5, 1, 1, of(server)), ended(0.6, 2, 2, of(server)), ended(0.7, 3, 3),
		ended(0.8, 4, 4, of(server), func(e *tcptable.End) { e.Opened = opened }),
	)
	events := changes.Next(looked(1, false))
	if got, want := told(events), "closed:1! closed:2! opened:3:brief closed:3:brief! opened:4:brief! closed:4:brief!"; got != want {
		t.Fatalf("told %q, want %q", got, want)
	}
	for i, want := range []struct {
		seconds float64
		process tcptable.Process
		owner   tcptable.OwnerStatus
		info    uint64 // bytes; 0: none
	}{
		{0.5, tcptable.Process{PID: 7}, tcptable.OwnerKnown, 1}, // who had it when it was seen
		{0.6, server, tcptable.OwnerNotAsked, 2},
		{0.7, tcptable.Process{}, tcptable.OwnerGone, 0},
		{0.7, tcptable.Process{}, tcptable.OwnerGone, 3},
		{0.25, server, tcptable.OwnerKnown, 0},
		{0.8, server, tcptable.OwnerKnown, 4},
	} {
		e := events[i]
		if at := begin.Add(time.Duration(want.seconds * float64(time.Second))); !e.Time.Equal(at) {
			t.Errorf("event %d: at %v, want %v", i, e.Time, at)
		}
		if e.Process != want.process || e.Conn.Owner != want.owner {
			t.Errorf("event %d: %+v, %v, want %+v, %v", i, e.Process, e.Conn.Owner, want.process, want.owner)
		}
		if (e.Info != nil) != (want.info != 0) || e.Info != nil && e.Info.BytesReceived != want.info {
			t.Errorf("event %d: %+v, want %d bytes", i, e.Info, want.info)
		}
	}
}

// TestChangesEndedQuery: which brief connections a query asks for.
func TestChangesEndedQuery(t *testing.T) {
	server := func(e *tcptable.End) { e.Process = tcptable.Process{PID: 10, Name: "server", Start: 100} }
	for name, tt := range map[string]struct {
		q    tcptable.Query
		want bool
	}{
		"everything":       {tcptable.Query{}, true},
		"its port":         {tcptable.Query{Where: tcptable.Port(1)}, true},
		"another port":     {tcptable.Query{Where: tcptable.Port(2)}, false},
		"its family":       {tcptable.Query{Family: tcptable.IPv4}, true},
		"another family":   {tcptable.Query{Family: tcptable.IPv6}, false},
		"some states":      {tcptable.Query{States: tcptable.States(established)}, false},
		"all but LISTEN":   {tcptable.Query{States: tcptable.AllStates &^ tcptable.States(listen)}, true},
		"a process":        {tcptable.Query{Where: tcptable.HeldBy(10)}, false},
		"no process":       {tcptable.Query{Where: tcptable.Not(tcptable.HeldBy(10))}, false},
		"root's":           {tcptable.Query{Where: tcptable.OfUser(0)}, false},
		"listeners":        {tcptable.Query{States: tcptable.States(listen)}, false},
		"all but the last": {tcptable.Query{States: tcptable.AllStates &^ tcptable.States(timeWait)}, false},
	} {
		var changes tcptable.Changes
		changes.Next(looked(0, false))
		changes.Ended(tt.q, ended(0.5, 1, 1))
		if got := told(changes.Next(looked(1, false))); (got != "") != tt.want {
			t.Errorf("%s: told %q", name, got)
		}
	}
	for name, where := range map[string]tcptable.Filter{
		"its process": tcptable.HeldBy(10),
		"by its name": tcptable.ProcessMatches(func(name string) bool { return name == "server" }),
		"another one": tcptable.Not(tcptable.HeldBy(11)),
	} {
		var changes tcptable.Changes
		changes.Next(looked(0, false))
		changes.Ended(tcptable.Query{Where: where}, ended(0.5, 1, 1, server))
		if got := told(changes.Next(looked(1, false))); got == "" {
			t.Errorf("%s: told nothing", name)
		}
	}
}

// TestChangesUndecided: a row that is missing because its owner could not be found has not closed.
func TestChangesUndecided(t *testing.T) {
	var changes tcptable.Changes
	undecided := func(n int, rows ...tcptable.Conn) *tcptable.Snapshot {
		snap := looked(n, false, rows...)
		snap.Report.Undecided = 1
		return snap
	}
	one, two := conn(established, 1, cookie(1)), conn(established, 2, cookie(2))
	changes.Next(looked(0, false, one, two))
	if got := told(changes.Next(undecided(1, two))); got != "" {
		t.Errorf("told %q", got)
	}
	if got := told(changes.Next(looked(2, false, one, two))); got != "" {
		t.Errorf("told %q", got)
	}
	changes.Ended(tcptable.Query{}, ended(2.5, 1, 1))
	if got := told(changes.Next(undecided(3, two))); got != "closed:1!" {
		t.Errorf("told %q where the kernel has told of the end", got)
	}
}
