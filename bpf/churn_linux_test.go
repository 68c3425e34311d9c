package bpf

import (
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestChurn reads a table in which connections come and go all the time, while others stay: those
// are in each snapshot exactly once.
func TestChurn(t *testing.T) {
	openOrSkip(t)
	snapshots := 1000
	if testing.Short() {
		snapshots = 100
	}
	churn := sockfarm.NewChurn(t, 3000)
	source := openOrSkip(t)
	var snap tcptable.Snapshot
	for n := range snapshots {
		if n >= enough && runsLate(t) {
			t.Logf("%d snapshots of %d: the machine is busy with something else", n, snapshots)
			break
		}
		snap.Conns = snap.Conns[:0]
		if err := source.Read(t.Context(), tcptable.Query{}, &snap); err != nil {
			t.Fatal(err)
		}
		if lost, doubled := churn.Count(snap.Conns); lost+doubled > 0 {
			t.Fatalf("snapshot %d: of %d rows %d are lost, %d doubled", n, churn.Steady(), lost, doubled)
		}
	}
}

// enough snapshots show what there is to see, if not as well as all of them.
const enough = 100

// runsLate reports whether the tests after this one will need the time that is left until the test
// program is ended.
func runsLate(t *testing.T) bool {
	deadline, ok := t.Deadline()
	return ok && time.Until(deadline) < 2*time.Minute
}
