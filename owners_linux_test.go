package tcptable

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// proc writes a proc filesystem of the given processes: each has a start time and the inodes of
// its sockets.
func proc(t testing.TB, processes map[int]fakeProcess) string {
	t.Helper()
	root := t.TempDir()
	for pid, p := range processes {
		fds := filepath.Join(root, fmt.Sprint(pid), "fd")
		tasks := filepath.Join(root, fmt.Sprint(pid), "task")
		if err := errors.Join(os.MkdirAll(fds, 0o755), os.MkdirAll(tasks, 0o755)); err != nil {
			t.Fatal(err)
		}
		for fd, inode := range p.sockets {
			if err := os.Symlink(fmt.Sprintf("socket:[%d]", inode), filepath.Join(fds, fmt.Sprint(fd))); err != nil {
				t.Fatal(err)
			}
		}
		stat := fmt.Sprintf("%d (p%d) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n", pid, pid, p.start)
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(pid), "stat"), []byte(stat), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

type fakeProcess struct {
	start   int
	sockets []uint64
}

// fill runs an ownerFinder over rows; the second look at the table gives again.
func fill(t *testing.T, root string, owners OwnerDetail, rows, again []Conn) (*Snapshot, error) {
	t.Helper()
	f := ownerFinder{root: root}
	snap := &Snapshot{Conns: slices.Clone(rows)}
	err := f.fill(t.Context(), Query{Owners: owners}, snap, 0, nil, func(_ context.Context, q Query, yield func(Conn) bool) error {
		for _, c := range again {
			if q.StateSet().Has(c.State) && !yield(c) {
				break
			}
		}
		return nil
	})
	if closeErr := f.close(); closeErr != nil {
		t.Error(closeErr)
	}
	return snap, err
}

func TestOwnerIsTheOneThatStartedFirst(t *testing.T) {
	root := proc(t, map[int]fakeProcess{
		1:  {start: 0},
		20: {start: 500, sockets: []uint64{100, 100, 101}},
		30: {start: 400, sockets: []uint64{100, 102}}, // PIDs begin again at the bottom
		40: {start: 500, sockets: []uint64{101, 103}},
	})
	var rows []Conn
	for _, inode := range []uint64{100, 101, 102, 103} {
		rows = append(rows, Conn{State: StateListen, Inode: inode})
	}
	rows = append(rows, Conn{State: StateEstablished, Inode: 100}) // two subflows of one MPTCP socket
	snap, err := fill(t, root, OwnersAll, rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []uint32{30, 20, 30, 40, 30} {
		if c := snap.Conns[i]; c.PID != want || c.Owner != OwnerKnown {
			t.Errorf("owner of socket %d is %d, %v; want %d", c.Inode, c.PID, c.Owner, want)
		}
	}
	wantHolders := []Holder{{100, 30}, {100, 20}, {101, 20}, {101, 40}, {102, 30}, {103, 40}}
	if !slices.Equal(snap.Holders, wantHolders) {
		t.Errorf("holders %v, want %v", snap.Holders, wantHolders)
	}
	wantProcesses := []Process{{20, "p20", 500}, {30, "p30", 400}, {40, "p40", 500}}
	if !slices.Equal(snap.Processes, wantProcesses) {
		t.Errorf("processes %v, want %v", snap.Processes, wantProcesses)
	}
	if r := snap.Report; r.Processes != 4 || !r.OwnersComplete() {
		t.Errorf("report %+v", r)
	}
}

func TestOwnerWithoutInode(t *testing.T) {
	root := proc(t, map[int]fakeProcess{1: {}})
	for state, want := range map[State]OwnerStatus{
		StateTimeWait: OwnerKernel, StateSynReceived: OwnerKernel, StateFinWait1: OwnerKernel, StateFinWait2: OwnerKernel,
		StateClosing: OwnerKernel, StateLastAck: OwnerKernel, StateEstablished: OwnerUnaccepted, StateCloseWait: OwnerUnaccepted,
	} {
		snap, err := fill(t, root, OwnersPID, []Conn{{State: state}}, nil)
		if c := snap.Conns[0]; err != nil || c.Owner != want || c.PID != 0 {
			t.Errorf("without inode in %v: %v, %v; want %v", state, c.Owner, err, want)
		}
	}
}

func TestOwnerGoneOrElsewhere(t *testing.T) {
	root := proc(t, map[int]fakeProcess{1: {}, 2: {sockets: []uint64{7}}})
	rows := []Conn{
		{State: StateListen, Inode: 7},
		{State: StateListen, Inode: 8},      // stays in the table
		{State: StateListen, Inode: 9},      // leaves the table
		{State: StateEstablished, Inode: 6}, // is closed by its process
		{State: StateEstablished, Inode: 5}, // moves on
	}
	again := []Conn{rows[0], rows[1], {State: StateFinWait1}, {State: StateFinWait2, Inode: 5}}
	snap, err := fill(t, root, OwnersPID, rows, again)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []OwnerStatus{OwnerKnown, OwnerElsewhere, OwnerGone, OwnerGone, OwnerElsewhere} {
		if got := snap.Conns[i].Owner; got != want {
			t.Errorf("socket %d: %v, want %v", rows[i].Inode, got, want)
		}
	}
}

func TestOwnerHidden(t *testing.T) {
	root := proc(t, map[int]fakeProcess{2: {sockets: []uint64{7}}}) // process 1 is not listed
	snap, err := fill(t, root, OwnersPID, []Conn{{State: StateListen, Inode: 7}, {State: StateListen, Inode: 8}}, nil)
	if err != nil || snap.Conns[0].Owner != OwnerKnown || snap.Conns[1].Owner != OwnerDenied || snap.Report.OwnersComplete() {
		t.Errorf("with hidden processes: %+v, %v", snap, err)
	}
}

func TestOwnerErrors(t *testing.T) {
	rows := []Conn{{State: StateListen, Inode: 7}, {State: StateTimeWait}}
	snap, err := fill(t, filepath.Join(t.TempDir(), "none"), OwnersPID, rows, nil)
	if !errors.Is(err, os.ErrNotExist) || snap.Conns[0].Owner != OwnerDenied || snap.Conns[1].Owner != OwnerKernel {
		t.Errorf("without proc: %+v, %v", snap.Conns, err)
	}
	f := ownerFinder{root: proc(t, map[int]fakeProcess{1: {}})}
	err = f.fill(t.Context(), Query{Owners: OwnersPID}, &Snapshot{Conns: rows}, 0, nil,
		func(context.Context, Query, func(Conn) bool) error { return errStop })
	if !errors.Is(err, errStop) {
		t.Errorf("the second look fails with %v", err)
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
}
