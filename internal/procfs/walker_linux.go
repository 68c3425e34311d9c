package procfs

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Walker finds the processes that hold sockets. It keeps its buffers and the open root
// directory; it is for one goroutine at a time.
type Walker struct {
	root    *os.File
	dirents []byte
	pids    []uint32
	workers []worker
	shares  []share
	walk    Walk
}

// NewWalker returns a Walker of the processes under root, which is "/proc" for those of this
// machine.
func NewWalker(root string) (*Walker, error) {
	f, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	w := &Walker{root: f, dirents: make([]byte, direntsLen), workers: make([]worker, runtime.GOMAXPROCS(0))}
	shares := isProc(f)
	for i := range w.workers {
		w.workers[i] = newWorker(int(f.Fd()), shares)
	}
	return w, nil
}

// isProc reports whether the directory is in a proc filesystem of the kernel's, and not a copy of one.
func isProc(root *os.File) bool {
	var st unix.Statfs_t
	return unix.Fstatfs(int(root.Fd()), &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
}

// Close closes the root directory.
func (w *Walker) Close() error { return w.root.Close() }

// Walk looks at every process, on all cores, for those that hold the sockets with the inodes for
// which wants is true; nil stands for all sockets. It calls wants from several goroutines. A process
// that the caller may not look at, or that ends meanwhile, is counted and is not an error. With an
// error, which is ctx.Err() or the kernel's, what was found until then is returned too.
func (w *Walker) Walk(ctx context.Context, wants func(inode uint64) bool) (*Walk, error) {
	w.walk.reset()
	if err := w.list(); err != nil {
		return &w.walk, err
	}
	for i := range w.workers {
		w.workers[i].begin(wants)
	}
	err := w.work(len(w.pids), func(worker *worker, i int) error { return worker.process(ctx, w.pids[i]) })
	w.shares = w.shares[:0]
	for i := range w.workers {
		w.shares = append(w.shares, w.workers[i].left...)
	}
	err = errors.Join(err, w.work(len(w.shares), func(worker *worker, i int) error { return worker.share(ctx, w.shares[i]) }))
	for i := range w.workers {
		w.walk.add(&w.workers[i].found)
	}
	return &w.walk, err
}

// work has the workers do n jobs.
func (w *Walker) work(n int, do func(*worker, int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, len(w.workers))
	for i := range w.workers[:min(n, len(w.workers))] {
		wg.Go(func() {
			for errs[i] == nil {
				job := int(next.Add(1)) - 1
				if job >= n {
					return
				}
				errs[i] = do(&w.workers[i], job)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// list reads the numbers of all processes into w.pids.
func (w *Walker) list() error {
	w.pids = w.pids[:0]
	w.walk.Hidden = true
	if _, err := w.root.Seek(0, 0); err != nil {
		return err
	}
	return readDir(int(w.root.Fd()), w.dirents, func(name []byte) error {
		if pid, ok := number(name); ok {
			w.pids = append(w.pids, pid)
			w.walk.Hidden = w.walk.Hidden && pid != 1
		}
		return nil
	})
}

// add appends what another part of the walk found.
func (w *Walk) add(part *Walk) {
	offset := len(w.Processes)
	w.Processes = append(w.Processes, part.Processes...)
	for _, h := range part.Holders {
		w.Holders = append(w.Holders, Holder{Inode: h.Inode, Process: h.Process + offset})
	}
	w.Looked += part.Looked
	w.Denied += part.Denied
	w.Vanished += part.Vanished
}

// reset empties w and keeps its room.
func (w *Walk) reset() {
	*w = Walk{Processes: w.Processes[:0], Holders: w.Holders[:0]}
}
