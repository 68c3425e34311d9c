package tcptable

import (
	"testing"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// What the kernel tells twice in one datagram, or in two that follow each other, is told once here.
func TestRecent(t *testing.T) {
	var r recent
	r.reset()
	for i, tt := range []struct {
		cookie   uint64
		datagram int
		want     bool
	}{
		{1, 0, false},
		{2, 0, false},
		{1, 0, true},
		{3, 1, false},
		{2, 1, true},
		{3, 1, true},
		{2, 2, false},
		{3, 2, true},  // cookie 2 is too long ago: a chain is not that long
		{3, 0, false}, // the dump of the other family begins
	} {
		if got := r.has(tt.cookie, tt.datagram); got != tt.want {
			t.Errorf("%d: cookie %d in datagram %d was seen before: %t, want %t", i, tt.cookie, tt.datagram, got, tt.want)
		}
	}
}

// TestPartAgain: before a later listing everything that was told twice is dropped, and of the later
// one only what is new is kept.
func TestPartAgain(t *testing.T) {
	s := new(netlinkSource)
	p := part{room: &s.room}
	p.reset(7)
	s.room.reset(nil)
	list := func(cookies ...uint64) {
		for _, cookie := range cookies {
			if p.later && p.known(cookie) {
				continue
			}
			r := sockdiag.Row{Family: sockdiag.FamilyIPv4, State: sockdiag.TCPEstablished, Cookie: cookie}
			if err := p.add(Query{}, &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	list(1, 2, 3, 2, 0, 0)
	p.again()
	list(3, 4, 0, 1)
	into := Snapshot{Conns: []Conn{{Cookie: 99}}}
	s.collect([]*part{&p}, &into)
	var got []uint64
	for _, c := range into.Conns {
		got = append(got, c.Cookie)
	}
	want := []uint64{99, 1, 2, 3, 0, 0, 4, 0} // sockets without a cookie cannot be told apart
	if len(got) != len(want) {
		t.Fatalf("cookies %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("cookies %v, want %v", got, want)
		}
	}
	if r := into.Report; r.Duplicates != 1 || r.Added != 2 || r.Passes != 1 {
		t.Errorf("report %+v", r)
	}
}

// TestRoom: parts that fill a room side by side, and beyond it, lose nothing, and leave the rows in
// the memory that there was.
func TestRoom(t *testing.T) {
	for _, tt := range []struct{ room, first, second int }{
		{0, 10, 10},
		{4 * blockLen, 10, 2*blockLen + 1},
		{4 * blockLen, 2 * blockLen, 2 * blockLen},
		{3*blockLen + 7, 5 * blockLen, 3},
		{10 * blockLen, 0, 0},
	} {
		kept := make([]Conn, 2, 2+tt.room)
		kept[1].Cookie = 1 << 40
		var r room
		r.reset(kept)
		var blocks []block
		fill := func(n int, mark uint64) {
			b := block{}
			for i := range n {
				if len(b.rows) == cap(b.rows) {
					blocks = append(blocks, b)
					b = r.block()
				}
				b.rows = append(b.rows, Conn{Cookie: mark + uint64(i)})
			}
			blocks = append(blocks, b)
		}
		fill(tt.first, 1)
		fill(tt.second, 1<<20)
		rows := r.collect(kept, blocks)
		seen := make(map[uint64]bool)
		for _, c := range rows[2:] {
			seen[c.Cookie] = true
		}
		if len(rows) != 2+tt.first+tt.second || len(seen) != tt.first+tt.second || rows[1] != kept[1] {
			t.Errorf("%+v: %d rows, %d of them different", tt, len(rows), len(seen))
		}
		if len(rows) <= cap(kept) && &rows[0] != &kept[0] {
			t.Errorf("%+v: the rows have moved although there was room", tt)
		}
	}
}
