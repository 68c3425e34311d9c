package winapi

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"
)

func TestResult(t *testing.T) {
	other := errors.New("other")
	for _, tt := range []struct {
		err, want error
	}{
		{nil, nil},
		{syscall.Errno(122), windows.ERROR_INSUFFICIENT_BUFFER},
		{syscall.Errno(0xC0000001), syscall.Errno(0xC0000001)},
		{syscall.Errno(5), fs.ErrPermission},
		{&windows.DLLError{Err: windows.ERROR_PROC_NOT_FOUND, ObjName: "No"}, errors.ErrUnsupported},
		{other, other},
	} {
		if got := Result(tt.err); !errors.Is(got, tt.want) {
			t.Errorf("Result(%v) = %v, want %v", tt.err, got, tt.want)
		}
	}
}

// What is in the upper half of the register is no part of the result.
func TestResultUpperHalf(t *testing.T) {
	if strconv.IntSize == 32 {
		t.Skip("a register of 32 bits has no upper half")
	}
	upper := uint64(0xDEADBEEF) << 32
	for _, code := range []uint32{0, 87, 122} {
		want := error(syscall.Errno(code))
		if code == 0 {
			want = nil
		}
		if got := Result(syscall.Errno(upper | uint64(code))); got != want {
			t.Errorf("%#x in the register is %v, want %v", upper|uint64(code), got, want)
		}
	}
}

// A missing function is an error and not a panic, whatever it is called with.
func TestMissingFunction(t *testing.T) {
	missing := modiphlpapi.NewProc("GetTcpTableOfTheNextWindows").Find()
	if missing == nil {
		t.Fatal("the DLL has a function that was made up")
	}
	if err := Result(fmt.Errorf("call: %w", missing)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("error %v, want one that is %v", err, errors.ErrUnsupported)
	}
}
