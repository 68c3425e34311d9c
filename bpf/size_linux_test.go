package bpf

import (
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestRoom makes sure that a table is made in one piece, and that the room of a caller is used.
func TestRoom(t *testing.T) {
	openOrSkip(t)
	sockfarm.Enter(t)
	connect(t, 50)
	s := openOrSkip(t).(*source)
	if n := s.place.sockets(); n != 101 {
		t.Fatalf("the namespace counts %d sockets, want 101", n)
	}
	snap := mustRead(t, s, tcptable.Query{})
	if n := cap(snap.Conns); len(snap.Conns) != 101 || n > 110 {
		t.Errorf("%d rows, room for %d", len(snap.Conns), n)
	}
	room := make([]tcptable.Conn, 1, 102)
	into := tcptable.Snapshot{Conns: room}
	if err := s.Read(t.Context(), tcptable.Query{Owners: tcptable.OwnersPID}, &into); err != nil || &into.Conns[0] != &room[0] {
		t.Errorf("the caller's room was not used, %v", err)
	}
}
