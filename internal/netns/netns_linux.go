package netns

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// threadNS refers to the namespace of the calling thread. The shorter /proc/self/ns/net is that
// of the process' main thread, which may be another one.
const threadNS = "/proc/thread-self/ns/net"

// Handle refers to a network namespace and keeps it alive. Its methods may be called from
// several goroutines, but Close from one only.
type Handle struct {
	file   *os.File
	id     uint64
	device uint64 // of all namespaces: that of nsfs
}

// Current returns a handle to the namespace of the calling thread.
func Current() (*Handle, error) { return Open(threadNS) }

// Open returns a handle to the namespace that path refers to, for example "/run/netns/blue" or
// "/proc/4711/ns/net". For a path that is not a network namespace the error wraps
// unix.EINVAL. The file is not opened for reading, so a named pipe does not block.
//
// Source: network_namespaces(7), ioctl_ns(2).
func Open(path string) (*Handle, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return nil, &os.PathError{Op: "statfs", Path: path, Err: err}
	}
	if fs.Type != unix.NSFS_MAGIC {
		return nil, fmt.Errorf("%s: not a namespace: %w", path, unix.EINVAL)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	h, err := newHandle(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return h, nil
}

func newHandle(f *os.File) (*Handle, error) {
	kind, err := unix.IoctlRetInt(int(f.Fd()), unix.NS_GET_NSTYPE)
	if err != nil {
		return nil, fmt.Errorf("%s: kind of namespace: %w", f.Name(), err)
	}
	if kind != unix.CLONE_NEWNET {
		return nil, fmt.Errorf("%s: not a network namespace: %w", f.Name(), unix.EINVAL)
	}
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		return nil, &os.PathError{Op: "fstat", Path: f.Name(), Err: err}
	}
	return &Handle{file: f, id: st.Ino, device: uint64(st.Dev)}, nil
}

// ID returns the inode number of the namespace, which identifies it on this machine.
func (h *Handle) ID() uint64 { return h.id }

// FD returns the descriptor that refers to the namespace. It is valid until Close.
func (h *Handle) FD() int { return int(h.file.Fd()) }

// Close releases the handle.
func (h *Handle) Close() error { return h.file.Close() }

// Do calls fn on a thread that is in the namespace, and returns what fn returns. It needs
// CAP_SYS_ADMIN unless the calling thread is in the namespace already. A socket that fn opens,
// and an open file of /proc/thread-self/net, stay in the namespace afterwards. fn must not wait
// for another goroutine to do its work: that one runs elsewhere.
func (h *Handle) Do(fn func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var here unix.Stat_t
	if err := unix.Stat(threadNS, &here); err != nil {
		return fmt.Errorf("network namespace of this thread: %w", &os.PathError{Op: "stat", Path: threadNS, Err: err})
	}
	if here.Ino == h.id && uint64(here.Dev) == h.device {
		return fn()
	}
	done := make(chan error, 1)
	go func() { done <- h.visit(fn) }()
	return <-done
}

// visit has a goroutine of its own: should its thread not find back, it stays locked and ends
// with the goroutine, so that nothing else ever runs there.
func (h *Handle) visit(fn func() error) error {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		// The namespace of the main thread passes for that of the whole process. While the thread
		// waits here, the next goroutine gets another one.
		defer runtime.UnlockOSThread()
		done := make(chan error, 1)
		go func() { done <- h.visit(fn) }()
		return <-done
	}
	home, err := Current()
	if err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("network namespace of this thread: %w", err)
	}
	defer home.Close() //nolint:errcheck // nothing was written
	if err := h.enter(); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("enter network namespace %d: %w", h.id, err)
	}
	err = fn()
	if homeErr := home.enter(); homeErr != nil {
		return errors.Join(err, fmt.Errorf("leave network namespace %d: %w", h.id, homeErr))
	}
	runtime.UnlockOSThread()
	return err
}

func (h *Handle) enter() error { return unix.Setns(int(h.file.Fd()), unix.CLONE_NEWNET) }
