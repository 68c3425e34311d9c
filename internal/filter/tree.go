package filter

import "net/netip"

// Kind says what an [Expr] is.
type Kind uint8

// The kinds of expressions.
const (
	And  Kind = iota + 1 // holds where all of Of hold
	Or                   // holds where one of Of holds
	Not                  // holds where Of[0] does not
	Leaf                 // Test
)

// Expr is an expression. Of never is longer than a text of [MaxLength] allows, nor nested deeper than
// [MaxDepth].
type Expr struct {
	Kind Kind
	Of   []*Expr
	Test Test
}

// Word is a word of the text, and where it stands there, quotes included.
type Word struct {
	Text           string // without quotes
	Offset, Length int    // in bytes
	Quoted         bool
}

// Field says what a [Test] looks at.
type Field uint8

// The fields.
const (
	State      Field = iota + 1 // Test.States
	LocalPort                   // Test.Ports, as for the next two
	RemotePort                  //
	AnyPort                     // either end
	LocalHost                   // Test.Host, as for the next two
	RemoteHost                  //
	AnyHost                     // either end
	Interface                   // Test.Value is a name or a number
	Scope                       // the same
	PID                         // Test.Number
	User                        // Test.Value is a name or a number
	UID                         // Test.Number
	Process                     // Test.Value is a name or, for Matches, a regular expression
	Dual                        // nothing
	Mapped                      // nothing
	Family                      // Test.Value
	Owner                       // Test.Value
	Inode                       // Test.Number, as for all below
	Cookie                      //
	RecvQ                       //
	SendQ                       //
	NetNS                       //
)

// Comparison says how a field is compared.
type Comparison uint8

// The comparisons. A condition that has none is Equal.
const (
	Equal Comparison = iota + 1
	NotEqual
	Less
	AtMost
	Greater
	AtLeast
	Matches    // "~", a regular expression
	MatchesNot // "!~"
)

// Test is a condition.
type Test struct {
	Field      Field
	Comparison Comparison
	Key        Word // the word that names the field
	Value      Word

	States []StateWord // of State
	Ports  Ports       // of ports
	Host   Host        // of hosts
	Number uint64      // of numbers
}

// StateWord is a state, or a group of states, to be added to a set or to be taken out of it. A set
// whose first word takes out begins with all states, else with none.
type StateWord struct {
	Exclude bool
	Name    Word
}

// AddressFamily restricts a host or a port to the sockets of one family.
type AddressFamily uint8

// The families of addresses.
const (
	AnyFamily AddressFamily = iota
	Inet
	Inet6
)

// Ports is a port or a range of ports.
type Ports struct {
	Family      AddressFamily
	Any         bool // "*": every port
	First, Last uint16
	Name        Word // not empty: the name of a port, instead of a number
}

// Host is an address or a range of addresses, with a port.
type Host struct {
	Family AddressFamily
	Prefix netip.Prefix // not valid: every address
	Zone   Word         // not empty: the interface behind "%"
	Ports  Ports
}
