package choose

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
	"github.com/tcptable/tcptable/tcptabletest"
)

// fake is a source that gives its rows and then its error, and remembers the queries.
type fake struct {
	full // nil: what is not below must not be called
	name string

	rows     int
	err      error
	fallback error
	queries  []tcptable.Query
	streams  int
	closed   int
}

func (f *fake) Read(_ context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	f.queries = append(f.queries, q)
	into.Conns = append(into.Conns, make([]tcptable.Conn, f.rows)...)
	into.Processes = append(into.Processes, tcptable.Process{Name: f.name})
	into.Report.Source, into.Report.Fallback = f.name, f.fallback
	return f.err
}

func (f *fake) Stream(context.Context, tcptable.Query, func(tcptable.Conn) bool) error {
	f.streams++
	return f.err
}

func (f *fake) Close() error {
	f.closed++
	return f.err
}

// world is an auto between two fakes.
type world struct {
	netlink, bpf fake
	sizes        sizes
	sizesErr     error
	openErr      error
	opened       int
	auto         *auto
}

func newWorld() *world {
	w := &world{netlink: fake{name: "netlink", rows: 1}, bpf: fake{name: "bpf", rows: 1}}
	w.auto = &auto{
		full:  &w.netlink,
		sizes: func() (sizes, error) { return w.sizes, w.sizesErr },
		openBPF: func() (tcptable.Source, error) {
			w.opened++
			if w.openErr != nil {
				return nil, w.openErr
			}
			return &w.bpf, nil
		},
		closeAll: []func() error{w.netlink.Close},
	}
	return w
}

var (
	small = sizes{inUse4: 20, timeWait: 3, files: 1000}
	large = sizes{inUse6: 100_000, timeWait: 50, files: 101_000}
)

var (
	rowsAlone  = tcptable.Query{}
	withOwners = tcptable.Query{Owners: tcptable.OwnersPID}
	listeners  = tcptable.Query{States: tcptable.States(tcptable.StateListen)}
)

// read reads once and returns the report.
func (w *world) read(t *testing.T, q tcptable.Query) tcptable.Report {
	t.Helper()
	var snap tcptable.Snapshot
	if err := w.auto.Read(t.Context(), q, &snap); err != nil {
		t.Fatal(err)
	}
	if len(snap.Conns) != 1 || len(snap.Processes) != 1 || snap.Processes[0].Name != snap.Report.Source {
		t.Errorf("a snapshot of both sources: %+v", snap)
	}
	return snap.Report
}

func TestFirstRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sizes sizes
		q     tcptable.Query
		want  string
	}{
		{"a small table", small, withOwners, "netlink"},
		{"a large table", large, withOwners, "bpf"},
		{"a large table without owners", large, rowsAlone, "netlink"},
		{"a huge table without owners", sizes{inUse4: 2_000_000, files: 2_000_000}, rowsAlone, "netlink"},
		{"listeners of a large table", large, listeners, "netlink"},
		{"few sockets, but many files", sizes{inUse4: 10, files: 200_000}, withOwners, "bpf"},
		{"the other family is large", sizes{inUse4: 3_000_000, files: 60_000}, tcptable.Query{Owners: tcptable.OwnersPID, Family: tcptable.IPv6}, "netlink"},
		{"none of the family", sizes{inUse4: 100_000, files: 100_000}, tcptable.Query{Owners: tcptable.OwnersPID, Family: tcptable.IPv6}, "netlink"},
		{"nobody holds those", large, tcptable.Query{Owners: tcptable.OwnersPID, States: tcptable.States(tcptable.StateTimeWait)}, "netlink"},
		{"nothing at all", sizes{}, withOwners, "netlink"},
	} {
		w := newWorld()
		w.sizes = tt.sizes
		if r := w.read(t, tt.q); r.Source != tt.want || r.Fallback != nil {
			t.Errorf("%s: from %s, because of %v, want %s", tt.name, r.Source, r.Fallback, tt.want)
		}
	}
}

// A small table that is read often enough has cost as much as loading BPF.
func TestManyReads(t *testing.T) {
	w := newWorld()
	w.sizes = small
	reads := 0
	for w.read(t, withOwners).Source == "netlink" {
		w.read(t, rowsAlone) // does not count
		reads++
		if reads > 1_000_000 {
			t.Fatal("BPF is never used")
		}
	}
	saved := small.overNetlink(withOwners) - small.withBPF(withOwners)
	if want := int((loading - 1) / saved); reads != want {
		t.Errorf("%d reads over netlink, want %d", reads, want)
	}
	for _, tt := range []struct {
		q    tcptable.Query
		want string
	}{{withOwners, "bpf"}, {rowsAlone, "bpf"}, {listeners, "netlink"}} {
		if r := w.read(t, tt.q); r.Source != tt.want {
			t.Errorf("%+v, now that BPF is there: from %s, want %s", tt.q, r.Source, tt.want)
		}
	}
	if w.opened != 1 {
		t.Errorf("BPF was opened %d times", w.opened)
	}
}

// What cannot be had is asked for once, and the reports of those reads that miss it say why.
func TestRefused(t *testing.T) {
	w := newWorld()
	w.sizes, w.openErr = large, fs.ErrPermission
	for range 3 {
		if r := w.read(t, withOwners); r.Source != "netlink" || !errors.Is(r.Fallback, fs.ErrPermission) {
			t.Errorf("from %s, because of %v", r.Source, r.Fallback)
		}
		if r := w.read(t, listeners); r.Source != "netlink" || r.Fallback != nil {
			t.Errorf("listeners, for which netlink is best: from %s, because of %v", r.Source, r.Fallback)
		}
	}
	w.netlink.fallback = errors.ErrUnsupported
	if r := w.read(t, withOwners); !errors.Is(r.Fallback, fs.ErrPermission) || !errors.Is(r.Fallback, errors.ErrUnsupported) {
		t.Errorf("because of %v, want both reasons", r.Fallback)
	}
	if w.opened != 1 {
		t.Errorf("BPF was opened %d times", w.opened)
	}
	w.stream(t, rowsAlone, &w.netlink)
}

// A source that could be opened and not read is left at once, without what it began.
func TestFailsToRead(t *testing.T) {
	w := newWorld()
	w.sizes, w.bpf.rows, w.bpf.err = large, 0, fs.ErrInvalid
	for range 2 {
		if r := w.read(t, withOwners); r.Source != "netlink" || !errors.Is(r.Fallback, fs.ErrInvalid) {
			t.Errorf("from %s, because of %v", r.Source, r.Fallback)
		}
	}
	if len(w.bpf.queries) != 1 {
		t.Errorf("it was read %d times", len(w.bpf.queries))
	}
	w.stream(t, rowsAlone, &w.netlink)
}

// A part of the table is handed on with its error: the rows are there, and to begin again could
// fail as well.
func TestPart(t *testing.T) {
	w := newWorld()
	w.sizes, w.bpf.rows, w.bpf.err = large, 5, fs.ErrInvalid
	var snap tcptable.Snapshot
	if err := w.auto.Read(t.Context(), withOwners, &snap); !errors.Is(err, fs.ErrInvalid) || len(snap.Conns) != 5 || len(w.netlink.queries) != 0 {
		t.Errorf("%d rows, %v, %d reads over netlink", len(snap.Conns), err, len(w.netlink.queries))
	}
}

func TestCancelled(t *testing.T) {
	w := newWorld()
	w.sizes, w.bpf.rows, w.bpf.err = large, 0, context.Canceled
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.auto.Read(ctx, withOwners, new(tcptable.Snapshot)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	w.bpf.rows, w.bpf.err = 1, nil
	if r := w.read(t, withOwners); r.Source != "bpf" {
		t.Errorf("after a read that was cancelled: from %s", r.Source)
	}
}

// Without sizes there is nothing to choose by.
func TestNoSizes(t *testing.T) {
	w := newWorld()
	w.sizes, w.sizesErr = large, fs.ErrNotExist
	if r := w.read(t, withOwners); r.Source != "netlink" || r.Fallback != nil {
		t.Errorf("from %s, because of %v", r.Source, r.Fallback)
	}
}

func (w *world) stream(t *testing.T, q tcptable.Query, want *fake) {
	t.Helper()
	before := want.streams
	if err := w.auto.Stream(t.Context(), q, func(tcptable.Conn) bool { return true }); err != nil || want.streams != before+1 {
		t.Errorf("%+v was not streamed from %s, %v", q, want.name, err)
	}
}

func TestStream(t *testing.T) {
	w := newWorld()
	w.sizes = large
	w.stream(t, rowsAlone, &w.netlink)
	w.read(t, withOwners)
	w.stream(t, rowsAlone, &w.bpf)
	w.stream(t, listeners, &w.netlink)
}

func TestClose(t *testing.T) {
	w := newWorld()
	w.sizes = large
	w.read(t, withOwners)
	w.bpf.err = fs.ErrInvalid
	if err := w.auto.Close(); !errors.Is(err, fs.ErrInvalid) || w.netlink.closed != 1 || w.bpf.closed != 1 {
		t.Errorf("%v, closed %d and %d times", err, w.netlink.closed, w.bpf.closed)
	}
}

// openSized opens the real thing, on a machine that it takes to have these sizes.
func openSized(s sizes) (*auto, error) {
	source, err := Open(Auto)
	if err != nil {
		return nil, err
	}
	a, ok := source.(*auto)
	if !ok {
		return nil, errors.Join(errors.New("the sizes cannot be told here"), source.Close())
	}
	a.sizes = func() (sizes, error) { return s, nil }
	return a, nil
}

func TestSource(t *testing.T) {
	t.Run("small", func(t *testing.T) {
		tcptabletest.TestSource(t, func() (tcptable.Source, error) { return openSized(small) })
	})
	t.Run("large", func(t *testing.T) {
		s, err := bpf.Open()
		if err != nil {
			t.Skip(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		tcptabletest.TestSource(t, func() (tcptable.Source, error) { return openSized(large) })
	})
}

func TestKinds(t *testing.T) {
	if got, want := Kinds(), []Kind{Auto, Netlink, BPF, Proc}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// endsOf is the name of the source that gave a stream.
type endsOf struct {
	tcptable.EndStream
	name string
}

func (f *fake) Ends(context.Context) (tcptable.EndStream, error) { return endsOf{name: f.name}, nil }

// TestAutoEnds: ends come through BPF where it can be had, but for one of many namespaces.
func TestAutoEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		openErr   error
		amongMany bool
		want      string
	}{
		"BPF":                    {want: "bpf"},
		"BPF is refused":         {openErr: fs.ErrPermission, want: "netlink"},
		"one of many namespaces": {amongMany: true, want: "netlink"},
	} {
		w := newWorld()
		w.openErr = tt.openErr
		amongMany := amongMany
		if !tt.amongMany {
			amongMany = func(s tcptable.Source) tcptable.Source { return s }
		}
		stream, err := amongMany(w.auto).(tcptable.EndsReader).Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := stream.(endsOf).name; got != tt.want || tt.amongMany && w.opened > 0 {
			t.Errorf("%s: ends of %s, want %s; BPF was opened %d times", name, got, tt.want, w.opened)
		}
	}
}
