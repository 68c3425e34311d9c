package procfs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	direntsLen = 32 << 10 // about a thousand descriptors a call
	statLen    = 2 << 10  // a name and 50 numbers

	// linkLen holds the longest link to a socket. A longer one is cut by readlink(2) and is
	// then no link to a socket either.
	linkLen = len(socketPrefix) + 20 + 1
)

// errNoPermission is what looking at a process of somebody else gives.
var errNoPermission = errors.New("not permitted")

// worker looks at one process after the other.
type worker struct {
	root    int // descriptor of the proc filesystem
	path    []byte
	dirents []byte
	tasks   []byte // a second buffer for directory entries: one reader runs inside another
	link    [linkLen]byte
	stat    [statLen]byte
	shares  bool // whether large processes are shared with other workers
	wants   func(inode uint64) bool
	found   Walk
	left    []share // of processes whose first descriptors were looked at
	members []Member
}

func newWorker(root int, shares bool) worker {
	return worker{root: root, dirents: make([]byte, direntsLen), tasks: make([]byte, direntsLen), shares: shares}
}

func (w *worker) begin(wants func(inode uint64) bool) {
	w.found.reset()
	w.wants, w.left = wants, w.left[:0]
}

// process looks at one process and counts what came of it.
func (w *worker) process(ctx context.Context, pid uint32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	before := len(w.found.Holders)
	err := w.look(pid)
	if err != nil {
		w.found.Holders = w.found.Holders[:before]
	}
	switch {
	case err == nil:
		w.found.Looked++
	case errors.Is(err, errNoPermission):
		w.found.Denied++
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ESRCH):
		w.found.Vanished++
	default:
		return fmt.Errorf("process %d: %w", pid, err)
	}
	return nil
}

// look records the sockets of a process. Everything is found by way of one open directory,
// which belongs to this process for good: when the process ends and its number is given to
// another, the directory is empty rather than the other's.
func (w *worker) look(pid uint32) error {
	fd, err := w.openDescriptors(pid)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // nothing was written
	before := len(w.found.Holders)
	if n := w.count(fd); n > shareLen {
		return w.lookAtFirst(fd, pid, n)
	}
	entries, err := w.descriptors(fd, noEnd)
	if err != nil {
		return err
	}
	if entries == 0 {
		if err := w.threads(fd, pid); err != nil {
			return err
		}
	}
	if len(w.found.Holders) == before {
		return nil
	}
	_, err = w.identify(fd)
	return err
}

// openDescriptors opens the fd directory of a process.
func (w *worker) openDescriptors(pid uint32) (int, error) {
	w.path = append(strconv.AppendUint(w.path[:0], uint64(pid), 10), "/fd\x00"...)
	fd, err := openat(w.root, w.path, unix.O_DIRECTORY)
	return fd, permission(err)
}

// descriptors records the sockets in an open fd directory, from where it is read on and up to the
// descriptor end. It returns how many descriptors of any kind it saw.
func (w *worker) descriptors(fd int, end uint32) (entries int, err error) {
	err = readDir(fd, w.dirents, func(name []byte) error {
		descriptor, ok := number(name)
		if !ok {
			return nil
		}
		if descriptor >= end {
			return errEnd
		}
		entries++
		n, err := readlinkat(fd, name, w.link[:])
		if errors.Is(err, unix.ENOENT) {
			return nil // closed since
		}
		if err != nil {
			return permission(err)
		}
		if inode, ok := ParseSocketLink(w.link[:n]); ok && (w.wants == nil || w.wants(inode)) {
			w.found.Holders = append(w.found.Holders, Holder{Inode: inode, Process: len(w.found.Processes)})
		}
		return nil
	})
	if errors.Is(err, errEnd) {
		err = nil
	}
	return entries, err
}

// threads records the sockets of a process whose first thread has no descriptors: it may have
// ended before the others, which keep them.
func (w *worker) threads(fd int, pid uint32) error {
	task, err := openat(fd, []byte("../task\x00"), unix.O_DIRECTORY)
	if err != nil {
		return permission(err)
	}
	defer unix.Close(task) //nolint:errcheck // nothing was written
	return readDir(task, w.tasks, func(name []byte) error {
		tid, ok := number(name)
		if !ok || tid == pid {
			return nil
		}
		w.path = append(append(w.path[:0], name[:len(name)-1]...), "/fd\x00"...)
		dir, err := openat(task, w.path, unix.O_DIRECTORY)
		if err != nil {
			return permission(err)
		}
		defer unix.Close(dir) //nolint:errcheck // nothing was written
		_, err = w.descriptors(dir, noEnd)
		return err
	})
}

// identify records the process itself, of which fd is the open fd directory, and returns when it
// started.
func (w *worker) identify(fd int) (start uint64, err error) {
	st, err := readStat(fd, []byte("../stat\x00"), w.stat[:])
	if err != nil {
		return 0, permission(err)
	}
	p := Process{PID: st.PID, Start: st.Start}
	p.nameLen = copy(p.name[:], st.Name)
	w.found.Processes = append(w.found.Processes, p)
	return st.Start, nil
}

// readStat reads a stat file. The path, from an open directory, ends with a NUL; the name in what
// is returned refers to the buffer.
func readStat(dir int, path, buffer []byte) (Stat, error) {
	f, err := openat(dir, path, 0)
	if err != nil {
		return Stat{}, err
	}
	defer unix.Close(f) //nolint:errcheck // nothing was written
	n, err := unix.Read(f, buffer)
	if err != nil {
		return Stat{}, os.NewSyscallError("read stat", err)
	}
	return ParseStat(buffer[:n])
}

// readDir calls visit for each entry of an open directory. The name ends with a NUL.
func readDir(fd int, buffer []byte, visit func(name []byte) error) error {
	for {
		n, err := unix.ReadDirent(fd, buffer)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return permission(os.NewSyscallError("getdents64", err))
		}
		if n == 0 {
			return nil
		}
		for b := buffer[:n]; len(b) > 0; {
			name, rest, err := nextDirent(b)
			if err != nil {
				return err
			}
			if err := visit(name); err != nil {
				return err
			}
			b = rest
		}
	}
}

// permission marks the errors that say that the process is somebody else's.
func permission(err error) error {
	if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
		return errNoPermission
	}
	return err
}

// openat and readlinkat call the kernel with names that end with a NUL already: the wrappers of
// x/sys would copy every one of them.

func openat(dir int, path []byte, flags int) (int, error) {
	for {
		fd, _, errno := unix.Syscall6(unix.SYS_OPENAT, uintptr(dir),
			uintptr(unsafe.Pointer(unsafe.SliceData(path))),
			uintptr(flags|unix.O_RDONLY|unix.O_CLOEXEC), 0, 0, 0)
		switch {
		case errno == 0:
			return int(fd), nil
		case errno != unix.EINTR:
			return -1, os.NewSyscallError("openat", errno)
		}
	}
}

func readlinkat(dir int, name, b []byte) (int, error) {
	n, _, errno := unix.Syscall6(unix.SYS_READLINKAT, uintptr(dir),
		uintptr(unsafe.Pointer(unsafe.SliceData(name))),
		uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), 0, 0)
	if errno != 0 {
		return 0, os.NewSyscallError("readlinkat", errno)
	}
	return int(n), nil
}
