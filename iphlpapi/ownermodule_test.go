package iphlpapi

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/internal/mib"
)

// moduleCalls are the two calls for an owner without a process id, with arguments that can be
// wrong.
var moduleCalls = map[string]func(withRow bool, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32) error{
	"GetOwnerModuleFromTcpEntry": func(withRow bool, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32) error {
		var row *MibTcpRowOwnerModule
		if withRow {
			row = new(MibTcpRowOwnerModule)
		}
		return GetOwnerModuleFromTcpEntry(row, class, buffer, size)
	},
	"GetOwnerModuleFromTcp6Entry": func(withRow bool, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32) error {
		var row *MibTcp6RowOwnerModule
		if withRow {
			row = new(MibTcp6RowOwnerModule)
		}
		return GetOwnerModuleFromTcp6Entry(row, class, buffer, size)
	},
}

func TestOwnerModuleArguments(t *testing.T) {
	const basic = TCPIP_OWNER_MODULE_INFO_BASIC
	for name, get := range moduleCalls {
		buffer := bytes.Repeat([]byte{guard}, 1000)
		size := uint32(len(buffer))
		for what, err := range map[string]error{
			"nil row":             get(false, basic, buffer, &size),
			"nil size":            get(true, basic, buffer, nil),
			"class 1":             get(true, 1, buffer, &size),
			"the greatest class":  get(true, 1<<32-1, buffer, &size),
			"nil row, nil buffer": get(false, basic, nil, &size),
		} {
			if err != ERROR_INVALID_PARAMETER {
				t.Errorf("%s: %s: %v, want %v", name, what, err, ERROR_INVALID_PARAMETER)
			}
		}
		if size != 1000 || bytes.Count(buffer, []byte{guard}) != len(buffer) {
			t.Errorf("%s: size or buffer were written", name)
		}
	}
	if _, _, err := OwnerModuleFromTcpEntry(nil); err != ERROR_INVALID_PARAMETER {
		t.Errorf("OwnerModuleFromTcpEntry(nil) = %v, want %v", err, ERROR_INVALID_PARAMETER)
	}
	if _, _, err := OwnerModuleFromTcp6Entry(nil); err != ERROR_INVALID_PARAMETER {
		t.Errorf("OwnerModuleFromTcp6Entry(nil) = %v, want %v", err, ERROR_INVALID_PARAMETER)
	}
}

// TestReadModule reads answers that are not laid out as ours: only the addresses count.
func TestReadModule(t *testing.T) {
	const name, path = basicInfoSize + 10, basicInfoSize + 2
	for _, test := range []struct {
		what               string
		nameAt, pathAt     int // offsets; -1: a null address
		text               string
		wantName, wantPath string
		fails              bool
	}{
		{what: "path before name", nameAt: name, pathAt: path, text: "..p\x00q\x00\x00\x00..n\x00\x00\x00", wantName: "n", wantPath: "pq"},
		{what: "one string for both", nameAt: path, pathAt: path, text: "..S\x00\x00\x00", wantName: "S", wantPath: "S"},
		{what: "an end of the other", nameAt: path + 2, pathAt: path, text: "..p\x00q\x00\x00\x00", wantName: "q", wantPath: "pq"},
		{what: "empty strings", nameAt: path, pathAt: path, text: "..\x00\x00"},
		{what: "null addresses", nameAt: -1, pathAt: -1},
		{what: "null path", nameAt: path, pathAt: -1, text: "..n\x00\x00\x00", wantName: "n"},
		{what: "two units for one letter", nameAt: path, pathAt: -1, text: "..\x3d\xd8\x00\xde\x00\x00", wantName: "😀"},
		{what: "half a pair", nameAt: path, pathAt: -1, text: "..\x3d\xd8\x00\x00", wantName: "\ufffd"},
		{what: "no end", nameAt: path, pathAt: -1, text: "..n\x00p\x00", fails: true},
		{what: "half a unit at the end", nameAt: path, pathAt: -1, text: "..n\x00\x00", fails: true},
		{what: "name behind the buffer", nameAt: path, pathAt: -1, fails: true},
		{what: "path far behind the buffer", nameAt: -1, pathAt: 1 << 30, fails: true},
		{what: "path before the buffer", nameAt: -1, pathAt: -100, fails: true},
	} {
		buffer := append(make([]byte, basicInfoSize), test.text...)
		putAddresses(t, buffer, test.nameAt, test.pathAt)
		gotName, gotPath, err := readModule(buffer)
		if gotName != test.wantName || gotPath != test.wantPath || (err != nil) != test.fails {
			t.Errorf("%s: %q, %q, %v, want %q, %q, an error: %t",
				test.what, gotName, gotPath, err, test.wantName, test.wantPath, test.fails)
		}
		if err != nil && !errors.Is(err, ERROR_GEN_FAILURE) {
			t.Errorf("%s: %v, want %v", test.what, err, ERROR_GEN_FAILURE)
		}
	}
	if _, _, err := readModule(make([]byte, basicInfoSize-1)); !errors.Is(err, ERROR_GEN_FAILURE) {
		t.Errorf("half a structure: %v, want %v", err, ERROR_GEN_FAILURE)
	}
}

// putAddresses writes the structure. -1 stands for a null address, other offsets count from the
// beginning of the buffer.
func putAddresses(t *testing.T, buffer []byte, nameAt, pathAt int) {
	t.Helper()
	address := func(at int) uint64 {
		if at == -1 {
			return 0
		}
		return uint64(int64(addressOf(buffer)) + int64(at))
	}
	var err error
	if wordSize == 8 {
		err = mib.Encode(buffer, mib.OwnerModuleBasicInfo64{ModuleName: address(nameAt), ModulePath: address(pathAt)})
	} else {
		err = mib.Encode(buffer, mib.OwnerModuleBasicInfo32{ModuleName: uint32(address(nameAt)), ModulePath: uint32(address(pathAt))})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestOwnerModuleGrows: an answer that is longer than the first buffer is asked for again, and a
// call that asks for no more than it was given is not called for ever.
func TestOwnerModuleGrows(t *testing.T) {
	long := strings.Repeat("x\x00", 5000)
	calls := 0
	get := func(_ *MibTcpRowOwnerModule, _ TcpipOwnerModuleInfoClass, buffer []byte, size *uint32) error {
		need := basicInfoSize + len(long) + 2
		if calls++; len(buffer) < need {
			*size = uint32(need)
			return ERROR_INSUFFICIENT_BUFFER
		}
		putAddresses(t, buffer, basicInfoSize, basicInfoSize+2*4999)
		copy(buffer[basicInfoSize:], long)
		return nil
	}
	name, path, err := ownerModule(new(MibTcpRowOwnerModule), get)
	if want := strings.Repeat("x", 5000); name != want || path != "x" || err != nil || calls != 2 {
		t.Errorf("%d letters, %q, %v after %d calls", len(name), path, err, calls)
	}
	_, _, err = ownerModule(new(MibTcpRowOwnerModule),
		func(*MibTcpRowOwnerModule, TcpipOwnerModuleInfoClass, []byte, *uint32) error {
			return ERROR_INSUFFICIENT_BUFFER
		})
	if !errors.Is(err, ERROR_GEN_FAILURE) {
		t.Errorf("a call that is never content: %v, want %v", err, ERROR_GEN_FAILURE)
	}
}

// TestBufferStays: the addresses are still true when the stack of the caller has moved.
func TestBufferStays(t *testing.T) {
	buffer := make([]byte, 64) // small and of a known size: it would be on the stack
	size := uint32(len(buffer))
	before := addressOf(buffer)
	fill := func(_ *MibTcpRowOwnerModule, room []byte, _ *uint32) error {
		if addressOf(room) != before {
			t.Error("the call is given another buffer")
		}
		return nil
	}
	if err := getOwnerModule(new(MibTcpRowOwnerModule), TCPIP_OWNER_MODULE_INFO_BASIC, buffer, &size, fill); err != nil {
		t.Fatal(err)
	}
	growStack(1000)
	if addressOf(buffer) != before {
		t.Error("the buffer has moved")
	}
}

// growStack makes the stack larger than it was, so that the runtime copies it.
func growStack(depth int) int {
	var frame [1 << 10]byte
	if depth > 0 {
		frame[depth%len(frame)] = byte(growStack(depth - 1))
	}
	runtime.KeepAlive(&frame)
	return int(frame[7])
}
