package procfs

import (
	"context"
	"errors"
	"fmt"
	"math"

	"golang.org/x/sys/unix"
)

// shareLen is how many descriptors of a process one worker looks at before others may take a share.
const shareLen = 4096

// noEnd stands for the end of a share that has all descriptors from its first on.
const noEnd = math.MaxUint32

// errEnd ends the reading of a directory.
var errEnd = errors.New("end of the share")

// share is a range of the descriptors of a process.
type share struct {
	pid        uint32
	start      uint64 // of the process
	first, end uint32 // end is not in it
}

// count returns how many descriptors there are in an open fd directory, or 0 where the kernel does
// not tell: before Linux 6.2.
func (w *worker) count(fd int) int64 {
	var st unix.Stat_t
	if !w.shares || unix.Fstat(fd, &st) != nil {
		return 0
	}
	return st.Size
}

// lookAtFirst records the sockets of the first share of a process with n descriptors, and leaves the
// others to whoever is free.
func (w *worker) lookAtFirst(fd int, pid uint32, n int64) error {
	if _, err := w.descriptors(fd, shareLen); err != nil {
		return err
	}
	start, err := w.identify(fd)
	if err != nil {
		return err
	}
	last := uint32(min(n, noEnd) / shareLen * shareLen)
	for first := uint32(shareLen); first <= last; first += shareLen {
		s := share{pid: pid, start: start, first: first, end: first + shareLen}
		if first == last {
			s.end = noEnd
		}
		w.left = append(w.left, s)
	}
	return nil
}

// share records the sockets of a share. The process has been counted already; that it ended since is
// nothing to tell.
func (w *worker) share(ctx context.Context, s share) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	holders, processes := len(w.found.Holders), len(w.found.Processes)
	err := w.lookAtShare(s)
	if err == nil {
		return nil
	}
	w.found.Holders, w.found.Processes = w.found.Holders[:holders], w.found.Processes[:processes]
	switch {
	case errors.Is(err, errNoPermission): // it has become another user's meanwhile
		w.found.Denied++
	case !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ESRCH):
		return fmt.Errorf("process %d: %w", s.pid, err)
	}
	return nil
}

func (w *worker) lookAtShare(s share) error {
	fd, err := w.openDescriptors(s.pid)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // nothing was written
	// The kernel counts the directory itself and its parent as the first two entries, and then
	// descriptor after descriptor: fs/proc/fd.c.
	if _, err := unix.Seek(fd, int64(s.first)+2, unix.SEEK_SET); err != nil {
		return err
	}
	before := len(w.found.Holders)
	if _, err := w.descriptors(fd, s.end); err != nil || len(w.found.Holders) == before {
		return err
	}
	start, err := w.identify(fd)
	if err == nil && start != s.start {
		err = unix.ESRCH // the number belongs to another process now
	}
	return err
}
