package bpf

import (
	"testing"

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
		snap.Conns = snap.Conns[:0]
		if err := source.Read(t.Context(), tcptable.Query{}, &snap); err != nil {
			t.Fatal(err)
		}
		if lost, doubled := churn.Count(snap.Conns); lost+doubled > 0 {
			t.Fatalf("snapshot %d: of %d rows %d are lost, %d doubled", n, churn.Steady(), lost, doubled)
		}
	}
}
