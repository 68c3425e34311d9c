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

// endScript is a script that tells of ends, too.
type endScript struct {
	script
	stream *fakeEnds
	err    error // of Ends
}

func (s *endScript) Ends(context.Context) (tcptable.EndStream, error) { return s.stream, s.err }

// fakeEnds gives what is sent to it.
type fakeEnds struct {
	ends   chan tcptable.End
	errs   chan error
	closed chan struct{}
}

func newFakeEnds() *fakeEnds {
	return &fakeEnds{make(chan tcptable.End), make(chan error), make(chan struct{})}
}

func (s *fakeEnds) Next() (tcptable.End, error) {
	select {
	case e := <-s.ends:
		return e, nil
	case err := <-s.errs:
		return tcptable.End{}, err
	case <-s.closed:
		return tcptable.End{}, fs.ErrClosed
	}
}

func (s *fakeEnds) Close() error { close(s.closed); return nil }

var errDied = errors.New("it has died")

// TestWatchWithEnds: what a source tells of ends comes with the next look, and so do its errors. When
// it dies, watching goes on.
func TestWatchWithEnds(t *testing.T) {
	one, other := conn(established, 1, cookie(1)), conn(established, 9, cookie(9))
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeEnds()
		table := openFake(t, &endScript{stream: stream, script: script{looks: []scriptedLook{
			{rows: []tcptable.Conn{one, other}},
			{rows: []tcptable.Conn{other}},
			{rows: []tcptable.Conn{other}},
			{err: errPartial},
			{},
		}}})
		go func() {
			time.Sleep(time.Second / 2)
			stream.ends <- tcptable.End{Time: time.Now(), Conn: conn(tcptable.StateClosed, 1, cookie(1))}
			stream.ends <- tcptable.End{Time: time.Now(), Conn: conn(tcptable.StateClosed, 2, cookie(2))}
			time.Sleep(time.Second)
			stream.errs <- tcptable.ErrMissed
			time.Sleep(time.Second) // the look after this one fails, and leaves to the next one what came before it
			stream.errs <- errDied
		}()
		got := watched(t, t.Context(), table, atLength(9))
		want := []string{
			"present:1", "present:9", "closed:1!", "opened:2:brief", "closed:2:brief!",
			"error", "error", "closed:9", "error",
		}
		if !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
		select {
		case <-stream.closed:
		default:
			t.Error("the stream is open after the watch")
		}
	})
}

// TestWatchWithoutEnds: that ends are not to be had for good is no error; another reason is one.
func TestWatchWithoutEnds(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want []string
	}{
		{fs.ErrPermission, []string{"present:1"}},
		{errors.ErrUnsupported, []string{"present:1"}},
		{errDied, []string{"error", "present:1"}},
	} {
		table := openFake(t, &endScript{err: tt.err, script: script{looks: []scriptedLook{
			{rows: []tcptable.Conn{conn(established, 1, cookie(1))}},
		}}})
		if err := table.EndsAvailable(t.Context()); !errors.Is(err, tt.err) {
			t.Errorf("EndsAvailable: %v, want %v", err, tt.err)
		}
		if got := watched(t, t.Context(), table, atLength(len(tt.want))); !slices.Equal(got, tt.want) {
			t.Errorf("%v: told %q, want %q", tt.err, got, tt.want)
		}
	}
}

// TestEndsBounded: what is not taken does not fill the memory, and is told to be missing.
func TestEndsBounded(t *testing.T) {
	const room, more = 1 << 16, 10
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeEnds()
		ends, err := openFake(t, &endScript{stream: stream}).OpenEnds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range room + more {
			stream.ends <- tcptable.End{}
		}
		synctest.Wait()
		taken, err := ends.Take(nil)
		if len(taken) != room || !errors.Is(err, tcptable.ErrMissed) {
			t.Errorf("%d ends, %v", len(taken), err)
		}
		stream.ends <- tcptable.End{}
		synctest.Wait()
		if taken, err = ends.Take(taken[:0]); len(taken) != 1 || err != nil {
			t.Errorf("%d ends, %v", len(taken), err)
		}
		if err := ends.Close(); err != nil {
			t.Error(err)
		}
		for range 2 {
			if taken, err := ends.Take(nil); len(taken) != 0 || !errors.Is(err, fs.ErrClosed) {
				t.Errorf("when it is closed: %d ends, %v", len(taken), err)
			}
		}
	})
}

func TestOpenEndsErrors(t *testing.T) {
	plain := openFake(t, &script{looks: []scriptedLook{{}}})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := plain.OpenEnds(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a source that cannot tell: %v", err)
	}
	if _, err := plain.OpenEnds(canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is done: %v", err)
	}
	if err := plain.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := plain.OpenEnds(t.Context()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a table that is closed: %v", err)
	}
}
