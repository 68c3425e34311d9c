package render_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// many yields n rows that differ in width.
func many(n int) iter.Seq[render.Row] {
	return func(yield func(render.Row) bool) {
		conn := tcptable.Conn{
			State: tcptable.StateEstablished, PID: 4711, Owner: tcptable.OwnerKnown,
			Inode: 12345, Cookie: 1 << 60, LocalScope: 2,
		}
		local := netip.MustParseAddr("fe80::1%eth0")
		remote := netip.MustParseAddr("2001:db8::ffff:1")
		for i := range n {
			conn.Local = netip.AddrPortFrom(local, uint16(i))
			conn.Remote = netip.AddrPortFrom(remote, uint16(i/7))
			conn.PID = uint32(i)
			if !yield(render.Row{Conn: &conn, Process: "worker \x01", User: "user, \"one\""}) {
				return
			}
		}
	}
}

// TestAllocations holds the promise that a row costs no allocation: what is allocated is for the
// call as a whole, for its buffers, and does not grow with the rows.
func TestAllocations(t *testing.T) {
	const perCall = 40
	for name, write := range map[string]func(io.Writer, iter.Seq[render.Row]) error{
		"text":     text(render.TextOptions{Header: true}),
		"extended": text(render.TextOptions{Header: true, Extended: true, Color: true}),
		"csv":      func(w io.Writer, rows iter.Seq[render.Row]) error { return render.CSV(w, rows, true) },
		"ndjson":   render.NDJSON,
		"json": func(w io.Writer, rows iter.Seq[render.Row]) error {
			return render.JSON(w, render.Head{Report: new(tcptable.Report)}, rows)
		},
	} {
		rows := many(10_000)
		got := testing.AllocsPerRun(3, func() {
			if err := write(io.Discard, rows); err != nil {
				t.Error(err)
			}
		})
		if got > perCall {
			t.Errorf("%s: %v allocations for 10,000 rows, want at most %d", name, got, perCall)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 4096)
	for i, row := range sampleRows() {
		if n := testing.AllocsPerRun(10, func() { buf = render.AppendJSON(buf[:0], row) }); n != 0 {
			t.Errorf("AppendJSON of row %d: %v allocations", i, n)
		}
		if n := testing.AllocsPerRun(10, func() { buf = render.AppendCSV(buf[:0], row) }); n != 0 {
			t.Errorf("AppendCSV of row %d: %v allocations", i, n)
		}
	}
}

func text(o render.TextOptions) func(io.Writer, iter.Seq[render.Row]) error {
	return func(w io.Writer, rows iter.Seq[render.Row]) error { return render.Text(w, rows, o) }
}

func TestTextIsAligned(t *testing.T) {
	var out bytes.Buffer
	if err := render.Text(&out, many(100_000), render.TextOptions{Header: true, Extended: true}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 100_001 {
		t.Fatalf("%d lines", len(lines))
	}
	remote := strings.Index(lines[0], "REMOTE ADDRESS")
	for _, line := range lines[1:] {
		if line[remote-2:remote+1] != "  [" && line[remote-3:remote+1] != "   [" && !strings.HasPrefix(line[remote:], "[2001") {
			t.Fatalf("the remote address does not begin in column %d:\n%s", remote, line)
		}
		if line != strings.TrimRight(line, " ") || !utf8.ValidString(line) {
			t.Fatalf("bad line %q", line)
		}
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct {
	room   int
	writes int
}

var errBroken = errors.New("broken")

func (w *brokenWriter) Write(p []byte) (int, error) {
	w.writes++
	if len(p) > w.room {
		return w.room, errBroken
	}
	w.room -= len(p)
	return len(p), nil
}

func TestWriteErrorStopsTheRows(t *testing.T) {
	const rows = 1_000_000
	yielded := 0
	counted := func(yield func(render.Row) bool) {
		for r := range many(rows) {
			yielded++
			if !yield(r) {
				return
			}
		}
	}
	w := &brokenWriter{room: 100_000}
	if err := render.NDJSON(w, counted); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want %v", err, errBroken)
	}
	if yielded > rows/100 {
		t.Errorf("%d rows were made after the output had failed", yielded)
	}
	if w.writes > 10 {
		t.Errorf("%d writes for 100,000 bytes", w.writes)
	}
	for _, write := range []func(io.Writer, iter.Seq[render.Row]) error{
		text(render.TextOptions{}),
		func(w io.Writer, rows iter.Seq[render.Row]) error { return render.CSV(w, rows, true) },
		func(w io.Writer, rows iter.Seq[render.Row]) error {
			return render.JSON(w, render.Head{Report: new(tcptable.Report)}, rows)
		},
	} {
		if err := write(&brokenWriter{}, many(1)); !errors.Is(err, errBroken) {
			t.Errorf("got %v, want %v", err, errBroken)
		}
	}
}

func TestNoRowsNoBytes(t *testing.T) {
	w := &brokenWriter{}
	if err := errors.Join(render.NDJSON(w, all(nil)), render.CSV(w, all(nil), false), render.Text(w, all(nil), render.TextOptions{})); err != nil || w.writes != 0 {
		t.Errorf("%d writes, %v", w.writes, err)
	}
}

func TestEveryStateIsNamed(t *testing.T) {
	ap := netip.MustParseAddrPort
	for s := tcptable.StateClosed; s <= tcptable.StateDeleteTCB; s++ {
		row := render.Row{Conn: &tcptable.Conn{State: s, Local: ap("[::1]:1"), Remote: ap("[::1]:2")}}
		if want := fmt.Sprintf(`"state":"%v"`, s); !strings.Contains(string(render.AppendJSON(nil, row)), want) {
			t.Errorf("no %s in the row", want)
		}
	}
}
