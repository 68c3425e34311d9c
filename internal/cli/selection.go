package cli

import (
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
)

// selection is the flags that say which rows are wanted and where they are read from. The verbs
// that look at the table share them.
type selection struct {
	ipv4, ipv6     bool
	listening, all bool

	states    list[tcptable.StateSet]
	ports     list[uint16]
	pids      list[uint32]
	addresses list[addressMatch]

	netNS    word
	allNetNS bool
	source   sourceKind
}

func newSelection() *selection {
	return &selection{
		states:    list[tcptable.StateSet]{kind: "STATE[,...]", parse: parseStates},
		ports:     list[uint16]{kind: "N[,...]", parse: parsePort},
		pids:      list[uint32]{kind: "N[,...]", parse: parsePID},
		addresses: list[addressMatch]{kind: "ADDR|PREFIX[,...]", parse: parseAddress},
		netNS:     word{kind: "NETNS"},
	}
}

// define makes the flags known, in the order in which help shows them.
func (s *selection) define(f *pflag.FlagSet) {
	f.SortFlags = false
	f.BoolVarP(&s.ipv4, "ipv4", "4", false, "only IPv4; with -6 both")
	f.BoolVarP(&s.ipv6, "ipv6", "6", false, "only IPv6; with -4 both")
	f.BoolVarP(&s.listening, "listening", "l", false, "only listeners")
	f.BoolVarP(&s.all, "all", "a", false, "every state, the default; overrides -l")
	f.Var(&s.states, "state", "only these states, in any usual spelling; also all, listening, connected")
	f.Var(&s.ports, "port", "only these ports, local or remote")
	f.Var(&s.pids, "pid", "only sockets that these processes hold; 0 for sockets without a known owner")
	f.Var(&s.addresses, "address", "only these addresses, local or remote; an IPv4 prefix finds mapped ones too")
	s.definePlace(f)
}

// definePlace makes those flags known that say where rows are read from.
func (s *selection) definePlace(f *pflag.FlagSet) {
	f.VarP(&s.netNS, "netns", "N", "the table of this network namespace: a path, a PID or a name of /run/netns")
	f.BoolVar(&s.allNetNS, "all-netns", false, "the tables of all network namespaces that can be reached, as one")
	f.Var(&s.source, "source", sourceUsage())
}

// word is a flag that takes any text. It implements pflag.Value.
type word struct{ kind, text string }

// Set takes the text.
func (w *word) Set(text string) error {
	w.text = text
	return nil
}

// String returns the text.
func (w *word) String() string { return w.text }

// Type is what help shows for the value.
func (w *word) Type() string { return w.kind }

// query is what the flags and the words of a filter ask the library for: rows in the fixed order, with
// the owners that the filter asks about.
func (s *selection) query(words []string) (tcptable.Query, error) {
	states, err := s.stateSet()
	if err != nil {
		return tcptable.Query{}, err
	}
	filter, err := s.parseWords(words)
	return tcptable.Query{
		Family: s.family(), States: states, Where: tcptable.And(s.where(), filter), Owners: filter.Owners(), Sorted: true,
	}, err
}

func (s *selection) family() tcptable.Family {
	switch {
	case s.ipv4 == s.ipv6:
		return 0
	case s.ipv4:
		return tcptable.IPv4
	}
	return tcptable.IPv6
}

func (s *selection) stateSet() (tcptable.StateSet, error) {
	var states tcptable.StateSet
	for _, set := range s.states.values {
		states |= set
	}
	if states == 0 {
		states = tcptable.AllStates
	}
	if !s.listening || s.all {
		return states, nil
	}
	if !states.Has(tcptable.StateListen) {
		return 0, usagef("-l and --state %s exclude each other: leave one of them out", s.states.text())
	}
	return tcptable.States(tcptable.StateListen), nil
}
