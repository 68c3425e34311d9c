package tcptable

import "fmt"

// Query says which rows are wanted and what is to be found out about each. The zero Query asks
// for every row of both families, in the kernel's order, without owners.
type Query struct {
	// Family restricts the table to one address family. Zero: both.
	Family Family

	// States restricts the table to some states. Zero: [AllStates]. CLOSED is for sockets that
	// are bound but neither listen nor connect; of Linux only 6.8 and later list them. Where it is
	// zero and Where asks for CLOSED by name, as "state closed" does, CLOSED is in it.
	States StateSet

	// Where restricts the table to the rows for which it holds. Zero: every row. A condition on
	// processes does not hold, and nor does its opposite, for a row whose owner is not known:
	// [Report.Undecided] counts those that were left out for that. A [Source] is asked for what
	// a row alone decides; the [Table] does the rest.
	Where Filter

	// Owners says how much is wanted about the processes behind the rows. Finding owners costs
	// far more than the table itself: it looks at every descriptor of every process.
	Owners OwnerDetail

	// Sorted asks for the order of [Compare].
	Sorted bool
}

// validate reports a Query that no source could answer.
func (q Query) validate() error {
	if q.Family > IPv6 {
		return fmt.Errorf("tcptable: query: unknown family %d", uint8(q.Family))
	}
	if q.Owners > OwnersAll {
		return fmt.Errorf("tcptable: query: unknown owner detail %d", uint8(q.Owners))
	}
	if q.States != 0 && q.States&(AllStates|States(StateClosed)) == 0 {
		return fmt.Errorf("tcptable: query: no row can be in the states %#x", uint16(q.States))
	}
	return nil
}

// streams reports whether the rows can be handed on as they come.
func (q Query) streams() bool {
	return q.Owners == OwnersNone && !q.Sorted && q.Where.Owners() == OwnersNone && q.Where.fields() == 0 && q.validate() == nil
}

// Wants reports whether the query asks for rows of family f. It is for implementers of [Source].
func (q Query) Wants(f Family) bool { return q.Family == 0 || q.Family == f }

// Match reports whether the query asks for the row c. It is for implementers of [Source], all of
// whose rows must match.
func (q Query) Match(c *Conn) bool {
	return q.Wants(c.Family()) && q.StateSet().Has(c.State) && q.Where.Match(c)
}

// StateSet returns the states that the query asks for, with the zero value resolved. It is for
// implementers of [Source].
func (q Query) StateSet() StateSet {
	if q.States != 0 {
		return q.States
	}
	if r := q.Where.rule; r != nil && r.closed {
		return AllStates | 1<<StateClosed
	}
	return AllStates
}

// Family is an address family. The zero Family stands for both where a family is asked for, and
// for none where one is reported.
type Family uint8

// The two families. They are not the numbers of AF_INET and AF_INET6, which differ between
// operating systems.
const (
	IPv4 Family = 1
	IPv6 Family = 2
)

// String returns "ipv4" or "ipv6".
func (f Family) String() string {
	switch f {
	case IPv4:
		return "ipv4"
	case IPv6:
		return "ipv6"
	}
	return fmt.Sprintf("family(%d)", uint8(f))
}

// MarshalText returns "ipv4" or "ipv6".
func (f Family) MarshalText() ([]byte, error) {
	if f != IPv4 && f != IPv6 {
		return nil, fmt.Errorf("tcptable: no family has the number %d", uint8(f))
	}
	return []byte(f.String()), nil
}

// OwnerDetail says how much a [Query] wants to know about owners.
type OwnerDetail uint8

const (
	// OwnersNone leaves PID zero and Owner [OwnerNotAsked] in every row.
	OwnersNone OwnerDetail = iota
	// OwnersPID fills in PID and Owner.
	OwnersPID
	// OwnersProcess fills in [Snapshot.Processes] too: the names and start times of the owners.
	OwnersProcess
	// OwnersAll fills in [Snapshot.Holders] too: every process that holds a socket, not only
	// the one that started first.
	OwnersAll
)
