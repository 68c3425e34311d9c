// Package render writes rows of the table: as aligned text for people, and as JSON, NDJSON and
// CSV for programs. It takes the rows one by one, allocates nothing for a row, and leaves the
// fields of [tcptable.Conn] as they are: what it changes is only how bytes that a terminal or a
// parser would stumble over are written.
package render

import (
	"time"

	"github.com/tcptable/tcptable"
)

// Row is one row of output: a connection together with the names that belong to its numbers.
type Row struct {
	Conn *tcptable.Conn

	// Process is the name of the process that owns the socket. Empty: not known.
	Process string

	// User is the name of the user Conn.UID, or the number where no name is known or wanted.
	// Empty: the row has no user, see [tcptable.Conn.HasUser].
	User string

	// Holders are all the processes that hold the socket, the owner first. Text shows them
	// instead of the owner alone; the other formats leave them out.
	Holders []tcptable.Process

	// More is what has been found out beyond the table. Nil: nobody asked.
	More *More
}

// More is what can be found out about a row, and costs a question of its own.
type More struct {
	// Facts are those of the owner. Nil: there is none, or it does not tell.
	Facts *tcptable.ProcessFacts

	// RunsAs is the name of the user whom the owner runs as, or the number.
	RunsAs string

	// Info is how the connection is going. Nil: it is no connection, or the system does not tell.
	Info *tcptable.TCPInfo

	// Created is when the socket was made. Zero: not known.
	Created time.Time

	// NetNS is what the network namespace is called. Empty: nothing.
	NetNS string

	// Namespace is what is known of it. Nil: nothing.
	Namespace *tcptable.Namespace

	// Remote is the name of the remote host, which text shows instead of its address. Empty: it has
	// none.
	Remote string

	// Now is when all this was found out.
	Now time.Time
}

// more returns r.More, or one that knows nothing.
func (r *Row) more() *More {
	if r.More == nil {
		return new(More)
	}
	return r.More
}

// FieldNames returns the names of the fields of a row, in the order in which JSON, NDJSON and CSV
// write them.
func FieldNames() []string {
	return []string{
		"family", "state",
		"local_addr", "local_port", "local_scope",
		"remote_addr", "remote_port", "remote_scope",
		"pid", "process", "owner", "uid", "user",
		"offload", "inode", "cookie", "dual_stack", "recv_q", "send_q",
	}
}
