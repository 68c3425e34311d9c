package iphlpapi

import (
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/sys/windows"
)

// fromDLL turns what a function of internal/winapi returns into what a call of this package
// returns. A function that the DLL lacks is one that the system does not support.
func fromDLL(err error) error {
	var missing *windows.DLLError
	var code syscall.Errno
	switch {
	case err == nil:
		return nil
	case errors.As(err, &missing):
		return fmt.Errorf("iphlpapi: %w (%w)", ERROR_NOT_SUPPORTED, err)
	case errors.As(err, &code):
		return Errno(uint32(code)) // a register may hold more than the 32 bits of the code
	}
	return withErrno(err)
}
