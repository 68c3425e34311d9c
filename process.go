package tcptable

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ProcessFacts are what can be found out about one process beyond what a snapshot holds. A fact that
// is not known is zero: those that docs/platforms.md says a system does not tell, and those that the
// caller may not see, which are Executable, NetNS and the Name of Container.
type ProcessFacts struct {
	// Process is what the process is called now, and when it started.
	Process

	// Executable is the full path of the program, as seen from the root directory of the caller
	// or, for a process in a container, as seen from there. It may hold any byte but NUL. Empty:
	// the process is a thread of the kernel.
	Executable string

	// Deleted is set if the program's file has been removed, or replaced by another, since the
	// process started: Executable is then the path that it had. Linux shows that by the word
	// "(deleted)" behind the path, which is not in Executable.
	Deleted bool

	// Kernel is set for a thread of the kernel, which runs no program.
	Kernel bool

	// CommandLine is the program as it was called and its arguments, or what the process has
	// written over them since, as programs do that show what they are doing; then it is often one
	// text with spaces. Arguments may hold any byte but NUL: escape them before you show them.
	// Empty ones at the end are left out, and what is behind the first 1 MiB. Nil: the process has
	// none, as the threads of the kernel, or not yet, while it is being started.
	CommandLine []string

	// Parent is the PID of the process that started this one or, once that has ended, of the one
	// that has taken its place. On Windows it is the former, even if it has ended and its PID
	// belongs to another process now. Zero: none, or none that the caller's PID namespace shows.
	Parent uint32

	// UID is the real user id of the process, as seen from the caller's user namespace. It is
	// meaningful only if HasUID is set.
	UID    uint32
	HasUID bool

	// Started is when the process started, by the clock as it was set when the Table was opened.
	// It is Start as a time of day.
	Started time.Time

	// NetNS is the inode number of the network namespace that the process is in, as in
	// [Conn.NetNS]. A socket that it holds may belong to another.
	NetNS uint64

	// Cgroup is the path of the control group of the process, see cgroups(7), from the root that
	// the caller sees: that of version 2 or, if that does not tell the process from others, of the
	// hierarchy of version 1 that does. It may hold any byte but NUL and line feed.
	Cgroup string

	// Unit is the name of the systemd unit that Cgroup belongs to, for example "nginx.service", the
	// innermost if it is in several: of "user@1000.service/app.slice/foo.service" it is the last.
	Unit string

	// Container is the container that Cgroup belongs to.
	Container Container
}

// ProcessReader is a Source that can tell the facts of a process. [Table.ProcessFacts] asks for
// it by type assertion, which a Source that wraps another has to allow for.
type ProcessReader interface {
	Source

	// ProcessFacts is [Table.ProcessFacts]. A Source whose processes have no Start ignores it.
	ProcessFacts(ctx context.Context, p Process) (ProcessFacts, error)
}

// ProcessFacts returns the facts of exactly the process p, for example one out of
// [Snapshot.Processes]: PID and Start identify it. With a Start of 0 it is whichever process has
// the PID now.
//
// It takes some twenty system calls on Linux, about 0.1 ms, and ends early when ctx is done: ask for
// the processes of a table one after the other.
//
// Errors that errors.Is can tell:
//
//   - [fs.ErrNotExist]: the process has ended, though its parent may not have noticed yet, or
//     its PID belongs to another process now. So it seems, too, where proc(5) hides the process
//     (hidepid=2).
//   - [fs.ErrPermission]: the caller may not see the executable, which takes the same rights as
//     the owner of a socket, see the package documentation. The other facts are returned with
//     the error, unless proc(5) withholds them as well (hidepid=1).
//   - [errors.ErrUnsupported]: the source cannot tell.
//   - ctx.Err() and [fs.ErrClosed].
func (t *Table) ProcessFacts(ctx context.Context, p Process) (ProcessFacts, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.usable(ctx); err != nil {
		return ProcessFacts{}, fmt.Errorf("tcptable: process %d: %w", p.PID, err)
	}
	reader, ok := t.source.(ProcessReader)
	if !ok {
		return ProcessFacts{}, fmt.Errorf("tcptable: process %d: not told by this source: %w", p.PID, errors.ErrUnsupported)
	}
	facts, err := reader.ProcessFacts(ctx, p)
	if err != nil {
		err = fmt.Errorf("tcptable: %w", err)
	}
	return facts, err
}
