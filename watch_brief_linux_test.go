package tcptable_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestWatchTableBrief: while the loop is busy there is no look, so that a connection which it makes and
// closes is known by its end alone. Watch tells of it, with its course.
func TestWatchTableBrief(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	first := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	var brief *link
	var got []tcptable.Event
	for e, err := range table.Watch(ctx, tcptable.Query{}, time.Millisecond) {
		switch {
		case err != nil:
			t.Fatal(err)
		case brief == nil && e.Conn.Local == addrPortOf(first.client.LocalAddr()):
			l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
			brief = &l
			finish(t, brief)
		case brief != nil && e.Conn.Local == addrPortOf(brief.server.LocalAddr()) && e.Conn.Remote == addrPortOf(brief.client.LocalAddr()):
			got = append(got, e)
		}
		if len(got) == 2 {
			break
		}
	}
	if kinds(got) != "opened:brief closed:brief!" {
		t.Fatalf("told %q", kinds(got))
	}
	if closed := got[1]; closed.Info == nil || closed.Info.BytesReceived < 4 || closed.Conn.Cookie != got[0].Conn.Cookie {
		t.Errorf("the end of the server's side: %+v", closed)
	}
}

// finish sends a few bytes and closes both ends, the client's first.
func finish(t *testing.T, l *link) {
	t.Helper()
	l.talks(t)
	if err := l.client.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if err := l.server.Close(); err != nil {
		t.Fatal(err)
	}
}
