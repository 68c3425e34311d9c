package tcptable

import "context"

// Source is something that the connection table can be read from. Most programs never see one:
// [Open] chooses. Package tcptabletest holds the test that every Source must pass.
//
// A [Table] calls a Source from one goroutine at a time.
type Source interface {
	// Read appends to into.Conns the rows that q asks for, in any order, and sets the parts of
	// into that q.Owners asks for. It sets Source, Fallback, Missing, Retries and the counts of
	// processes in into.Report, and leaves the other fields of the report to the Table.
	//
	// A Source that could get only a part of the rows appends that part and returns an error
	// that says what is missing. It returns ctx.Err(), wrapped or not, soon after ctx is done.
	Read(ctx context.Context, q Query, into *Snapshot) error

	// Close releases what the Source holds.
	Close() error
}

// Streamer is a Source that can hand over rows without keeping them. [Table.All] uses it for
// queries that need neither owners nor order.
type Streamer interface {
	Source

	// Stream calls yield for each row that q asks for until yield returns false. It must be
	// safe to call while another Stream or Read of the same Source is under way.
	Stream(ctx context.Context, q Query, yield func(Conn) bool) error
}
