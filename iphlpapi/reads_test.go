package iphlpapi

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestProbeCountsOnly: a call whose buffer is too short must not look for owners, nor sort.
func TestProbeCountsOnly(t *testing.T) {
	for _, c := range calls() {
		for _, room := range []int{0, c.header - 1, c.need(c.rows) - 1} {
			source := machine()
			size := uint32(room)
			if err := c.get(source.caller(), make([]byte, room), &size, true); err != ERROR_INSUFFICIENT_BUFFER {
				t.Fatalf("%s: %v", c.name, err)
			}
			if len(source.queries) != 1 || source.closed != 1 {
				t.Errorf("%s with %d bytes: %d reads, closed %d times, want 1 and 1", c.name, room, len(source.queries), source.closed)
			}
			for _, q := range source.queries {
				if q.Owners != tcptable.OwnersNone || q.Sorted {
					t.Errorf("%s with %d bytes asks %+v", c.name, room, q)
				}
			}
		}
	}
}

// TestProbeKeepsNoRows: a source that can stream is not read by a call without room.
func TestProbeKeepsNoRows(t *testing.T) {
	for _, c := range calls() {
		source := &streamer{fakeSource: machine()}
		from := caller{func(...tcptable.Option) (*tcptable.Table, error) {
			return tcptable.Open(tcptable.WithSource(source))
		}}
		var size uint32
		err := c.get(from, nil, &size, true)
		if err != ERROR_INSUFFICIENT_BUFFER || size != c.reported(c.rows) {
			t.Errorf("%s: size %d, error %v", c.name, size, err)
		}
		if source.streams != 1 || source.reads != 0 {
			t.Errorf("%s: %d streams and %d reads, want 1 and none", c.name, source.streams, source.reads)
		}
	}
}

// TestProbeOfChangingTable: programs in the field take any answer but 122 to a probing call for a
// failure, so that a count which is not exact must do.
func TestProbeOfChangingTable(t *testing.T) {
	for _, c := range calls() {
		source := machine()
		source.err = tcptable.ErrInterrupted
		var size uint32
		if err := c.get(source.caller(), nil, &size, true); err != ERROR_INSUFFICIENT_BUFFER || size != c.reported(c.rows) {
			t.Errorf("%s: size %d, error %v, want size %d, error %v", c.name, size, err, c.reported(c.rows), ERROR_INSUFFICIENT_BUFFER)
		}
	}
}

// streamer is a fakeSource that can hand over rows one by one.
type streamer struct {
	*fakeSource
	streams, reads int
}

func (s *streamer) Read(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	s.reads++
	return s.fakeSource.Read(ctx, q, into)
}

func (s *streamer) Stream(ctx context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error {
	s.streams++
	var snap tcptable.Snapshot
	err := s.fakeSource.Read(ctx, q, &snap)
	for _, c := range snap.Conns {
		if !yield(c) {
			return nil
		}
	}
	return err
}

// TestFullCallReadsOnceWithOwners: a count first only where owners would be looked for in vain, and
// only the owners that the rows show.
func TestFullCallReadsOnceWithOwners(t *testing.T) {
	for _, c := range calls() {
		want := []tcptable.OwnerDetail{c.owners}
		if c.owners != tcptable.OwnersNone {
			want = []tcptable.OwnerDetail{tcptable.OwnersNone, c.owners}
		}
		source := machine()
		size := uint32(c.need(c.rows))
		if err := c.get(source.caller(), make([]byte, size), &size, true); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := askedOwners(source); !slices.Equal(got, want) || source.closed != 1 {
			t.Errorf("%s asks for owners %v, want %v; closed %d times", c.name, got, want, source.closed)
		}
		source = machine()
		if _, err := c.list(source.caller(), true); err != nil {
			t.Fatalf("%s, typed: %v", c.name, err)
		}
		if got := askedOwners(source); !slices.Equal(got, []tcptable.OwnerDetail{c.owners}) || source.closed != 1 {
			t.Errorf("%s, typed, asks for owners %v, want %v once; closed %d times", c.name, got, c.owners, source.closed)
		}
	}
}

func askedOwners(s *fakeSource) (asked []tcptable.OwnerDetail) {
	for _, q := range s.queries {
		asked = append(asked, q.Owners)
	}
	return asked
}

// TestGrowth: the table is larger each time it is read, and a caller that goes on until there is
// room gets all of it.
func TestGrowth(t *testing.T) {
	for _, c := range calls() {
		growing := growingSource(5)
		last := c.rows * len(growing.tables[4]) / len(growing.tables[0])
		var size uint32
		var table []byte
		refused := 0
		err := c.get(growing.caller(), table, &size, true)
		for err == ERROR_INSUFFICIENT_BUFFER && refused < 20 {
			refused++
			if int(size) <= len(table) {
				t.Fatalf("%s asks for %d bytes where %d were too few", c.name, size, len(table))
			}
			table = bytes.Repeat([]byte{guard}, int(size))
			if err = c.get(growing.caller(), table, &size, true); err != nil && bytes.Count(table, []byte{guard}) != len(table) {
				t.Fatalf("%s: the table was written although it has no room", c.name)
			}
		}
		if err != nil || refused < 2 {
			t.Fatalf("%s: error %v after %d refusals, want none after some", c.name, err, refused)
		}
		if rows := int(binary.LittleEndian.Uint32(table)); int(size) != c.need(rows) || rows != last {
			t.Errorf("%s: %d rows in %d bytes, want the last table, of %d", c.name, rows, size, last)
		}
	}
}

// TestGrowthBetweenCountAndRead: what fits when it is counted does not when it is read.
func TestGrowthBetweenCountAndRead(t *testing.T) {
	for _, c := range calls() {
		if c.owners == tcptable.OwnersNone {
			continue // such rows are counted and read at once
		}
		growing := growingSource(2)
		size := uint32(c.need(c.rows))
		table := bytes.Repeat([]byte{guard}, int(size))
		err := c.get(growing.caller(), table, &size, true)
		if want := c.reported(growth * c.rows); err != ERROR_INSUFFICIENT_BUFFER || size != want {
			t.Errorf("%s: size %d, error %v, want size %d, error %v", c.name, size, err, want, ERROR_INSUFFICIENT_BUFFER)
		}
		if bytes.Count(table, []byte{guard}) != len(table) {
			t.Errorf("%s: the table was written", c.name)
		}
		if len(growing.queries) != 2 {
			t.Errorf("%s: %d reads, want 2", c.name, len(growing.queries))
		}
	}
}

// growth is by how much growingSource grows from one read to the next: more than any headroom.
const growth = 4

// growingSource is the machine, at each of the reads with growth times as many rows.
func growingSource(reads int) *fakeSource {
	source := machine()
	for i := 1; i < reads; i++ {
		source.tables = append(source.tables, slices.Repeat(source.tables[i-1], growth))
	}
	return source
}
