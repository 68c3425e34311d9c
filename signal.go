package tcptable

import (
	"fmt"
	"syscall"
)

// Signal sends a signal to exactly the process p, for example one out of [Snapshot.Processes]: a later
// process that was given its PID meanwhile is never hit. The signal 0 is sent to nobody: Signal then
// returns whether it could be. On Windows, which has no signals, only [syscall.SIGKILL] is known, and ends
// the process at once (TerminateProcess), with the exit code 1. [WithProcRoot] applies.
//
// It takes the rights that kill(2) asks for: the same user, or CAP_KILL. Errors that errors.Is can tell:
//
//   - [fs.ErrNotExist]: the process has ended, though its parent may not have noticed yet, or its PID
//     belongs to another process now.
//   - [fs.ErrPermission]: the caller may not send it signals.
//   - [errors.ErrUnsupported]: it is a thread of the kernel; it is in a PID namespace that is not below the
//     caller's; there is no such signal; or the system cannot do it, as Linux before 5.1.
//
// Source: https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html
func Signal(p Process, signal syscall.Signal, opts ...Option) error {
	if err := sendSignal(p, signal, newOptions(opts).procRoot); err != nil {
		return fmt.Errorf("tcptable: signal to process %d: %w", p.PID, err)
	}
	return nil
}
