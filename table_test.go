package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"
	"testing"

	"github.com/tcptable/tcptable"
)

// fakeSource hands out rows, and then an error.
type fakeSource struct {
	rows   []tcptable.Conn
	err    error
	asked  []tcptable.Query
	closed int
}

func (s *fakeSource) Read(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	s.asked = append(s.asked, q)
	into.Conns = append(into.Conns, s.rows...)
	into.Report.Source = "fake"
	return errors.Join(s.err, ctx.Err())
}

func (s *fakeSource) Close() error { s.closed++; return nil }

// fakeStreamer is a fakeSource that streams too.
type fakeStreamer struct{ fakeSource }

func (s *fakeStreamer) Stream(_ context.Context, _ tcptable.Query, yield func(tcptable.Conn) bool) error {
	for _, c := range s.rows {
		if !yield(c) {
			return nil
		}
	}
	return s.err
}

func openFake(t *testing.T, s tcptable.Source) *tcptable.Table {
	t.Helper()
	table, err := tcptable.Open(tcptable.WithSource(s))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

var errPartial = errors.New("a part is missing")

func TestAppend(t *testing.T) {
	source := &fakeSource{rows: []tcptable.Conn{ordered[3], ordered[1]}}
	table := openFake(t, source)
	before := []tcptable.Conn{ordered[9]}
	conns, err := table.Append(t.Context(), before, tcptable.Query{Sorted: true, Owners: tcptable.OwnersAll})
	if want := []tcptable.Conn{ordered[9], ordered[1], ordered[3]}; err != nil || !slices.Equal(conns, want) {
		t.Errorf("Append: %v, %v", conns, err)
	}
	if source.asked[0].Owners != tcptable.OwnersPID {
		t.Errorf("Append asks for %v, names are of no use to it", source.asked[0].Owners)
	}
	conns, err = table.Append(t.Context(), nil, tcptable.Query{})
	if !slices.Equal(conns, source.rows) || err != nil {
		t.Errorf("Append in the order of the source: %v, %v", conns, err)
	}
}

func TestPartialResult(t *testing.T) {
	for name, source := range map[string]tcptable.Source{
		"source":   &fakeSource{rows: ordered[:2], err: errPartial},
		"streamer": &fakeStreamer{fakeSource{rows: ordered[:2], err: errPartial}},
	} {
		table := openFake(t, source)
		if conns, err := table.Append(t.Context(), nil, tcptable.Query{}); len(conns) != 2 || !errors.Is(err, errPartial) {
			t.Errorf("%s: Append: %d rows, %v", name, len(conns), err)
		}
		if snap, err := table.Snapshot(t.Context(), tcptable.Query{}); len(snap.Conns) != 2 || snap.Report.Rows != 2 || !errors.Is(err, errPartial) {
			t.Errorf("%s: Snapshot: %d rows, %v", name, len(snap.Conns), err)
		}
		var rows []tcptable.Conn
		var last error
		for c, err := range table.All(t.Context(), tcptable.Query{}) {
			if last != nil {
				t.Errorf("%s: All goes on behind the error", name)
			}
			if last = err; err == nil {
				rows = append(rows, c)
			}
		}
		if !slices.Equal(rows, ordered[:2]) || !errors.Is(last, errPartial) {
			t.Errorf("%s: All: %d rows, %v", name, len(rows), last)
		}
		for range table.All(t.Context(), tcptable.Query{}) {
			break // must not go on
		}
	}
}

func TestAllKeepsTheTableWhenItHasTo(t *testing.T) {
	source := &fakeStreamer{fakeSource{rows: []tcptable.Conn{ordered[3], ordered[1]}}}
	table := openFake(t, source)
	for q, read := range map[tcptable.Query]bool{
		{}:                           false,
		{Sorted: true}:               true,
		{Owners: tcptable.OwnersPID}: true,
	} {
		source.asked = nil
		rows := 0
		for _, err := range table.All(t.Context(), q) {
			if err != nil {
				t.Error(err)
			}
			rows++
			if _, err := table.Append(t.Context(), nil, tcptable.Query{Family: tcptable.IPv4}); err != nil {
				t.Errorf("Append inside the loop: %v", err)
			}
		}
		if wasRead := slices.Contains(source.asked, q); wasRead != read || rows != 2 {
			t.Errorf("All(%+v): %d rows, read at once: %t", q, rows, wasRead)
		}
	}
}

func TestBadQuery(t *testing.T) {
	source := &fakeStreamer{fakeSource{rows: ordered}}
	table := openFake(t, source)
	for _, q := range []tcptable.Query{
		{Family: 3}, {Owners: 9}, {States: 1}, {States: tcptable.States(tcptable.StateDeleteTCB)},
	} {
		if _, err := table.Append(t.Context(), nil, q); err == nil {
			t.Errorf("Append(%+v) succeeds", q)
		}
		for c, err := range table.All(t.Context(), q) {
			if err == nil {
				t.Errorf("All(%+v) yields %v", q, c)
			}
		}
	}
	if len(source.asked) > 0 {
		t.Errorf("the source was asked %+v", source.asked)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := openFake(t, &fakeSource{}).Append(ctx, nil, tcptable.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Append = %v, want context.Canceled", err)
	}
}

func TestClose(t *testing.T) {
	source := &fakeStreamer{}
	table := openFake(t, source)
	if err := table.Close(); err != nil || source.closed != 1 {
		t.Fatalf("Close = %v, the source was closed %d times", err, source.closed)
	}
	if err := table.Close(); !errors.Is(err, fs.ErrClosed) || source.closed != 1 {
		t.Errorf("second Close = %v, the source was closed %d times", err, source.closed)
	}
	if _, err := table.Append(t.Context(), nil, tcptable.Query{}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Append = %v, want fs.ErrClosed", err)
	}
	if _, err := table.Snapshot(t.Context(), tcptable.Query{}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Snapshot = %v, want fs.ErrClosed", err)
	}
	for _, err := range table.All(t.Context(), tcptable.Query{}) {
		if !errors.Is(err, fs.ErrClosed) {
			t.Errorf("All = %v, want fs.ErrClosed", err)
		}
	}
}

func TestManyGoroutines(t *testing.T) {
	table := openFake(t, &fakeStreamer{fakeSource{rows: ordered}})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				conns, err := table.Append(t.Context(), nil, tcptable.Query{Sorted: true})
				if err != nil || !slices.Equal(conns, ordered) {
					t.Errorf("Append: %d rows, %v", len(conns), err)
					return
				}
				if snap, err := table.Snapshot(t.Context(), tcptable.Query{}); err != nil || len(snap.Conns) != len(ordered) {
					t.Errorf("Snapshot: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestSnapshotLookUps(t *testing.T) {
	snap := tcptable.Snapshot{
		Processes: []tcptable.Process{{PID: 3, Name: "c"}, {PID: 7, Name: "g"}},
		Holders:   []tcptable.Holder{{Inode: 5, PID: 7}, {Inode: 9, PID: 3}, {Inode: 9, PID: 7}},
	}
	for pid, want := range map[uint32]string{3: "c", 7: "g", 1: "", 5: "", 8: ""} {
		if p, ok := snap.Process(pid); p.Name != want || ok != (want != "") {
			t.Errorf("Process(%d) = %+v, %t", pid, p, ok)
		}
	}
	for inode, want := range map[uint64][]tcptable.Holder{
		5: snap.Holders[:1], 9: snap.Holders[1:], 0: nil, 1: nil, 7: nil, 10: nil,
	} {
		if got := snap.HoldersOf(inode); !slices.Equal(got, want) {
			t.Errorf("HoldersOf(%d) = %v, want %v", inode, got, want)
		}
	}
}
