package procfs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

// fakeProcess becomes a directory of a proc filesystem that the test writes.
type fakeProcess struct {
	pid   int
	name  string
	links map[int]string         // descriptor → target
	tasks map[int]map[int]string // thread → its descriptors
}

func writeProc(t *testing.T, processes ...fakeProcess) string {
	t.Helper()
	root := t.TempDir()
	for _, p := range processes {
		dir := filepath.Join(root, strconv.Itoa(p.pid))
		writeLinks(t, filepath.Join(dir, "fd"), p.links)
		mkdir(t, filepath.Join(dir, "task", strconv.Itoa(p.pid)))
		for tid, links := range p.tasks {
			writeLinks(t, filepath.Join(dir, "task", strconv.Itoa(tid), "fd"), links)
		}
		stat := fmt.Sprintf("%d (%s)%s", p.pid, p.name, statTail)
		if err := os.WriteFile(filepath.Join(dir, "stat"), []byte(stat), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func writeLinks(t *testing.T, dir string, links map[int]string) {
	t.Helper()
	mkdir(t, dir)
	for fd, target := range links {
		if err := os.Symlink(target, filepath.Join(dir, strconv.Itoa(fd))); err != nil {
			t.Fatal(err)
		}
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestWalk(t *testing.T) {
	root := writeProc(t,
		fakeProcess{pid: 1, name: "init", links: map[int]string{0: "/dev/null", 3: "socket:[100]", 4: "socket:[101]"}},
		fakeProcess{pid: 2, name: "kthreadd"},
		fakeProcess{pid: 70000, name: "a) (b", links: map[int]string{7: "socket:[100]", 8: "socket:[100]", 9: "pipe:[5]"}},
		fakeProcess{pid: 80000, name: "first thread ended", tasks: map[int]map[int]string{
			80001: {3: "socket:[200]"}, 80002: {3: "socket:[200]"},
		}},
	)
	mkdir(t, filepath.Join(root, "90000")) // a process that ends under way: nothing in it
	mkdir(t, filepath.Join(root, "self"))

	w := newTestWalker(t, root)
	for range 2 { // the second walk reuses the buffers
		walk, err := w.Walk(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"100 init 1 31", "100 a) (b 70000 31", "100 a) (b 70000 31", "101 init 1 31",
			"200 first thread ended 80000 31", "200 first thread ended 80000 31",
		}
		if got := holders(walk); !slices.Equal(got, want) {
			t.Errorf("holders:\n got %q\nwant %q", got, want)
		}
		if walk.Looked != 4 || walk.Vanished != 1 || walk.Denied != 0 || walk.Hidden {
			t.Errorf("looked at %d, %d vanished, %d denied, hidden %t", walk.Looked, walk.Vanished, walk.Denied, walk.Hidden)
		}
	}
}

func TestWalkHidden(t *testing.T) {
	w := newTestWalker(t, writeProc(t, fakeProcess{pid: 4711, name: "mine"}))
	if walk, err := w.Walk(t.Context(), nil); err != nil || !walk.Hidden {
		t.Errorf("Walk = hidden %t, %v; without process 1 the others are hidden", walk.Hidden, err)
	}
}

func TestWalkDenied(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may look at every directory")
	}
	root := writeProc(t,
		fakeProcess{pid: 1, name: "init", links: map[int]string{3: "socket:[100]"}},
		fakeProcess{pid: 2, name: "mine", links: map[int]string{3: "socket:[101]"}})
	closed := filepath.Join(root, "1", "fd")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o755) }) // else it cannot be removed
	walk, err := newTestWalker(t, root).Walk(t.Context(), nil)
	if err != nil || walk.Denied != 1 || walk.Looked != 1 {
		t.Errorf("Walk = %d denied, %d looked at, %v", walk.Denied, walk.Looked, err)
	}
	if got, want := holders(walk), []string{"101 mine 2 31"}; !slices.Equal(got, want) {
		t.Errorf("holders %q, want %q", got, want)
	}
}

func TestWalkFails(t *testing.T) {
	if _, err := NewWalker(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("NewWalker of nothing succeeds")
	}
	root := writeProc(t,
		fakeProcess{pid: 1, name: "init", links: map[int]string{3: "socket:[100]"}},
		fakeProcess{pid: 2, name: "broken", links: map[int]string{3: "socket:[101]"}})
	if err := os.WriteFile(filepath.Join(root, "2", "stat"), []byte("nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	walk, err := newTestWalker(t, root).Walk(t.Context(), nil)
	if !errors.Is(err, ErrMalformed) {
		t.Errorf("Walk = %v, want ErrMalformed", err)
	}
	for _, h := range holders(walk) {
		if h != "100 init 1 31" {
			t.Errorf("with the error comes the holder %q", h)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newTestWalker(t, root).Walk(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Walk = %v, want context.Canceled", err)
	}
}

// The kernel itself: this process holds a listener of its own.
func TestWalkThisMachine(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	inode := inodeOf(t, l.(*net.TCPListener))
	walk, err := newTestWalker(t, "/proc").Walk(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	self := 0
	for _, h := range walk.Holders {
		if h.Inode != inode {
			continue
		}
		p := walk.Processes[h.Process]
		if int(p.PID) != os.Getpid() || p.Start == 0 || p.Name() == "" {
			t.Errorf("the listener is held by %d %q, started %d", p.PID, p.Name(), p.Start)
		}
		self++
	}
	if self != 1 {
		t.Errorf("the listener was found %d times", self)
	}
}

func TestWalkAllocations(t *testing.T) {
	w := newTestWalker(t, "/proc")
	allocs := testing.AllocsPerRun(5, func() {
		if _, err := w.Walk(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	})
	// Some belong to goroutines and to errors of processes that end; none to a descriptor.
	if most := 50 + 3*float64(len(w.pids)); allocs > most {
		t.Errorf("a walk over %d processes allocates %v times, more than %v", len(w.pids), allocs, most)
	}
}

func BenchmarkWalk(b *testing.B) {
	w, err := NewWalker("/proc")
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Walk(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func newTestWalker(t *testing.T, root string) *Walker {
	t.Helper()
	w, err := NewWalker(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func holders(walk *Walk) (lines []string) {
	sorted := slices.SortedFunc(slices.Values(walk.Holders), func(a, b Holder) int {
		return cmp.Or(cmp.Compare(a.Inode, b.Inode), cmp.Compare(walk.Processes[a.Process].PID, walk.Processes[b.Process].PID))
	})
	for _, h := range sorted {
		p := walk.Processes[h.Process]
		lines = append(lines, fmt.Sprintf("%d %s %d %d", h.Inode, p.Name(), p.PID, p.Start))
	}
	return lines
}

func inodeOf(t *testing.T, l *net.TCPListener) uint64 {
	t.Helper()
	raw, err := l.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var st syscall.Stat_t
	if err := errors.Join(raw.Control(func(fd uintptr) { err = syscall.Fstat(int(fd), &st) }), err); err != nil {
		t.Fatal(err)
	}
	return st.Ino
}
