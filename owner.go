package tcptable

import "fmt"

// OwnerStatus says whether the owner of a row is known, and why it is not when it is not.
type OwnerStatus uint8

const (
	// OwnerNotAsked: the query did not ask for owners.
	OwnerNotAsked OwnerStatus = iota
	// OwnerKnown: PID is the owner.
	OwnerKnown
	// OwnerKernel: no process has the socket any more, or yet; the kernel runs it on its own.
	// That is so in TIME_WAIT and SYN_RCVD, and for a connection that its process has closed
	// while data or the end of the connection still wait to be acknowledged.
	OwnerKernel
	// OwnerUnaccepted: the connection is complete and waits in the queue of a listener that has
	// not accepted it yet.
	OwnerUnaccepted
	// OwnerDenied: the caller may not look at every process, and the owner is not among those
	// it may look at. With CAP_SYS_PTRACE (on Linux) it would be found.
	OwnerDenied
	// OwnerGone: the process ended, or closed the socket, while the table was taken.
	OwnerGone
	// OwnerElsewhere: every process that can be seen was looked at and none holds the socket.
	// It belongs to another PID namespace, to a service inside the kernel such as NFS, or to a
	// descriptor that is on its way from one process to another. On Windows: the system names no
	// owner although the connection needs one.
	OwnerElsewhere
)

var ownerNames = [...]string{
	OwnerNotAsked:   "not_asked",
	OwnerKnown:      "known",
	OwnerKernel:     "kernel",
	OwnerUnaccepted: "unaccepted",
	OwnerDenied:     "denied",
	OwnerGone:       "gone",
	OwnerElsewhere:  "elsewhere",
}

// String returns a stable name of one lower-case word, for example "denied".
func (s OwnerStatus) String() string {
	if int(s) >= len(ownerNames) {
		return fmt.Sprintf("owner(%d)", uint8(s))
	}
	return ownerNames[s]
}

// MarshalText returns the name of the status.
func (s OwnerStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Process is a process that holds a socket of the table.
type Process struct {
	// PID is the process id, as seen from the caller's PID namespace.
	PID uint32

	// Name is the name of the process as the kernel keeps it: on Linux the comm value of
	// proc_pid_stat(5), at most 15 bytes, which may hold any byte but NUL; on Windows the file
	// name of the executable, and "System" for the kernel. Escape it before you show it. Empty:
	// the system does not tell it.
	Name string

	// Start tells the process from a later one with the same PID: on Linux the start time in
	// clock ticks (1/100 s) since boot, field 22 of proc_pid_stat(5); on Windows the creation
	// time as a FILETIME, in units of 100 ns since 1601, and 0 for the kernel.
	Start uint64
}

// Holder says that a process holds a socket.
type Holder struct {
	Inode uint64 // of the socket, as in [Conn.Inode]
	PID   uint32 // of the process, to be found in [Snapshot.Processes]
}
