package tcptable

import (
	"context"
	"fmt"

	"github.com/tcptable/tcptable/internal/procfs"
)

// earlyWalk is a walk that runs while the table is listed. It cannot know which sockets will be in
// the table, and so finds the holders of all there are. It may miss one that was opened or handed
// over meanwhile, in a process that had been looked at before.
type earlyWalk struct {
	done chan struct{}
	walk *procfs.Walk
	err  error
}

// start begins a walk.
func (f *ownerFinder) start(ctx context.Context) *earlyWalk {
	e := &earlyWalk{done: make(chan struct{})}
	go func() {
		defer close(e.done)
		e.walk, e.err = f.walk(ctx, nil)
	}()
	return e
}

// wait returns what the walk found.
func (e *earlyWalk) wait() (*procfs.Walk, error) {
	<-e.done
	return e.walk, e.err
}

// discard waits for the end of a walk that nobody needs; there may be none.
func (e *earlyWalk) discard() error {
	if e == nil {
		return nil
	}
	_, err := e.wait()
	return err
}

// walk looks at the processes for the holders of some sockets, or of all for nil.
func (f *ownerFinder) walk(ctx context.Context, wants func(inode uint64) bool) (*procfs.Walk, error) {
	if f.walker == nil {
		w, err := procfs.NewWalker(f.root)
		if err != nil {
			return &procfs.Walk{}, fmt.Errorf("look for owners: %w", err)
		}
		f.walker = w
	}
	walk, err := f.walker.Walk(ctx, wants)
	if err != nil {
		err = fmt.Errorf("look for owners: %w", err)
	}
	return walk, err
}
