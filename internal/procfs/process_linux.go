package procfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// ReadFacts returns the facts of one process under root: of the one that started at the given
// time or, if that is 0, of whichever has the number now.
//
// For a process that has ended, or that started at another time, the error is fs.ErrNotExist. If
// the caller may not see the executable it is fs.ErrPermission, and the other facts are returned
// with it unless they are hidden too.
func ReadFacts(root string, pid uint32, start uint64) (Facts, error) {
	return look(root, pid, func(p *process) (Facts, error) { return p.facts(start) })
}

// ReadContainer returns the container of one process, as [ReadFacts] does, and nothing else.
func ReadContainer(root string, pid uint32, start uint64) (Container, error) {
	f, err := look(root, pid, func(p *process) (f Facts, err error) {
		st, err := readStat(p.dir, []byte("stat\x00"), p.stat[:])
		if err != nil {
			return f, err
		}
		if st.Start != start {
			return f, notThen(st.Start, start)
		}
		p.groups(&f)
		return f, nil
	})
	return f.Container, err
}

// look opens the directory of a process and has its facts read.
func look(root string, pid uint32, read func(*process) (Facts, error)) (Facts, error) {
	// Everything is found by way of one open directory, see worker.look.
	number := strconv.FormatUint(uint64(pid), 10)
	path := filepath.Join(root, number)
	dir, err := openat(unix.AT_FDCWD, append([]byte(path), 0), unix.O_DIRECTORY)
	if err != nil {
		return Facts{}, fmt.Errorf("%s: %w", path, ended(err))
	}
	defer unix.Close(dir) //nolint:errcheck // nothing was written
	facts, err := read(&process{dir: dir, first: number, thread: "."})
	if err = ended(err); errors.Is(err, fs.ErrNotExist) {
		facts = Facts{}
	}
	if err != nil {
		return facts, fmt.Errorf("process %d: %w", pid, err)
	}
	return facts, nil
}

// process is an open directory /proc/PID.
type process struct {
	dir    int
	first  string // the number of its first thread, and its own
	thread string // where a thread that has not ended is told about, from dir
	stat   [statLen]byte
	link   [unix.PathMax]byte
}

func (p *process) facts(start uint64) (Facts, error) {
	st, err := readStat(p.dir, []byte("stat\x00"), p.stat[:])
	if err != nil {
		return Facts{}, err
	}
	if start != 0 && st.Start != start {
		return Facts{}, notThen(st.Start, start)
	}
	f := Facts{PID: st.PID, Name: string(st.Name), Start: st.Start, Parent: st.Parent, Kernel: st.IsKernel()}
	hasEnded := st.HasEnded() // which the next file overwrites
	p.user(&f)
	if f.Kernel {
		return f, nil
	}
	err = fs.ErrNotExist
	if !hasEnded {
		f.Executable, f.Deleted, err = p.executable("exe")
	}
	if errors.Is(err, fs.ErrNotExist) {
		f.Executable, f.Deleted, err = p.executableOfThreads()
	}
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return f, err
	}
	return f, errors.Join(err, p.rest(&f))
}

// executable returns where a link to a program leads. A process that is about to end has no such
// link any more.
func (p *process) executable(link string) (path string, deleted bool, err error) {
	n, err := unix.Readlinkat(p.dir, link, p.link[:])
	if err != nil {
		return "", false, ended(os.NewSyscallError("readlinkat", err))
	}
	if n == len(p.link) {
		return "", false, fmt.Errorf("path of the executable: %w", unix.ENAMETOOLONG)
	}
	target := p.link[:n]
	name, deleted := cutDeleted(target)
	if deleted && p.leadsTo(link, string(target)) {
		return string(target), false, nil
	}
	return string(name), deleted, nil
}

// leadsTo reports whether the link leads to the file that has the given path now.
func (p *process) leadsTo(link, path string) bool {
	var target, file unix.Stat_t
	return unix.Stat(path, &file) == nil && unix.Fstatat(p.dir, link, &target, 0) == nil &&
		target.Dev == file.Dev && target.Ino == file.Ino
}

// executableOfThreads is for a process whose first thread has ended: the others may go on.
func (p *process) executableOfThreads() (path string, deleted bool, err error) {
	fd, err := openat(p.dir, []byte("task\x00"), unix.O_DIRECTORY)
	if err != nil {
		return "", false, err
	}
	tasks := os.NewFile(uintptr(fd), "task")
	defer tasks.Close() //nolint:errcheck // nothing was written
	tids, err := tasks.Readdirnames(-1)
	if err != nil {
		return "", false, err
	}
	for _, tid := range tids {
		if tid == p.first {
			continue
		}
		path, deleted, err = p.executable("task/" + tid + "/exe")
		if !errors.Is(err, fs.ErrNotExist) {
			p.thread = "task/" + tid
			return path, deleted, err
		}
	}
	return "", false, fmt.Errorf("none of its threads is left: %w", fs.ErrNotExist)
}

// ended makes fs.ErrNotExist of what the kernel says when a process ends while it is looked at.
func ended(err error) error {
	if errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("%w (%w)", fs.ErrNotExist, err)
	}
	return err
}

func notThen(started, asked uint64) error {
	return fmt.Errorf("started at %d, not at %d: %w", started, asked, fs.ErrNotExist)
}
