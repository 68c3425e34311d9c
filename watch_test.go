package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tcptable/tcptable"
)

// script is a source that answers one look after the other, and the last one again and again.
type script struct {
	looks []scriptedLook
	asked int
}

type scriptedLook struct {
	rows []tcptable.Conn
	err  error
}

func (s *script) Read(_ context.Context, _ tcptable.Query, into *tcptable.Snapshot) error {
	l := s.looks[min(s.asked, len(s.looks)-1)]
	s.asked++
	into.Conns = append(into.Conns, l.rows...)
	return l.err
}

func (s *script) Close() error { return nil }

// watched collects what a watch yields until stop says that it is enough: errors as the word "error".
func watched(t *testing.T, ctx context.Context, table *tcptable.Table, stop func(words []string) bool) []string {
	t.Helper()
	var words []string
	for e, err := range table.Watch(ctx, tcptable.Query{}, time.Second) {
		word := told([]tcptable.Event{e})
		if err != nil {
			if e != (tcptable.Event{}) {
				t.Errorf("%+v came with the error %v", e, err)
			}
			word = "error"
		}
		if words = append(words, word); stop(words) {
			break
		}
	}
	return words
}

func atLength(n int) func([]string) bool { return func(words []string) bool { return len(words) >= n } }

func TestWatch(t *testing.T) {
	one, two := conn(established, 1, cookie(1)), conn(established, 2, cookie(2))
	closing := conn(timeWait, 1, cookie(1))
	table := openFake(t, &script{looks: []scriptedLook{
		{rows: []tcptable.Conn{one}},
		{rows: []tcptable.Conn{one, two}},
		{rows: []tcptable.Conn{closing}, err: errPartial}, // two may be there
		{err: errPartial},
		{rows: []tcptable.Conn{closing, two}},
		{},
	}})
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		got := watched(t, t.Context(), table, atLength(7))
		want := []string{"present:1", "opened:2", "state:1:ESTABLISHED>TIME_WAIT", "error", "error", "closed:1", "closed:2"}
		if !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("six looks at an interval of a second took %v", took)
		}
	})
}

// TestWatchEnds: a watch ends with its context, without an error, also where that is done already.
func TestWatchEnds(t *testing.T) {
	table := openFake(t, &script{looks: []scriptedLook{{rows: []tcptable.Conn{conn(established, 1)}}}})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if got := watched(t, ctx, table, atLength(2)); !slices.Equal(got, []string{"present:1"}) {
			t.Errorf("told %q", got)
		}
		if took := time.Since(begun); took != 1500*time.Millisecond {
			t.Errorf("ended after %v", took)
		}
		if got := watched(t, ctx, table, atLength(1)); len(got) != 0 {
			t.Errorf("told %q after the end", got)
		}
	})
}

// TestWatchFinalErrors: a watch that cannot go on ends with the error that says why.
func TestWatchFinalErrors(t *testing.T) {
	closed := openFake(t, &script{looks: []scriptedLook{{}}})
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	fine := &script{looks: []scriptedLook{{}}}
	for name, tt := range map[string]struct {
		table    *tcptable.Table
		q        tcptable.Query
		interval time.Duration
		want     error
	}{
		"closed":       {closed, tcptable.Query{}, time.Second, fs.ErrClosed},
		"unsupported":  {openFake(t, &script{looks: []scriptedLook{{err: errors.ErrUnsupported}}}), tcptable.Query{}, time.Second, errors.ErrUnsupported},
		"bad query":    {openFake(t, fine), tcptable.Query{Family: 9}, time.Second, nil},
		"interval 0":   {openFake(t, fine), tcptable.Query{}, 0, nil},
		"interval < 0": {openFake(t, fine), tcptable.Query{}, -1, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			var errs []error
			for _, err := range tt.table.Watch(t.Context(), tt.q, tt.interval) {
				errs = append(errs, err)
			}
			if len(errs) != 1 || errs[0] == nil || tt.want != nil && !errors.Is(errs[0], tt.want) {
				t.Errorf("%s: %v", name, errs)
			}
		})
	}
	if fine.asked != 0 {
		t.Errorf("the source was asked %d times", fine.asked)
	}
}

// TestWatchLoopBody: the loop may use the table, and close it.
func TestWatchLoopBody(t *testing.T) {
	table := openFake(t, &script{looks: []scriptedLook{{rows: []tcptable.Conn{conn(established, 1), conn(established, 2)}}}})
	synctest.Test(t, func(t *testing.T) {
		var errs []error
		for e, err := range table.Watch(t.Context(), tcptable.Query{}, time.Second) {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			if _, err := table.Snapshot(t.Context(), tcptable.Query{}); err != nil {
				t.Error(err)
			}
			if e.Conn.Local.Port() == 2 {
				if err := table.Close(); err != nil {
					t.Error(err)
				}
			}
		}
		if len(errs) != 1 || !errors.Is(errs[0], fs.ErrClosed) {
			t.Errorf("errors: %v", errs)
		}
	})
}

func TestEventKind(t *testing.T) {
	names := map[tcptable.EventKind]string{
		tcptable.EventPresent: "present",
		tcptable.EventOpened:  "opened",
		tcptable.EventClosed:  "closed",
		tcptable.EventState:   "state",
		tcptable.EventOwner:   "owner",
	}
	for kind, want := range names {
		if text, err := kind.MarshalText(); kind.String() != want || string(text) != want || err != nil {
			t.Errorf("%v: %q, %v, want %q", kind, text, err, want)
		}
	}
	for _, kind := range []tcptable.EventKind{0, tcptable.EventKind(len(names) + 1)} {
		if text, err := kind.MarshalText(); err == nil {
			t.Errorf("%v: %q", kind, text)
		}
	}
}
