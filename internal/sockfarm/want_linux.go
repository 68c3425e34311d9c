package sockfarm

import (
	"net/netip"

	"github.com/tcptable/tcptable"
)

// Want is what must be true of one row of the table.
type Want struct {
	Name   string // for messages: kind, state and role
	Family tcptable.Family

	// Local and Remote have the zone "lo" where they are link-local.
	Local, Remote           netip.AddrPort
	LocalScope, RemoteScope uint32
	Interface               uint32

	// State is CLOSED for a socket that is only bound: its row is to be there when CLOSED is
	// asked for by name, and in no other table.
	State tcptable.State

	// Inode is 0 if no descriptor refers to the socket. UID, which says nothing without an
	// inode, is the user who made it.
	Inode uint64
	UID   uint32

	// Owner is what a caller finds who may look at every process.
	Owner tcptable.OwnerStatus

	// PIDs are the processes that hold the socket, the owner first and the others in the order
	// in which they started.
	PIDs []uint32

	DualStack bool
}

// same reports whether row is the row of /proc/net that w stands in.
func (w *Want) same(row ProcRow) bool {
	return w.Family == row.Family && w.State == row.State && w.Inode == row.Inode &&
		withoutZone(w.Local) == row.Local && withoutZone(w.Remote) == row.Remote
}

func withoutZone(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().WithZone(""), a.Port())
}

func scopeOf(a netip.AddrPort) uint32 {
	if a.Addr().Zone() == "" {
		return 0
	}
	return loopbackIndex
}
