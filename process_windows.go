package tcptable

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"time"
	"unsafe"

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
	facts.Started = time.Unix(0, created.Nanoseconds())
	facts.Parent, facts.CommandLine = parentOf(handle), commandLineOf(handle)
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

// parentOf returns the process that started the process, or 0 where that cannot be told. It may have
// ended.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/winternl/nf-winternl-ntqueryinformationprocess
func parentOf(process windows.Handle) uint32 {
	var info windows.PROCESS_BASIC_INFORMATION
	size := uint32(unsafe.Sizeof(info))
	if windows.NtQueryInformationProcess(process, windows.ProcessBasicInformation, unsafe.Pointer(&info), size, nil) != nil {
		return 0
	}
	return uint32(info.InheritedFromUniqueProcessId)
}

// commandLineOf returns the command line as the C library of Windows splits it, or nil where it cannot
// be told: before Windows 8.1, and to a 32-bit program of a 64-bit process.
func commandLineOf(process windows.Handle) []string {
	const longest = 1<<16 + unsafe.Sizeof(windows.NTUnicodeString{}) // its length is 16 bits, in bytes
	// The answer is a string whose characters follow it, and which begins with a pointer to them.
	buffer := make([]windows.NTUnicodeString, 1+longest/unsafe.Sizeof(windows.NTUnicodeString{}))
	size := uint32(uintptr(len(buffer)) * unsafe.Sizeof(buffer[0]))
	err := windows.NtQueryInformationProcess(process, windows.ProcessCommandLineInformation, unsafe.Pointer(&buffer[0]), size, nil)
	if err != nil || buffer[0].Buffer == nil {
		return nil
	}
	arguments, err := windows.DecomposeCommandLine(buffer[0].String())
	if err != nil {
		return nil
	}
	return arguments
}
