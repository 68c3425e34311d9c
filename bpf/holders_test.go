package bpf

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

func hold(inode uint64, pid uint32, ticks uint64, name string) holderFields {
	r := holderFields{inode: inode, pid: pid, start: ticks * nanosecondsPerTick}
	copy(r.name[:], name)
	return r
}

func newHolders(keep bool, records ...holderFields) *holders {
	h := new(holders)
	h.reset(keep, 0)
	takeAll(h, records...)
	return h
}

// takeAll hands records to h as the kernel writes them, in pieces.
func takeAll(h *holders, records ...holderFields) {
	var b []byte
	var last *holderFields
	for i := range records {
		r := &records[i]
		if last != nil && last.pid == r.pid && last.start == r.start && r.inode != 0 {
			b = order.AppendUint64(b, r.inode)
			continue
		}
		b, last = appendHolder(b, r), r
	}
	for piece := 1; len(b) > 0; piece = min(len(b), piece%processLen+1) {
		b = b[h.take(b[:piece]):]
	}
}

func TestOwner(t *testing.T) {
	h := newHolders(
		false,
		hold(1, 30, 5, "younger"), hold(1, 40, 4, "oldest"), hold(1, 20, 5, "younger too"),
		hold(2, 30, 5, "younger"), hold(2, 20, 5, "younger too"), // the lower number, on a tie
		hold(3, 30, 5, "younger"), hold(3, 30, 5, "younger"),
		hold(4, 0, 0, "out of sight"), hold(5, 0, 0, "out of sight"),
	)
	for inode, want := range map[uint64]uint32{1: 40, 2: 20, 3: 30} {
		if p := h.owner(inode); p == nil || p.pid != want {
			t.Errorf("socket %d: %+v, want %d", inode, p, want)
		}
	}
	for _, inode := range []uint64{4, 5} {
		if p := h.owner(inode); p != nil {
			t.Errorf("socket %d: %+v, want nobody", inode, p)
		}
	}
	if len(h.processes) != 3 || len(h.all) != 0 {
		t.Errorf("%d processes, %d holdings", len(h.processes), len(h.all))
	}
}

func TestDescribe(t *testing.T) {
	records := []holderFields{
		hold(7, 30, 5, "thirty"), hold(9, 30, 5, "thirty"), hold(7, 30, 5, "thirty"),
		hold(7, 20, 6, "twenty"), hold(8, 50, 1, "not wanted"), hold(9, 40, 2, "forty"),
	}
	conns := []tcptable.Conn{{Inode: 9}, {}, {Inode: 7}, {Inode: 6}}
	for detail, want := range map[tcptable.OwnerDetail][]tcptable.Holder{
		tcptable.OwnersProcess: nil,
		tcptable.OwnersAll:     {{Inode: 7, PID: 30}, {Inode: 7, PID: 20}, {Inode: 9, PID: 40}, {Inode: 9, PID: 30}},
	} {
		snap := &tcptable.Snapshot{Conns: conns}
		newHolders(true, records...).describe(tcptable.Query{Owners: detail}, snap)
		wantProcesses := []tcptable.Process{{PID: 20, Name: "twenty", Start: 6}, {PID: 30, Name: "thirty", Start: 5}, {PID: 40, Name: "forty", Start: 2}}
		if !slices.Equal(snap.Processes, wantProcesses) || !slices.Equal(snap.Holders, want) {
			t.Errorf("detail %d: %+v, %+v\nwant %+v, %+v", detail, snap.Processes, snap.Holders, wantProcesses, want)
		}
	}
}

// Whatever the records are, the owner is the one that a plain map finds, also in a table that was
// used before.
func FuzzHolders(f *testing.F) {
	f.Add([]byte{1, 2, 3, 1, 1, 3, 2, 2, 2}, uint16(3))
	f.Fuzz(func(t *testing.T, data []byte, scatter uint16) {
		h := newHolders(true, hold(1, 1, 0, "of an earlier table"))
		h.reset(true, 0)
		best := make(map[uint64]processID)
		for ; len(data) >= 3; data = data[3:] {
			inode, pid, start := 1+uint64(data[0])*(1+uint64(scatter)), 1+uint32(data[1]), uint64(data[2])
			r := hold(inode, pid, start, "x")
			takeAll(h, r)
			old, ok := best[inode]
			if !ok || start < old.start || start == old.start && pid < old.pid {
				best[inode] = processID{pid: pid, start: start}
			}
		}
		for inode, want := range best {
			if p := h.owner(inode); p == nil || p.processID != want {
				t.Errorf("socket %d: %+v, want %+v", inode, p, want)
			}
		}
		if h.owners.Len() != len(best) {
			t.Errorf("%d sockets, want %d", h.owners.Len(), len(best))
		}
	})
}

// records makes n records of sockets, and of their holders.
func manyRecords(n int) (sockets, hold []byte) {
	for i := range n {
		r := listener()
		r.inode, r.state = uint64(i)+1, 1
		r.local, r.remote = [16]byte{0x20, 1}, [16]byte{0x20, 1}
		binary.BigEndian.PutUint32(r.remote[12:], uint32(i))
		sockets = appendSocket(sockets, &r)
		if i%1000 != 0 {
			hold = order.AppendUint64(hold, r.inode)
			continue
		}
		hold = appendHolder(hold, &holderFields{inode: r.inode, pid: 1 + uint32(i/1000), start: uint64(i) * nanosecondsPerTick})
	}
	return sockets, hold
}
