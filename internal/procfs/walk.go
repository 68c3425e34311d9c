package procfs

// Process is a process that holds at least one socket.
type Process struct {
	PID   uint32
	Start uint64 // clock ticks of 1/100 s since boot: with the PID it tells a process from any other

	name    [4 * commLen]byte // longer than commLen for the sake of kernel threads
	nameLen int
}

// Name returns the name of the process, which may hold any bytes but NUL.
func (p *Process) Name() string { return string(p.name[:p.nameLen]) }

// Holder says that a process has a descriptor that refers to a socket.
type Holder struct {
	Inode   uint64 // of the socket
	Process int    // index into Walk.Processes
}

// Walk is what a [Walker] found. It is valid until the Walker walks again.
type Walk struct {
	// Processes are those with sockets, in no particular order. One with very many descriptors can be
	// there several times.
	Processes []Process

	// Holders are in no particular order. A process that has several descriptors for one socket
	// is there once for each.
	Holders []Holder

	Looked   int  // processes that were looked at
	Denied   int  // processes that the caller may not look at
	Vanished int  // processes that ended meanwhile
	Hidden   bool // processes of others are not even listed: there is no process 1
}
