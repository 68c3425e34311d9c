package procfs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// Members returns the network namespace of every process, looking on all cores. A process that the
// caller may not look at, or that ends meanwhile, is counted and is not an error. With an error, which
// is ctx.Err() or the kernel's, what was found until then is returned too.
//
// The threads of a process can be in other namespaces than the first one. They are not looked at,
// since there may be ten or a hundred times as many; but if the first has ended, any of the others
// that has not stands for the process.
func (w *Walker) Members(ctx context.Context) (Members, error) {
	w.walk.reset()
	if err := w.list(); err != nil {
		return Members{}, err
	}
	for i := range w.workers {
		w.workers[i].begin(nil)
		w.workers[i].members = w.workers[i].members[:0]
	}
	err := w.work(len(w.pids), func(worker *worker, i int) error { return worker.member(ctx, w.pids[i]) })
	all := Members{Members: make([]Member, 0, len(w.pids)), Hidden: w.walk.Hidden}
	for i := range w.workers {
		all.Members = append(all.Members, w.workers[i].members...)
		all.Denied += w.workers[i].found.Denied
		all.Vanished += w.workers[i].found.Vanished
	}
	return all, err
}

// member finds the namespace of a process and counts what came of it.
func (w *worker) member(ctx context.Context, pid uint32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m, err := w.lookForNetNS(pid)
	switch {
	case errors.Is(err, errNoPermission):
		w.found.Denied++
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ESRCH):
		w.found.Vanished++
	case err != nil:
		return fmt.Errorf("process %d: %w", pid, err)
	case m.NetNS != 0:
		w.members = append(w.members, m)
	}
	return nil
}

func (w *worker) lookForNetNS(pid uint32) (m Member, err error) {
	// Link and times are found by way of one open directory, see look.
	w.path = append(strconv.AppendUint(w.path[:0], uint64(pid), 10), 0)
	dir, err := openat(w.root, w.path, unix.O_DIRECTORY)
	if err != nil {
		return m, permission(err)
	}
	defer unix.Close(dir) //nolint:errcheck // nothing was written
	m.NetNS, err = w.netNS(dir, []byte("ns/net\x00"))
	if errors.Is(err, unix.ENOENT) {
		m.NetNS, err = w.netNSOfThreads(dir, pid)
	}
	if err != nil {
		return m, permission(err)
	}
	st, err := readStat(dir, []byte("stat\x00"), w.stat[:])
	if err != nil || st.IsKernel() {
		return Member{}, permission(err)
	}
	m.PID, m.Start = st.PID, st.Start
	m.nameLen = copy(m.name[:], st.Name)
	return m, nil
}

// netNS reads a link to a namespace.
func (w *worker) netNS(dir int, path []byte) (uint64, error) {
	n, err := readlinkat(dir, path, w.link[:])
	if err != nil {
		return 0, err
	}
	inode, ok := ParseNetNSLink(w.link[:n])
	if !ok {
		return 0, fmt.Errorf("%w: network namespace %q", ErrMalformed, w.link[:n])
	}
	return inode, nil
}

// netNSOfThreads is for a process whose first thread has ended.
func (w *worker) netNSOfThreads(dir int, pid uint32) (inode uint64, err error) {
	task, err := openat(dir, []byte("task\x00"), unix.O_DIRECTORY)
	if err != nil {
		return 0, err
	}
	defer unix.Close(task) //nolint:errcheck // nothing was written
	err = readDir(task, w.tasks, func(name []byte) (err error) {
		if tid, ok := number(name); !ok || tid == pid || inode != 0 {
			return nil
		}
		w.path = append(append(w.path[:0], name[:len(name)-1]...), "/ns/net\x00"...)
		if inode, err = w.netNS(task, w.path); errors.Is(err, unix.ENOENT) {
			return nil
		}
		return err
	})
	if err == nil && inode == 0 {
		err = unix.ENOENT
	}
	return inode, err
}

// ReadNetNSMounts returns the mounts of network namespaces that the caller sees.
func ReadNetNSMounts(root string) ([]NetNSMount, error) {
	path := filepath.Join(root, "self", "mountinfo")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	mounts, err := ParseNetNSMounts(text)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return mounts, err
}
