package bpf

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

func TestAssign(t *testing.T) {
	h := newHolders(false, hold(1, 30, 5, "owner"))
	for _, failed := range []bool{false, true} {
		nobody := tcptable.OwnerElsewhere
		if failed {
			nobody = tcptable.OwnerDenied
		}
		tests := []struct {
			c     tcptable.Conn
			pid   uint32
			owner tcptable.OwnerStatus
		}{
			{tcptable.Conn{Inode: 1, State: tcptable.StateEstablished}, 30, tcptable.OwnerKnown},
			{tcptable.Conn{Inode: 2, State: tcptable.StateEstablished, PID: 9}, 0, nobody},
			{tcptable.Conn{State: tcptable.StateEstablished}, 0, tcptable.OwnerUnaccepted},
			{tcptable.Conn{State: tcptable.StateCloseWait}, 0, tcptable.OwnerUnaccepted},
			{tcptable.Conn{State: tcptable.StateTimeWait, PID: 9}, 0, tcptable.OwnerKernel},
			{tcptable.Conn{State: tcptable.StateSynReceived}, 0, tcptable.OwnerKernel},
			{tcptable.Conn{State: tcptable.StateFinWait1}, 0, tcptable.OwnerKernel},
		}
		var rows []tcptable.Conn
		for _, tt := range tests {
			rows = append(rows, tt.c)
		}
		if missing := h.assign(rows, failed); missing != 1 {
			t.Errorf("%d owners are missing, want 1", missing)
		}
		for i, tt := range tests {
			if rows[i].PID != tt.pid || rows[i].Owner != tt.owner {
				t.Errorf("%+v: pid %d, %v, want %d, %v", tt.c, rows[i].PID, rows[i].Owner, tt.pid, tt.owner)
			}
		}
	}
}

// table lists rows as a source does.
type table []tcptable.Conn

func (rows table) stream(_ context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error {
	for _, c := range rows {
		if q.StateSet().Has(c.State) && !yield(c) {
			return nil
		}
	}
	return nil
}

func TestExplain(t *testing.T) {
	row := func(inode uint64, s tcptable.State) tcptable.Conn {
		return tcptable.Conn{Inode: inode, State: s, Owner: tcptable.OwnerElsewhere}
	}
	rows := []tcptable.Conn{
		row(1, tcptable.StateEstablished), row(2, tcptable.StateEstablished), row(3, tcptable.StateEstablished),
		row(4, tcptable.StateListen),
		{Inode: 5, State: tcptable.StateListen, Owner: tcptable.OwnerKnown},
	}
	again := table{row(1, tcptable.StateEstablished), row(0, tcptable.StateFinWait1), row(3, tcptable.StateCloseWait), row(6, tcptable.StateListen)}
	if err := explain(t.Context(), rows, again.stream); err != nil {
		t.Fatal(err)
	}
	want := []tcptable.OwnerStatus{tcptable.OwnerElsewhere, tcptable.OwnerGone, tcptable.OwnerElsewhere, tcptable.OwnerGone, tcptable.OwnerKnown}
	var got []tcptable.OwnerStatus
	for _, c := range rows {
		got = append(got, c.Owner)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestExplainFails(t *testing.T) {
	broken := errors.New("broken")
	rows := []tcptable.Conn{{Inode: 1, State: tcptable.StateListen, Owner: tcptable.OwnerElsewhere}}
	err := explain(t.Context(), rows, func(context.Context, tcptable.Query, func(tcptable.Conn) bool) error { return broken })
	if !errors.Is(err, broken) || rows[0].Owner != tcptable.OwnerElsewhere {
		t.Errorf("%v, %v", err, rows[0].Owner)
	}
}
