package sockfarm

import (
	"testing"

	"github.com/tcptable/tcptable"
)

func TestChurnComesAndGoes(t *testing.T) {
	c := NewChurn(t, 5)
	seen := make(map[ends]bool)
	arrived := poll(func() bool {
		rows, err := ReadProc()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			r := ends{row.Local, row.Remote}
			if _, steady := c.steady[r]; !steady {
				seen[r] = true
			}
		}
		return len(seen) > 10
	})
	if !arrived {
		t.Errorf("in %v only %d ends come and go", deadline, len(seen))
	}
}

func TestChurnCount(t *testing.T) {
	c := NewChurn(t, 3)
	var rows []tcptable.Conn
	for e := range c.steady {
		rows = append(rows, tcptable.Conn{Local: e.local, Remote: e.remote})
	}
	other := tcptable.Conn{Local: rows[0].Local, Remote: rows[0].Local}
	for _, tt := range []struct {
		rows          []tcptable.Conn
		lost, doubled int
	}{
		{rows, 0, 0},
		{nil, 6, 0},
		{append(rows[:4:4], rows[0], rows[0], rows[1], other), 2, 3},
	} {
		if lost, doubled := c.Count(tt.rows); lost != tt.lost || doubled != tt.doubled || c.Steady() != 6 {
			t.Errorf("of %d rows %d are lost, %d doubled, want %d, %d", len(tt.rows), lost, doubled, tt.lost, tt.doubled)
		}
	}
}
