package tcptable

import (
	"fmt"
	"time"
)

// EventKind says what has happened to a connection.
type EventKind uint8

const (
	// EventPresent: the connection was there when watching began.
	EventPresent EventKind = 1 + iota
	// EventOpened: the connection is new.
	EventOpened
	// EventClosed: the connection is gone, or the query does not ask for it any more.
	EventClosed
	// EventState: the connection is in another state.
	EventState
	// EventOwner: another process owns the connection, or one does that nobody had.
	EventOwner
)

var eventNames = [...]string{
	EventPresent: "present",
	EventOpened:  "opened",
	EventClosed:  "closed",
	EventState:   "state",
	EventOwner:   "owner",
}

// String returns "present", "opened", "closed", "state" or "owner".
func (k EventKind) String() string {
	if k == 0 || int(k) >= len(eventNames) {
		return fmt.Sprintf("event(%d)", uint8(k))
	}
	return eventNames[k]
}

// MarshalText returns the name of the kind.
func (k EventKind) MarshalText() ([]byte, error) {
	if k == 0 || int(k) >= len(eventNames) {
		return nil, fmt.Errorf("tcptable: no kind of event has the number %d", uint8(k))
	}
	return []byte(k.String()), nil
}

// Event is something that has happened to one connection, or listener.
type Event struct {
	Kind EventKind

	// Exact is set if Time is when it happened, as the kernel told. Otherwise it happened between
	// two looks at the table, and Time is when the later of them began.
	Exact bool

	// Brief is set for a connection that was opened and closed between two looks. No look has
	// shown it: the kernel told of its end. It has an EventOpened and, right behind it, an
	// EventClosed. Its State is CLOSED, and its queues, user and inode are unknown.
	Brief bool

	Time time.Time

	// Conn is the connection afterwards; of EventClosed what was seen of it last.
	Conn Conn

	// Before is the connection as it was seen last before, for EventState and EventOwner.
	Before Conn

	// Process is the owner as it is known, perhaps from an earlier look than Conn: a process that
	// ends takes its connections with it. PID 0: no owner was ever seen. Name and Start are
	// known if the query asked for [OwnersProcess].
	Process Process

	// Info is the course of a connection that has ended, for EventClosed, where the kernel told
	// it. Nil: it did not.
	Info *TCPInfo
}
