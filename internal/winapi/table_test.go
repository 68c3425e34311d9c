package winapi

import (
	"errors"
	"syscall"
	"testing"
	"unsafe"
)

// answer is what a fake call does.
type answer struct {
	size uint32 // what it sets the size to
	err  error
}

// fake gives one answer after the other; the last one stays. It fills the room that it is given.
func fake(t *testing.T, answers ...answer) (call func(*byte, *uint32) error, rooms *[]uint32) {
	rooms = new([]uint32)
	return func(table *byte, size *uint32) error {
		if table == nil || size == nil {
			t.Fatal("called with nil")
		}
		a := answers[min(len(*rooms), len(answers)-1)]
		*rooms = append(*rooms, *size)
		for i := range unsafe.Slice(table, *size) {
			unsafe.Slice(table, *size)[i] = 0xA5
		}
		*size = a.size
		return a.err
	}, rooms
}

func TestReadTable(t *testing.T) {
	const small, changed = errInsufficientBuffer, statusUnsuccessful
	for _, tt := range []struct {
		name    string
		answers []answer
		size    int // -1: an error
		changes int
		calls   int
		want    error // where size is -1; nil: any
	}{
		{"at once", []answer{{100, nil}}, 100, 0, 1, nil},
		{"the size first", []answer{{50_000, small}, {49_000, nil}}, 49_000, 0, 2, nil},
		{"growing", []answer{{50_000, small}, {90_000, small}, {900_000, small}, {901_000, nil}}, 901_000, 2, 4, nil},
		{"transient", []answer{{4, changed}, {4, changed}, {4, nil}}, 4, 2, 3, nil},
		{"a size that is not larger", []answer{{1, small}, {1, small}, {5_000, nil}}, 5_000, 1, 3, nil},
		{"no data", []answer{{0, errNoData}}, 4, 0, 1, nil},
		{"always growing", []answer{{1, small}}, -1, maxCalls - 1, maxCalls, ErrChanging},
		{"always transient", []answer{{1, changed}}, -1, maxCalls, maxCalls, ErrChanging},
		{"too large", []answer{{1<<30 + 1, small}}, -1, 0, 1, nil},
		{"beyond the buffer", []answer{{5_000, nil}}, -1, 0, 1, nil},
		{"another code", []answer{{100, syscall.Errno(5)}}, -1, 0, 1, syscall.Errno(5)},
		{"unsupported", []answer{{100, errors.ErrUnsupported}}, -1, 0, 1, errors.ErrUnsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			call, rooms := fake(t, tt.answers...)
			table, changes, err := ReadTable(call, nil)
			if (err != nil) != (tt.size < 0) || tt.want != nil && !errors.Is(err, tt.want) || len(table) != max(0, tt.size) {
				t.Errorf("%d bytes, error %v; want %d, %v", len(table), err, tt.size, tt.want)
			}
			if changes != tt.changes || len(*rooms) != tt.calls {
				t.Errorf("%d changes, %d calls; want %d, %d", changes, len(*rooms), tt.changes, tt.calls)
			}
			for i, room := range (*rooms)[1:] {
				if asked := tt.answers[min(i, len(tt.answers)-1)]; asked.err == small && room <= max(asked.size, (*rooms)[i]) {
					t.Errorf("call %d has room for %d bytes: not more than the %d asked for", i+2, room, asked.size)
				}
			}
		})
	}
}

// An empty table in place of no data has a count of no rows, whatever was in the buffer.
func TestReadTableNoData(t *testing.T) {
	call, _ := fake(t, answer{0, errNoData})
	table, _, err := ReadTable(call, nil)
	if err != nil || string(table) != "\x00\x00\x00\x00" {
		t.Errorf("table %x, error %v", table, err)
	}
}

func TestReadTableReuses(t *testing.T) {
	call, rooms := fake(t, answer{100_000, errInsufficientBuffer}, answer{100_000, nil})
	table, _, err := ReadTable(call, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := ReadTable(call, table[:0])
	if err != nil || &again[0] != &table[0] || len(*rooms) != 3 {
		t.Errorf("the buffer is not used again: %d calls, error %v", len(*rooms), err)
	}
}
