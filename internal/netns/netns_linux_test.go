package netns_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/netns"
)

func TestCurrentIsStable(t *testing.T) {
	a, b := current(t), current(t)
	if a.ID() == 0 || a.ID() != b.ID() {
		t.Errorf("ids of one namespace: %d and %d", a.ID(), b.ID())
	}
}

func TestOpenRefuses(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path string
		want       error
	}{
		{"nothing", filepath.Join(t.TempDir(), "none"), fs.ErrNotExist},
		{"a directory", t.TempDir(), unix.EINVAL},
		{"a pipe without a writer", fifo, unix.EINVAL},
		{"another kind of namespace", "/proc/self/ns/mnt", unix.EINVAL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := netns.Open(tt.path)
			if h != nil || !errors.Is(err, tt.want) {
				t.Errorf("Open(%q) = %v, %v; want an error that is %v", tt.path, h, err, tt.want)
			}
		})
	}
}

func TestDoInTheSameNamespaceNeedsNoPrivilege(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	h, tid := current(t), unix.Gettid()
	sentinel := errors.New("from fn")
	err := h.Do(func() error {
		if unix.Gettid() != tid {
			t.Error("fn ran on another thread")
		}
		return sentinel
	})
	if !errors.Is(err, sentinel) {
		t.Errorf("Do = %v, want fn's error", err)
	}
}

func TestDoInAnotherNamespace(t *testing.T) {
	before, other := current(t), newNamespace(t)
	if other.ID() == before.ID() {
		t.Fatal("the new namespace has the id of the old one")
	}
	err := other.Do(func() error {
		if unix.Gettid() == unix.Getpid() {
			t.Error("the main thread is in the other namespace")
		}
		if got := current(t).ID(); got != other.ID() {
			t.Errorf("inside Do the namespace is %d, want %d", got, other.ID())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := current(t).ID(); got != before.ID() {
		t.Errorf("after Do the namespace is %d, want %d", got, before.ID())
	}
}

// newNamespace makes a namespace on a thread of its own, which ends with it.
func newNamespace(t *testing.T) *netns.Handle {
	t.Helper()
	type result struct {
		h   *netns.Handle
		err error
	}
	made := make(chan result)
	go func() {
		runtime.LockOSThread()
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			made <- result{err: err}
			return
		}
		h, err := netns.Current()
		made <- result{h, err}
	}()
	r := <-made
	if errors.Is(r.err, fs.ErrPermission) {
		t.Skipf("a network namespace cannot be made here: %v", r.err)
	}
	if r.err != nil {
		t.Fatal(r.err)
	}
	t.Cleanup(func() { closeHandle(t, r.h) })
	return r.h
}

func current(t *testing.T) *netns.Handle {
	t.Helper()
	h, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeHandle(t, h) })
	return h
}

func closeHandle(t *testing.T, h *netns.Handle) {
	t.Helper()
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}
