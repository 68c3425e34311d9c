package tcptable

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"golang.org/x/sys/windows"
)

// sendSignal looks at the process by the handle that it ends it by.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/processthreadsapi/nf-processthreadsapi-terminateprocess
func sendSignal(p Process, signal syscall.Signal, _ string) error {
	switch {
	case signal != syscall.SIGKILL && signal != 0:
		return fmt.Errorf("there is no signal on Windows but the one that ends a process at once: %w", errors.ErrUnsupported)
	case p.PID == 0 || p.PID == systemPID:
		return fmt.Errorf("that is the kernel: %w", errors.ErrUnsupported)
	}
	handle, err := windows.OpenProcess(windows.PROCESS_TERMINATE|windows.PROCESS_QUERY_LIMITED_INFORMATION, false, p.PID)
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) { // which is what it says of a PID that nobody has
		return fs.ErrNotExist
	}
	if err != nil {
		return err
	}
	defer windows.CloseHandle(handle)
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(handle, &created, &ended, &kernel, &user); err != nil {
		return err
	}
	start := uint64(created.HighDateTime)<<32 | uint64(created.LowDateTime)
	if ended != (windows.Filetime{}) || start != p.Start {
		return fs.ErrNotExist
	}
	if signal == 0 {
		return nil
	}
	return windows.TerminateProcess(handle, 1)
}
