package tcptable

import (
	"cmp"
	"slices"
	"time"
)

// Snapshot is a table together with what is known about the processes behind it and about the
// way it was got.
type Snapshot struct {
	Conns []Conn

	// Processes are the processes that hold a socket of the table, in ascending order of PID.
	// It is empty unless [OwnersProcess] or more was asked for. On Windows a row can have an
	// owner that is not among them, because it may not be looked at or has ended.
	Processes []Process

	// Holders are the processes of each socket, in ascending order of inode and, for each
	// inode, of the time the processes started: the owner comes first. It is empty unless
	// [OwnersAll] was asked for, and where the source cannot tell inodes ([FieldInode]): there
	// the owner is the only process of a socket that is known.
	Holders []Holder

	// Namespaces are the network namespaces that were looked for rows, in ascending order of ID. It
	// is empty unless the Table was opened with [WithAllNetNS].
	Namespaces []Namespace

	Report Report
}

// Process returns what is known about the process with the given PID.
func (s *Snapshot) Process(pid uint32) (Process, bool) {
	i, ok := slices.BinarySearchFunc(s.Processes, pid, func(p Process, pid uint32) int {
		return cmp.Compare(p.PID, pid)
	})
	if !ok {
		return Process{}, false
	}
	return s.Processes[i], true
}

// Namespace returns what is known about the network namespace with the given inode number, as in
// [Conn.NetNS]. Nothing is, unless the Table was opened with [WithAllNetNS].
func (s *Snapshot) Namespace(id uint64) (Namespace, bool) {
	i, ok := slices.BinarySearchFunc(s.Namespaces, id, func(n Namespace, id uint64) int {
		return cmp.Compare(n.ID, id)
	})
	if !ok {
		return Namespace{}, false
	}
	return s.Namespaces[i], true
}

// HoldersOf returns the part of s.Holders that is about the socket with the given inode, the
// owner first. There is none for inode 0.
func (s *Snapshot) HoldersOf(inode uint64) []Holder {
	if inode == 0 {
		return nil
	}
	byInode := func(h Holder, inode uint64) int { return cmp.Compare(h.Inode, inode) }
	first, _ := slices.BinarySearchFunc(s.Holders, inode, byInode)
	end := first
	for end < len(s.Holders) && s.Holders[end].Inode == inode {
		end++
	}
	return s.Holders[first:end]
}

// Report says how a table was got, how complete it is and how far it can be trusted.
type Report struct {
	// Source is the name of what the rows were read from, for example "netlink".
	Source string

	// Fallback is why the preferred source could not be used. Nil: it was used.
	Fallback error

	// Missing are the fields that the source cannot tell. They are zero in every row.
	Missing Fields

	// Begin is when reading began; Elapsed is how long it took, owners and sorting included.
	Begin   time.Time
	Elapsed time.Duration

	// Rows is the count of rows that were read, without those that Where left out.
	Rows int

	// Partial is set if reading ended with an error, so that rows or owners may be missing.
	Partial bool

	// Undecided is the count of rows that were left out although Where may hold for them: it has a
	// condition on processes, and their owners are not known.
	Undecided int

	// Retries is how often the table was read again because it had changed while it was read.
	Retries int

	// Passes is how often the table was listed: more than once where it changed meanwhile, so that
	// rows may have been left out. Added is the count of rows that only a later listing had, because
	// the first had left them out or because they are new. Duplicates is the count of rows that
	// were told twice and dropped. All are zero for a source that is consistent in itself.
	Passes, Added, Duplicates int

	// Processes is the count of processes that were looked at for owners, Denied the count of
	// those that the caller may not look at, and Vanished the count of those that ended
	// meanwhile. All are zero when owners were not asked for.
	Processes, Denied, Vanished int

	// Hidden is set when processes of other users are not even listed (the hidepid option of
	// proc(5)), so that they are not counted in Denied.
	Hidden bool

	// NamespacesDenied is the count of network namespaces whose rows the caller may not read, and
	// NamespacesVanished the count of those that ended when they were about to be read.
	// NamespacesUnseen is the count of processes whose namespace the caller may not see: where none
	// but such processes live, the namespace is missing, and nobody knows how many there are. All
	// are zero unless the Table was opened with [WithAllNetNS].
	NamespacesDenied, NamespacesVanished, NamespacesUnseen int
}

// NamespacesComplete reports whether every network namespace could be read, as far as the caller
// sees processes.
func (r *Report) NamespacesComplete() bool { return r.NamespacesDenied == 0 && r.NamespacesUnseen == 0 }

// OwnersComplete reports whether every process could be looked at for owners.
func (r *Report) OwnersComplete() bool { return r.Denied == 0 && !r.Hidden }

// Fields is a set of the fields of a [Conn].
type Fields uint16

// The fields that some source cannot tell.
const (
	FieldScopes Fields = 1 << iota // LocalScope, RemoteScope, and the zones of Local and Remote
	FieldInterface
	FieldOffload
	FieldCookie
	FieldDualStack
	FieldListenSendQ // SendQ of listeners
	FieldQueues      // RecvQ, and SendQ of connections
	FieldInode
	FieldUser // UID
)
