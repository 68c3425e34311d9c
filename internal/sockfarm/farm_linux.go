package sockfarm

import (
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// deadline is how long the kernel may take for one step. None takes as long as that unless
// something is wrong.
const deadline = 20 * time.Second

// Farm is a set of TCP sockets in a network namespace that holds no others.
type Farm struct {
	tb    testing.TB
	fds   map[int]struct{} // open descriptors
	wants []*Want
}

// New makes the sockets in the network namespace of the calling goroutine, which must be a new
// one: see [Enter]. Every row is in the kernel's table when New returns. TIME_WAIT and some orphans
// last 60 seconds, the others longer. The cleanup of the test ends it all.
func New(tb testing.TB) *Farm {
	tb.Helper()
	f := &Farm{tb: tb, fds: make(map[int]struct{})}
	tb.Cleanup(f.closeAll)
	kinds := f.kinds()
	f.plantListeners(kinds)
	for _, k := range kinds {
		f.plantStates(k)
		f.plantOrphans(k)
		f.plantUnaccepted(k)
	}
	f.plantShared(kinds)
	f.awaitAll()
	return f
}

// Wants returns what must be true of the rows of the namespace's table. There is one Want for
// each socket, those in CLOSED included, which no table shows unless it is asked for them.
func (f *Farm) Wants() []Want {
	wants := make([]Want, len(f.wants))
	for i, w := range f.wants {
		wants[i] = *w
		wants[i].PIDs = slices.Clone(w.PIDs)
	}
	return wants
}

// held adds what must be true of a socket that this process, and no other, has a descriptor of.
func (f *Farm) held(name string, e endpoint, state tcptable.State) *Want {
	w := f.orphaned(name, e, state)
	w.Inode, w.UID = e.inode, uint32(os.Getuid())
	w.Owner, w.PIDs = tcptable.OwnerKnown, []uint32{uint32(os.Getpid())}
	return w
}

// orphaned adds what must be true of a socket that no descriptor refers to any more.
func (f *Farm) orphaned(name string, e endpoint, state tcptable.State) *Want {
	w := &Want{
		Name: name, Family: e.family, State: state, Owner: tcptable.OwnerKernel,
		Local: e.local, LocalScope: scopeOf(e.local),
		Remote: e.remote, RemoteScope: scopeOf(e.remote),
	}
	// The kernel binds a socket with a link-local address to the interface of that address.
	w.Interface = max(w.LocalScope, w.RemoteScope)
	f.wants = append(f.wants, w)
	return w
}

// awaitAll waits until /proc/net shows every row that is wanted.
func (f *Farm) awaitAll() {
	f.tb.Helper()
	var missing []string
	arrived := func() bool {
		rows, err := ReadProc()
		f.must("read the table", err)
		missing = missing[:0]
		for _, w := range f.wants {
			if w.State != tcptable.StateClosed && !slices.ContainsFunc(rows, w.same) {
				missing = append(missing, w.Name)
			}
		}
		return len(missing) == 0
	}
	if !poll(arrived) {
		f.tb.Fatalf("after %v the kernel does not show: %q", deadline, missing)
	}
}

// eventually waits for a condition and fails the test if it does not come true in time.
func (f *Farm) eventually(what string, condition func() bool) {
	f.tb.Helper()
	if !poll(condition) {
		f.tb.Fatalf("not in %v: %s", deadline, what)
	}
}

func poll(condition func() bool) bool {
	for end := time.Now().Add(deadline); ; time.Sleep(time.Millisecond) {
		if condition() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

func (f *Farm) must(what string, err error) {
	if err != nil {
		f.tb.Helper()
		f.tb.Fatalf("%s: %v", what, err)
	}
}

func (f *Farm) closeAll() {
	for fd := range f.fds {
		if err := unix.Close(fd); err != nil {
			f.tb.Errorf("close descriptor %d: %v", fd, err)
		}
	}
}
