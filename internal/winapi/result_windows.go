package winapi

import (
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/sys/windows"
)

// Result tells what err, which a function of this package returned, means: nil for success, the
// DLL's code as a [syscall.Errno], or an error that is [errors.ErrUnsupported] for a function that
// the DLL lacks.
//
// The functions of the DLL return 32 bits, but a 64-bit register is what the generated code looks
// at. The calling convention leaves its upper half undefined, also after a success.
func Result(err error) error {
	var missing *windows.DLLError
	var register syscall.Errno
	switch {
	case errors.As(err, &missing):
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	case !errors.As(err, &register):
		return err
	case uint32(register) == 0:
		return nil
	}
	return syscall.Errno(uint32(register))
}
