package iphlpapi

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/tcptable/tcptable"
)

// Errno is a Win32 error code, or the NTSTATUS [STATUS_UNSUCCESSFUL]. The zero Errno is success,
// and no call returns it as an error.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes
type Errno uint32

// The codes of the IP Helper family, as golang.org/x/sys/windows spells them.
const (
	NO_ERROR                      Errno = 0
	ERROR_SUCCESS                 Errno = 0
	ERROR_ACCESS_DENIED           Errno = 5
	ERROR_NOT_ENOUGH_MEMORY       Errno = 8
	ERROR_OUTOFMEMORY             Errno = 14
	ERROR_GEN_FAILURE             Errno = 31
	ERROR_NOT_SUPPORTED           Errno = 50
	ERROR_NETWORK_ACCESS_DENIED   Errno = 65
	ERROR_INVALID_PARAMETER       Errno = 87
	ERROR_CALL_NOT_IMPLEMENTED    Errno = 120
	ERROR_INSUFFICIENT_BUFFER     Errno = 122
	ERROR_MOD_NOT_FOUND           Errno = 126
	ERROR_NO_DATA                 Errno = 232
	ERROR_MORE_DATA               Errno = 234
	ERROR_PARTIAL_COPY            Errno = 299
	ERROR_MR_MID_NOT_FOUND        Errno = 317
	ERROR_NOACCESS                Errno = 998
	ERROR_NOT_FOUND               Errno = 1168
	ERROR_INVALID_USER_BUFFER     Errno = 1784
	ERROR_RESOURCE_LANG_NOT_FOUND Errno = 1815

	// STATUS_UNSUCCESSFUL is an NTSTATUS. It means that the table kept changing while it was
	// read: call again.
	STATUS_UNSUCCESSFUL Errno = 0xC0000001
)

// errnoTexts holds the English system messages, without the line break that ends them on Windows.
var errnoTexts = map[Errno]string{
	ERROR_SUCCESS:                 "The operation completed successfully.",
	ERROR_ACCESS_DENIED:           "Access is denied.",
	ERROR_NOT_ENOUGH_MEMORY:       "Not enough storage is available to process this command.",
	ERROR_OUTOFMEMORY:             "Not enough storage is available to complete this operation.",
	ERROR_GEN_FAILURE:             "A device attached to the system is not functioning.",
	ERROR_NOT_SUPPORTED:           "The request is not supported.",
	ERROR_NETWORK_ACCESS_DENIED:   "Network access is denied.",
	ERROR_INVALID_PARAMETER:       "The parameter is incorrect.",
	ERROR_CALL_NOT_IMPLEMENTED:    "This function is not supported on this system.",
	ERROR_INSUFFICIENT_BUFFER:     "The data area passed to a system call is too small.",
	ERROR_MOD_NOT_FOUND:           "The specified module could not be found.",
	ERROR_NO_DATA:                 "The pipe is being closed.",
	ERROR_MORE_DATA:               "More data is available.",
	ERROR_PARTIAL_COPY:            "Only part of a ReadProcessMemory or WriteProcessMemory request was completed.",
	ERROR_MR_MID_NOT_FOUND:        "The system cannot find message text for message number 0x%1 in the message file for %2.",
	ERROR_NOACCESS:                "Invalid access to memory location.",
	ERROR_NOT_FOUND:               "Element not found.",
	ERROR_INVALID_USER_BUFFER:     "The supplied user buffer is not valid for the requested operation.",
	ERROR_RESOURCE_LANG_NOT_FOUND: "The specified resource language ID cannot be found in the image file.",
	STATUS_UNSUCCESSFUL:           "{Operation Failed} The requested operation was unsuccessful.",
}

// Error returns the English text that FormatMessage has for the code, without the line break at
// its end. The placeholders in the text of [ERROR_MR_MID_NOT_FOUND] stay as they are.
func (e Errno) Error() string {
	if text, ok := errnoTexts[e]; ok {
		return text
	}
	return fmt.Sprintf("Win32 error %d (%#x)", uint32(e), uint32(e))
}

// Is makes errors.Is(e, fs.ErrPermission) true for 5 and 65, errors.Is(e, errors.ErrUnsupported)
// for 50 and 120, and errors.Is(e, fs.ErrNotExist) for 1168.
func (e Errno) Is(target error) bool {
	switch target {
	case fs.ErrPermission:
		return e == ERROR_ACCESS_DENIED || e == ERROR_NETWORK_ACCESS_DENIED
	case errors.ErrUnsupported:
		return e == ERROR_NOT_SUPPORTED || e == ERROR_CALL_NOT_IMPLEMENTED
	case fs.ErrNotExist:
		return e == ERROR_NOT_FOUND
	}
	return false
}

// withErrno puts the code that stands for err before it in the chain.
func withErrno(err error) error {
	return fmt.Errorf("iphlpapi: %w (%w)", errnoFor(err), err)
}

// errnoFor returns the code that stands for an error of package tcptable.
func errnoFor(err error) Errno {
	switch {
	case errors.Is(err, tcptable.ErrInterrupted):
		return STATUS_UNSUCCESSFUL
	case errors.Is(err, fs.ErrPermission):
		return ERROR_ACCESS_DENIED
	case errors.Is(err, errors.ErrUnsupported):
		return ERROR_NOT_SUPPORTED
	case errors.Is(err, syscall.ENOMEM):
		return ERROR_NOT_ENOUGH_MEMORY
	}
	return ERROR_GEN_FAILURE
}
