package iphlpapi

import (
	"syscall"

	"github.com/tcptable/tcptable/internal/winapi"
)

// fromDLL turns what a function of internal/winapi returns into what a call of this package
// returns. A function that the DLL lacks is one that the system does not support.
func fromDLL(err error) error {
	err = winapi.Result(err)
	if err == nil {
		return nil
	}
	if code, ok := err.(syscall.Errno); ok {
		return Errno(code)
	}
	return withErrno(err)
}
