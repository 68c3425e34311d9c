package iphlpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
)

func TestErrnoText(t *testing.T) {
	for number, want := range map[Errno]string{
		0:          "The operation completed successfully.",
		5:          "Access is denied.",
		8:          "Not enough storage is available to process this command.",
		14:         "Not enough storage is available to complete this operation.",
		31:         "A device attached to the system is not functioning.",
		50:         "The request is not supported.",
		65:         "Network access is denied.",
		87:         "The parameter is incorrect.",
		120:        "This function is not supported on this system.",
		122:        "The data area passed to a system call is too small.",
		126:        "The specified module could not be found.",
		232:        "The pipe is being closed.",
		234:        "More data is available.",
		299:        "Only part of a ReadProcessMemory or WriteProcessMemory request was completed.",
		317:        "The system cannot find message text for message number 0x%1 in the message file for %2.",
		998:        "Invalid access to memory location.",
		1168:       "Element not found.",
		1784:       "The supplied user buffer is not valid for the requested operation.",
		1815:       "The specified resource language ID cannot be found in the image file.",
		3221225473: "{Operation Failed} The requested operation was unsuccessful.",
		9:          "Win32 error 9 (0x9)",
		4294967295: "Win32 error 4294967295 (0xffffffff)",
	} {
		if got := number.Error(); got != want {
			t.Errorf("Errno(%d).Error() = %q, want %q", uint32(number), got, want)
		}
	}
}

func TestErrnoIs(t *testing.T) {
	targets := []error{fs.ErrPermission, errors.ErrUnsupported, fs.ErrNotExist, fs.ErrExist, fs.ErrClosed}
	want := map[Errno]error{
		5: fs.ErrPermission, 65: fs.ErrPermission,
		50: errors.ErrUnsupported, 120: errors.ErrUnsupported,
		1168: fs.ErrNotExist,
	}
	for e := range errnoTexts {
		for _, target := range targets {
			if got := errors.Is(e, target); got != (want[e] == target) {
				t.Errorf("errors.Is(Errno(%d), %v) = %v", uint32(e), target, got)
			}
		}
	}
}

// TestErrors: each cause has its code, and stays in the chain with it.
func TestErrors(t *testing.T) {
	for _, test := range []struct {
		cause error
		want  Errno
	}{
		{tcptable.ErrInterrupted, STATUS_UNSUCCESSFUL},
		{fs.ErrPermission, ERROR_ACCESS_DENIED},
		{syscall.EACCES, ERROR_ACCESS_DENIED},
		{syscall.EPERM, ERROR_ACCESS_DENIED},
		{errors.ErrUnsupported, ERROR_NOT_SUPPORTED},
		{syscall.ENOSYS, ERROR_NOT_SUPPORTED},
		{syscall.ENOMEM, ERROR_NOT_ENOUGH_MEMORY},
		{os.ErrDeadlineExceeded, ERROR_GEN_FAILURE},
		{context.Canceled, ERROR_GEN_FAILURE},
		{errors.New("bad luck"), ERROR_GEN_FAILURE},
	} {
		failing := machine()
		failing.err = fmt.Errorf("fake: %w", test.cause)
		closed := caller{func(...tcptable.Option) (*tcptable.Table, error) { return nil, failing.err }}
		for _, c := range calls() {
			for name, from := range map[string]caller{"open": closed, "read": failing.caller()} {
				table, size := bytes.Repeat([]byte{guard}, 1<<14), uint32(1<<14)
				err := c.get(from, table, &size, true)
				checkError(t, c.name+", "+name, err, test.want, test.cause)
				if size != 1<<14 || bytes.Count(table, []byte{guard}) != len(table) {
					t.Errorf("%s, %s: size or table were written", c.name, name)
				}
				got, err := c.list(from, false)
				checkError(t, c.name+", typed, "+name, err, test.want, test.cause)
				if rows := map[string]int{"read": c.rows}[name]; len(got) != c.need(rows) {
					t.Errorf("%s, typed, %s: %d bytes of rows with the error, want %d", c.name, name, len(got), c.need(rows))
				}
			}
		}
	}
}

func checkError(t *testing.T, name string, err error, want Errno, cause error) {
	t.Helper()
	var got Errno
	if !errors.As(err, &got) || got != want || !errors.Is(err, want) || !errors.Is(err, cause) {
		t.Errorf("%s: error %v, want one with %v and %v in its chain", name, err, want, cause)
	}
}

// TestCloseError: what goes wrong last is not lost.
func TestCloseError(t *testing.T) {
	source := closeError{machine()}
	from := caller{func(...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(source))
	}}
	_, err := list(from, tcpTable, tcptable.AllStates, false)
	checkError(t, "typed", err, ERROR_GEN_FAILURE, fs.ErrInvalid)
}

type closeError struct{ *fakeSource }

func (closeError) Close() error { return fs.ErrInvalid }
