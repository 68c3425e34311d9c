package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// patience is how long the view may take on a machine that has much else to do.
const patience = time.Minute

// terminal is what the view writes to.
type terminal struct {
	mu      sync.Mutex
	written strings.Builder
	changed chan struct{} // has something in it after a write
}

func newTerminal() *terminal { return &terminal{changed: make(chan struct{}, 1)} }

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.changed <- struct{}{}:
	default:
	}
	return t.written.Write(p)
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.written.String()
}

// run is one call of Run.
type run struct {
	t        *testing.T
	screen   *terminal
	keyboard io.WriteCloser
	done     chan error
}

// begin calls Run with a keyboard and a screen, on the source.
func begin(ctx context.Context, t *testing.T, source tcptable.Source, change func(o *Options)) *run {
	t.Helper()
	in, keyboard, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	table, err := tcptable.Open(tcptable.WithSource(source))
	if err != nil {
		t.Fatal(err)
	}
	r := &run{t: t, screen: newTerminal(), keyboard: keyboard, done: make(chan error, 1)}
	o := Options{
		Table: table, In: in, Out: r.screen, Environ: []string{"TERM=xterm"}, Interval: fastest,
		Query: tcptable.Query{Owners: tcptable.OwnersProcess},
	}
	if change != nil {
		change(&o)
	}
	t.Cleanup(func() { _ = errors.Join(keyboard.Close(), in.Close(), table.Close()) })
	go func() { r.done <- Run(ctx, o) }()
	return r
}

// shows waits until a text has been written.
func (r *run) shows(text string) {
	r.t.Helper()
	deadline := time.After(patience)
	for !strings.Contains(r.screen.text(), text) {
		select {
		case <-r.screen.changed:
		case err := <-r.done:
			r.t.Fatalf("the view has ended (%v) before it showed %q", err, text)
		case <-deadline:
			r.t.Fatalf("%q was not shown:\n%q", text, r.screen.text())
		}
	}
}

// ends waits until Run returns, with the terminal as it was: its other screen, with the cursor on.
func (r *run) ends() {
	r.t.Helper()
	select {
	case err := <-r.done:
		if err != nil {
			r.t.Errorf("the view has ended with %v", err)
		}
	case <-time.After(patience):
		r.t.Fatalf("the view goes on:\n%q", r.screen.text())
	}
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h"} {
		if text := r.screen.text(); strings.LastIndex(text, on) > strings.LastIndex(text, off) {
			r.t.Errorf("%q was not taken back", on)
		}
	}
}

func (r *run) press(keys string) {
	r.t.Helper()
	if _, err := io.WriteString(r.keyboard, keys); err != nil {
		r.t.Fatal(err)
	}
}

func TestRunUntilKey(t *testing.T) {
	for name, key := range map[string]string{"q": "q", "ctrl+c": "\x03"} {
		t.Run(name, func(t *testing.T) {
			r := begin(t.Context(), t, &fakeSource{tables: sampleTables()}, nil)
			r.shows("300/curl")
			r.press("?")
			r.shows("Signs before a row")
			r.press("x" + key)
			r.ends()
		})
	}
}

func TestRunUntilContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := begin(ctx, t, &fakeSource{tables: sampleTables()}, nil)
	r.shows("300/curl")
	cancel()
	r.ends()

	r = begin(ctx, t, &fakeSource{tables: sampleTables()}, nil) // done before it begins
	r.ends()
}

func TestRunUntilInputEnds(t *testing.T) {
	r := begin(t.Context(), t, &fakeSource{tables: sampleTables()}, nil)
	r.shows("300/curl")
	if err := r.keyboard.Close(); err != nil {
		t.Fatal(err)
	}
	r.ends()
}

func TestRunUntilLooks(t *testing.T) {
	source := &fakeSource{tables: sampleTables()}
	begin(t.Context(), t, source, func(o *Options) { o.Looks = 3 }).ends()
	if source.asked != 3 {
		t.Errorf("%d looks", source.asked)
	}
}

// A source that fails is shown, and asked again.
func TestRunFails(t *testing.T) {
	r := begin(t.Context(), t, &fakeSource{err: errors.New("no table today")}, nil)
	r.shows("no table today")
	r.press("jKsg\rq")
	r.ends()
}

// slowSource waits until the look is given up.
type slowSource struct{ asked chan struct{} }

func (s slowSource) Read(ctx context.Context, _ tcptable.Query, _ *tcptable.Snapshot) error {
	s.asked <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

func (s slowSource) Close() error { return nil }

// Keys are answered while a look takes its time, and nothing of it is left behind.
func TestRunSlowSource(t *testing.T) {
	source := slowSource{asked: make(chan struct{}, 1)}
	r := begin(t.Context(), t, source, nil)
	<-source.asked
	r.shows("the first look is under way")
	r.press("?")
	r.shows("Signs before a row")
	r.press("xq")
	r.ends()
}
