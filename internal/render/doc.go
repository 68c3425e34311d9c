// Package render writes rows of the table: as aligned text for people, and as JSON, NDJSON and
// CSV for programs. It takes the rows one by one, allocates nothing for a row, and leaves the
// fields of [tcptable.Conn] as they are: what it changes is only how bytes that a terminal or a
// parser would stumble over are written.
package render

import "github.com/tcptable/tcptable"

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
