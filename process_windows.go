package tcptable

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
)

// systemPID is the process that stands for the kernel.
const systemPID = 4

// windowsProcess looks at a process. The error is fs.ErrPermission or fs.ErrNotExist where that is
// what Windows says.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/winbase/nf-winbase-queryfullprocessimagenamew
func windowsProcess(pid uint32) (ProcessFacts, error) {
	var facts ProcessFacts
	if facts.PID = pid; pid == systemPID {
		facts.Name, facts.Kernel = "System", true
		return facts, nil
	}
	handle, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) { // which is what it says of a PID that nobody has
		return facts, fs.ErrNotExist
	}
	if err != nil {
		return facts, err
	}
	defer windows.CloseHandle(handle)
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(handle, &created, &ended, &kernel, &user); err != nil {
		return facts, err
	}
	if ended != (windows.Filetime{}) { // somebody keeps a handle of it
		return facts, fs.ErrNotExist
	}
	facts.Start = uint64(created.HighDateTime)<<32 | uint64(created.LowDateTime)
	if facts.Executable, err = imagePath(handle); facts.Executable != "" {
		facts.Name = filepath.Base(facts.Executable)
	}
	return facts, err
}

// imagePath returns the path of the executable, and "" for the processes that have none, such as
// those of the Windows Subsystem for Linux.
func imagePath(process windows.Handle) (string, error) {
	path := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(path))
	err := windows.QueryFullProcessImageName(process, 0, &path[0], &size)
	switch {
	case errors.Is(err, windows.ERROR_GEN_FAILURE):
		return "", nil
	case err != nil:
		return "", err
	}
	return syscall.UTF16ToString(path[:size]), nil
}
