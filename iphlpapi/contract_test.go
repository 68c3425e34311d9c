package iphlpapi

import (
	"bytes"
	"errors"
	"math"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
)

const guard = 0xA5

// reported is the size that goes with ERROR_INSUFFICIENT_BUFFER for a table of that many rows.
func (c *call) reported(rows int) uint32 { return uint32(c.need(rows + max(8, rows/8))) }

// TestEverySize tries every size from 0 to more than enough, at every alignment, with guard bytes
// on both sides.
func TestEverySize(t *testing.T) {
	for _, c := range calls() {
		t.Run(c.name, func(t *testing.T) {
			need := c.need(c.rows)
			want := c.fetch(t, machine().caller(), true)
			if len(want) != need {
				t.Fatalf("table of %d rows has %d bytes, want %d", c.rows, len(want), need)
			}
			for n := range need + 65 {
				start := 64 + n%8
				buffer := bytes.Repeat([]byte{guard}, start+n+64)
				expected := bytes.Clone(buffer)
				size, wantSize, wantErr := uint32(n), c.reported(c.rows), error(ERROR_INSUFFICIENT_BUFFER)
				if n >= need {
					wantSize, wantErr = uint32(need), nil
					copy(expected[start:], want)
				}
				err := c.get(machine().caller(), buffer[start:start+n], &size, true)
				if err != wantErr || size != wantSize {
					t.Fatalf("%d bytes: size %d, error %v, want size %d, error %v", n, size, err, wantSize, wantErr)
				}
				if !bytes.Equal(buffer, expected) {
					t.Fatalf("%d bytes: the buffer is\n%x\nwant\n%x", n, buffer, expected)
				}
			}
		})
	}
}

// TestSizeAndSliceDiffer: the shorter of the two counts.
func TestSizeAndSliceDiffer(t *testing.T) {
	for _, c := range calls() {
		need := c.need(c.rows)
		for _, test := range []struct {
			name      string
			slice     int // -1: nil
			size      uint32
			wantError error
		}{
			{"size beyond a slice that is too short", need - 1, uint32(need), ERROR_INSUFFICIENT_BUFFER},
			{"greatest size and a slice that is too short", need - 1, math.MaxUint32, ERROR_INSUFFICIENT_BUFFER},
			{"greatest size and a slice that is just enough", need, math.MaxUint32, nil},
			{"nil slice, size enough", -1, uint32(need), ERROR_INSUFFICIENT_BUFFER},
			{"nil slice, greatest size", -1, math.MaxUint32, ERROR_INSUFFICIENT_BUFFER},
			{"empty slice, greatest size", 0, math.MaxUint32, ERROR_INSUFFICIENT_BUFFER},
			{"size too small, slice enough", need + 100, uint32(need - 1), ERROR_INSUFFICIENT_BUFFER},
			{"size 0, slice enough", need + 100, 0, ERROR_INSUFFICIENT_BUFFER},
			{"size just enough, slice longer", need + 100, uint32(need), nil},
		} {
			var table, backing []byte
			if test.slice >= 0 {
				backing = bytes.Repeat([]byte{guard}, test.slice+64)
				table = backing[:test.slice] // what is behind it can be reached by a bug
			}
			size, wantSize := test.size, uint32(need)
			if test.wantError != nil {
				wantSize = c.reported(c.rows)
			}
			err := c.get(machine().caller(), table, &size, false)
			if err != test.wantError || size != wantSize {
				t.Errorf("%s: %s: size %d, error %v, want size %d, error %v",
					c.name, test.name, size, err, wantSize, test.wantError)
			}
			untouched := backing
			if err == nil {
				untouched = backing[need:]
			}
			if bytes.Count(untouched, []byte{guard}) != len(untouched) {
				t.Errorf("%s: %s: bytes outside the table were written: %x", c.name, test.name, untouched)
			}
		}
	}
}

func TestNilSize(t *testing.T) {
	for _, c := range calls() {
		source := machine()
		table := bytes.Repeat([]byte{guard}, 1<<14)
		if err := c.get(source.caller(), table, nil, true); err != ERROR_INVALID_PARAMETER {
			t.Errorf("%s: error %v, want %v", c.name, err, ERROR_INVALID_PARAMETER)
		}
		if bytes.Count(table, []byte{guard}) != len(table) || len(source.queries) != 0 {
			t.Errorf("%s: touched the table or the kernel", c.name)
		}
	}
}

// TestArguments: what is wrong is looked for in the order family, size, class, BASIC with
// AF_INET6, room.
func TestArguments(t *testing.T) {
	const hostIPv6 = syscall.AF_INET6
	enough := func() *uint32 { size := uint32(1 << 14); return &size }
	for _, test := range []struct {
		name   string
		size   *uint32
		family uint32
		class  TcpTableClass
		want   error
	}{
		{"AF_INET", enough(), AF_INET, TCP_TABLE_BASIC_ALL, nil},
		{"AF_INET6", enough(), AF_INET6, TCP_TABLE_OWNER_PID_ALL, nil},
		{"the host's AF_INET6", enough(), hostIPv6, TCP_TABLE_OWNER_PID_ALL, nil},
		{"family 0", enough(), 0, TCP_TABLE_OWNER_PID_ALL, ERROR_INVALID_PARAMETER},
		{"family 1", enough(), 1, TCP_TABLE_OWNER_PID_ALL, ERROR_INVALID_PARAMETER},
		{"greatest family", enough(), math.MaxUint32, TCP_TABLE_OWNER_PID_ALL, ERROR_INVALID_PARAMETER},
		{"family 2 + 1<<16", enough(), 1<<16 | AF_INET, TCP_TABLE_OWNER_PID_ALL, ERROR_INVALID_PARAMETER},
		{"nil size", nil, AF_INET, TCP_TABLE_OWNER_PID_ALL, ERROR_INVALID_PARAMETER},
		{"class 9", enough(), AF_INET, 9, ERROR_INVALID_PARAMETER},
		{"greatest class", enough(), AF_INET, math.MaxUint32, ERROR_INVALID_PARAMETER},
		{"AF_INET6 and class 9", enough(), AF_INET6, 9, ERROR_INVALID_PARAMETER},
		{"AF_INET6 and BASIC_LISTENER", enough(), AF_INET6, TCP_TABLE_BASIC_LISTENER, ERROR_NOT_SUPPORTED},
		{"AF_INET6 and BASIC_CONNECTIONS", enough(), AF_INET6, TCP_TABLE_BASIC_CONNECTIONS, ERROR_NOT_SUPPORTED},
		{"AF_INET6 and BASIC_ALL", enough(), AF_INET6, TCP_TABLE_BASIC_ALL, ERROR_NOT_SUPPORTED},
		{"the host's AF_INET6 and BASIC_ALL", enough(), hostIPv6, TCP_TABLE_BASIC_ALL, ERROR_NOT_SUPPORTED},
		{"AF_INET6, BASIC and no room", new(uint32), AF_INET6, TCP_TABLE_BASIC_ALL, ERROR_NOT_SUPPORTED},
		{"nil size, AF_INET6 and BASIC", nil, AF_INET6, TCP_TABLE_BASIC_ALL, ERROR_INVALID_PARAMETER},
		{"unknown family and BASIC", enough(), 3, TCP_TABLE_BASIC_ALL, ERROR_INVALID_PARAMETER},
		{"no room", new(uint32), AF_INET, TCP_TABLE_BASIC_ALL, ERROR_INSUFFICIENT_BUFFER},
	} {
		for _, reserved := range []uint32{0, 1, math.MaxUint32} {
			var before uint32
			var size *uint32
			if test.size != nil {
				before = *test.size
				copied := before
				size = &copied
			}
			table := bytes.Repeat([]byte{guard}, 1<<14)
			err := getExtended(machine().caller(), table, size, false, test.family, test.class, reserved)
			if err != test.want {
				t.Errorf("%s, reserved %d: error %v, want %v", test.name, reserved, err, test.want)
			}
			if err == nil {
				continue
			}
			if bytes.Count(table, []byte{guard}) != len(table) {
				t.Errorf("%s: the table was written", test.name)
			}
			if size != nil && *size != before && err != ERROR_INSUFFICIENT_BUFFER {
				t.Errorf("%s: the size was written", test.name)
			}
		}
	}
}

func TestTypedCallsRefuseOtherClasses(t *testing.T) {
	lists := map[TcpTableClass]func(TcpTableClass) (int, error){
		TCP_TABLE_BASIC_LISTENER: func(class TcpTableClass) (int, error) {
			rows, err := listClass(machine().caller(), tcpTable, TCP_TABLE_BASIC_LISTENER, false, class)
			return len(rows), err
		},
		TCP_TABLE_OWNER_PID_LISTENER: func(class TcpTableClass) (int, error) {
			rows, err := listClass(machine().caller(), tcpTableOwnerPid, TCP_TABLE_OWNER_PID_LISTENER, false, class)
			return len(rows), err
		},
		TCP_TABLE_OWNER_MODULE_LISTENER: func(class TcpTableClass) (int, error) {
			rows, err := listClass(machine().caller(), tcpTableOwnerModule, TCP_TABLE_OWNER_MODULE_LISTENER, false, class)
			return len(rows), err
		},
	}
	for first, list := range lists {
		for class := range TcpTableClass(12) {
			n, err := list(class)
			if class >= first && class < first+3 {
				if n == 0 || err != nil {
					t.Errorf("rows of class %d, asked for class %d: %d rows, error %v", first, class, n, err)
				}
			} else if n != 0 || err != ERROR_INVALID_PARAMETER {
				t.Errorf("rows of class %d, asked for class %d: %d rows, error %v, want %v",
					first, class, n, err, ERROR_INVALID_PARAMETER)
			}
		}
	}
}

// TestEmptyTable: no rows are a table of no rows, not an error.
func TestEmptyTable(t *testing.T) {
	for _, c := range calls() {
		source := &fakeSource{tables: [][]tcptable.Conn{nil}}
		var size uint32
		if err := c.get(source.caller(), nil, &size, true); err != ERROR_INSUFFICIENT_BUFFER || size != c.reported(0) {
			t.Errorf("%s: size %d, error %v, want size %d, error %v", c.name, size, err, c.reported(0), ERROR_INSUFFICIENT_BUFFER)
		}
		table := bytes.Repeat([]byte{guard}, c.header)
		size = uint32(c.header)
		err := c.get(source.caller(), table, &size, true)
		if err != nil || size != uint32(c.header) || !bytes.Equal(table, make([]byte, c.header)) {
			t.Errorf("%s: size %d, error %v, table %x", c.name, size, err, table)
		}
		if encoded, err := c.list(source.caller(), true); err != nil || !bytes.Equal(encoded, table) {
			t.Errorf("%s: the typed call returns %x, error %v", c.name, encoded, err)
		}
	}
}

// TestHugeTable: a size that 32 bits cannot hold.
func TestHugeTable(t *testing.T) {
	const most = (math.MaxUint32 - 8) / 192 // rows of 192 bytes
	size := uint32(7)
	if err := tooSmall[MibTcp6RowOwnerModule](most, &size); err != ERROR_INSUFFICIENT_BUFFER || size != math.MaxUint32 {
		t.Errorf("%d rows: size %d, error %v, want size %d, error %v", most, size, err, uint32(math.MaxUint32), ERROR_INSUFFICIENT_BUFFER)
	}
	size = 7
	if err := tooSmall[MibTcp6RowOwnerModule](most+1, &size); !errors.Is(err, ERROR_NOT_ENOUGH_MEMORY) || size != 7 {
		t.Errorf("%d rows: size %d, error %v, want the size left alone, error %v", most+1, size, err, ERROR_NOT_ENOUGH_MEMORY)
	}
}
