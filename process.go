package tcptable

import (
	"context"
	"errors"
	"fmt"
)

// ProcessFacts are what can be found out about one process beyond what a snapshot holds.
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
