package procfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// Signal sends a signal to the process under root that started at the given time; 0 for the signal only
// asks whether it may be sent. The directory by which the start time is read is also what the signal is sent
// to, so that no other process gets it, whoever has the number by then.
//
// For a process that has ended, or that started at another time, the error is fs.ErrNotExist. Threads of the
// kernel take no signals, and Linux before 5.1 knows no such way: errors.ErrUnsupported.
func Signal(root string, pid uint32, start uint64, signal syscall.Signal) error {
	number := strconv.FormatUint(uint64(pid), 10)
	path := filepath.Join(root, number)
	dir, err := openat(unix.AT_FDCWD, append([]byte(path), 0), unix.O_DIRECTORY)
	if err != nil {
		return fmt.Errorf("%s: %w", path, ended(err))
	}
	defer unix.Close(dir) //nolint:errcheck // nothing was written
	p := &process{dir: dir, first: number, thread: "."}
	if err := ended(p.signal(start, signal)); err != nil {
		return fmt.Errorf("process %d: %w", pid, err)
	}
	return nil
}

func (p *process) signal(start uint64, signal syscall.Signal) error {
	st, err := readStat(p.dir, []byte("stat\x00"), p.stat[:])
	switch {
	case err != nil:
		return err
	case st.Start != start:
		return notThen(st.Start, start)
	case st.IsKernel():
		return fmt.Errorf("a thread of the kernel takes no signals: %w", errors.ErrUnsupported)
	case st.HasEnded():
		if _, _, err := p.executableOfThreads(); errors.Is(err, fs.ErrNotExist) {
			return err // it is a zombie, to which a signal could be sent without a complaint
		}
	}
	err = unix.PidfdSendSignal(p.dir, signal, nil, 0)
	switch {
	case errors.Is(err, unix.ENOSYS):
		return fmt.Errorf("before Linux 5.1 there is no way to be sure whom a signal reaches: %w (%w)", errors.ErrUnsupported, err)
	case errors.Is(err, unix.EINVAL):
		return fmt.Errorf("it is in a PID namespace that is not below ours, or there is no such signal: %w (%w)", errors.ErrUnsupported, err)
	}
	return os.NewSyscallError("pidfd_send_signal", err)
}
