//go:build !windows

package iphlpapi

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
)

// askModule is the call of GetOwnerModuleFromTcp6Entry for an owner, through a fake.
func askModule(c caller, owner tcptable.Process, buffer []byte, size *uint32) error {
	row := &MibTcp6RowOwnerModule{OwningPid: owner.PID}
	row.OwningModuleInfo[1] = owner.Start
	return getOwnerModule(row, TCPIP_OWNER_MODULE_INFO_BASIC, buffer, size,
		func(row *MibTcp6RowOwnerModule, room []byte, size *uint32) error {
			return fillModule(c, ownerOf(row.OwningPid, &row.OwningModuleInfo), room, size)
		})
}

func TestModuleStrings(t *testing.T) {
	for _, test := range []struct {
		name             string
		owner            tcptable.Process
		wantName, wantAt string
		want             error
	}{
		{"program", tcptable.Process{PID: 5, Start: 0x0505}, "nginx", "/usr/sbin/nginx", nil},
		{"program, start not known", tcptable.Process{PID: 5}, "nginx", "/usr/sbin/nginx", nil},
		{"program in the root directory", tcptable.Process{PID: 8, Start: 0x0808}, "init", "/init", nil},
		{"bytes that are not UTF-8", tcptable.Process{PID: 6}, "näme 😀\ufffd\ufffd", "/opt/näme 😀\ufffd\ufffd", nil},
		{"kernel", tcptable.Process{PID: 2, Start: 1}, "System", "System", nil},
		{"may not be looked at", tcptable.Process{PID: 7, Start: 0x0707}, "", "", nil},
		{"nobody", tcptable.Process{}, "", "", ERROR_NOT_FOUND},
		{"nobody, with a start", tcptable.Process{Start: 5}, "", "", ERROR_NOT_FOUND},
		{"ended", tcptable.Process{PID: 9, Start: 9}, "", "", ERROR_NOT_FOUND},
		{"PID used again", tcptable.Process{PID: 5, Start: 0x0504}, "", "", ERROR_NOT_FOUND},
		{"PID used again by one who may not be looked at", tcptable.Process{PID: 7, Start: 1}, "", "", ERROR_NOT_FOUND},
	} {
		buffer, size := make([]byte, 1000), uint32(1000)
		err := askModule(kernel().caller(), test.owner, buffer, &size)
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if err != nil {
			if size != 1000 || !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: size %d, %v, want fs.ErrNotExist", test.name, size, err)
			}
			continue
		}
		if name, at, err := readModule(buffer[:size]); name != test.wantName || at != test.wantAt || err != nil {
			t.Errorf("%s: %q, %q, %v, want %q, %q", test.name, name, at, err, test.wantName, test.wantAt)
		}
	}
}

// TestModuleEverySize tries every size from 0 to more than enough, at every alignment, with guard
// bytes on both sides.
func TestModuleEverySize(t *testing.T) {
	owner := tcptable.Process{PID: 8, Start: 0x0808}
	text := "init\x00/init\x00"
	need := basicInfoSize + 2*len(text)
	for n := range need + 65 {
		start := 64 + n%16
		buffer := bytes.Repeat([]byte{guard}, start+n+64)
		expected := bytes.Clone(buffer)
		size, wantErr := uint32(n), error(ERROR_INSUFFICIENT_BUFFER)
		if n >= need {
			wantErr = nil
			// By hand: two addresses, then the text.
			answer := expected[start:]
			base := addressOf(buffer[start:])
			for i := range wordSize {
				answer[i] = byte((base + uint64(basicInfoSize)) >> (8 * i))
				answer[wordSize+i] = byte((base + uint64(basicInfoSize+2*len("init\x00"))) >> (8 * i))
			}
			for i, letter := range text {
				answer[basicInfoSize+2*i], answer[basicInfoSize+2*i+1] = byte(letter), 0
			}
		}
		err := askModule(kernel().caller(), owner, buffer[start:start+n], &size)
		if err != wantErr || size != uint32(need) {
			t.Fatalf("%d bytes: size %d, %v, want %d, %v", n, size, err, need, wantErr)
		}
		if !bytes.Equal(buffer, expected) {
			t.Fatalf("%d bytes: the buffer is\n%swant\n%s", n, hex.Dump(buffer), hex.Dump(expected))
		}
	}
}

// TestModuleSizeAndSliceDiffer: the shorter of the two counts.
func TestModuleSizeAndSliceDiffer(t *testing.T) {
	need := basicInfoSize + 2*len("init\x00/init\x00")
	for _, test := range []struct {
		name  string
		slice int // -1: nil
		size  uint32
		want  error
	}{
		{"size beyond a slice that is too short", need - 1, 1 << 31, ERROR_INSUFFICIENT_BUFFER},
		{"greatest size and a slice that is just enough", need, 1<<32 - 1, nil},
		{"nil slice, greatest size", -1, 1<<32 - 1, ERROR_INSUFFICIENT_BUFFER},
		{"nil slice, size 0", -1, 0, ERROR_INSUFFICIENT_BUFFER},
		{"size too small, slice enough", need + 100, uint32(need - 1), ERROR_INSUFFICIENT_BUFFER},
		{"size just enough, slice longer", need + 100, uint32(need), nil},
	} {
		var buffer, backing []byte
		if test.slice >= 0 {
			backing = bytes.Repeat([]byte{guard}, test.slice+64)
			buffer = backing[:test.slice] // what is behind it can be reached by a bug
		}
		size := test.size
		err := askModule(kernel().caller(), tcptable.Process{PID: 8}, buffer, &size)
		if err != test.want || size != uint32(need) {
			t.Errorf("%s: size %d, %v, want %d, %v", test.name, size, err, need, test.want)
		}
		untouched := backing
		if err == nil {
			untouched = backing[need:]
		}
		if bytes.Count(untouched, []byte{guard}) != len(untouched) {
			t.Errorf("%s: bytes behind the answer were written", test.name)
		}
	}
}

// TestModuleErrors: each cause has its code, and stays in the chain with it. Only a process that
// may not be looked at is no error, not a table that may not be opened.
func TestModuleErrors(t *testing.T) {
	failing := kernel()
	for cause, want := range map[error]Errno{
		errors.ErrUnsupported: ERROR_NOT_SUPPORTED,
		syscall.ENOMEM:        ERROR_NOT_ENOUGH_MEMORY,
		context.Canceled:      ERROR_GEN_FAILURE,
	} {
		failing.failure = fmt.Errorf("fake: %w", cause)
		size := uint32(0)
		checkError(t, "ask", askModule(failing.caller(), tcptable.Process{PID: 5}, nil, &size), want, cause)
		if size != 0 {
			t.Errorf("%v: the size was written", cause)
		}
	}
	closed := caller{func(...tcptable.Option) (*tcptable.Table, error) { return nil, fs.ErrPermission }}
	size := uint32(0)
	checkError(t, "open", askModule(closed, tcptable.Process{PID: 5}, nil, &size), ERROR_ACCESS_DENIED, fs.ErrPermission)
	checkError(t, "a source that cannot", askModule(machine().caller(), tcptable.Process{PID: 5}, nil, &size),
		ERROR_NOT_SUPPORTED, errors.ErrUnsupported)
}
