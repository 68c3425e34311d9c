package tcptable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestCounters counts along in a namespace where nobody else resets a connection.
func TestCounters(t *testing.T) {
	sockfarm.Enter(t)
	for _, open := range openers {
		table := mustOpen(t, open)
		before := mustCounter(t, table, "TCPAbortOnData")
		for _, c := range makeConnections(t, "tcp4", "127.0.0.1:0", 3) {
			resetConnection(t, c)
		}
		if after := mustCounter(t, table, "TCPAbortOnData"); after != before+3 {
			t.Errorf("TCPAbortOnData is %d after 3 resets, was %d", after, before)
		}
	}
}

func mustCounter(t *testing.T, table *tcptable.Table, name string) uint64 {
	t.Helper()
	counters, err := table.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(counters, func(c tcptable.Counter) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("no counter has the name %s: %+v", name, counters)
	}
	return counters[i].Value
}

func TestCountersOfAnotherRoot(t *testing.T) {
	root := t.TempDir()
	table, err := tcptable.Open(tcptable.WithProcRoot(root))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { table.Close() })
	if counters, err := table.Counters(t.Context()); counters != nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing is mounted: %+v, %v, want fs.ErrNotExist", counters, err)
	}
	if err := os.Mkdir(filepath.Join(root, "net"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "net", "netstat"), []byte("TcpExt: A B\nTcpExt: 1 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []tcptable.Counter{{Name: "A", Value: 1}, {Name: "B", Value: 2}}
	if counters, err := table.Counters(t.Context()); err != nil || !slices.Equal(counters, want) {
		t.Errorf("%+v, %v, want %+v", counters, err, want)
	}
}
