package tcptable

import (
	"slices"
	"strings"

	"github.com/tcptable/tcptable/internal/filter"
)

// The groups of states that ss knows. A group does not ask for CLOSED by name.
const (
	groupAll          = AllStates | 1<<StateClosed
	groupConnected    = AllStates &^ (1 << StateListen)
	groupSynchronized = groupConnected &^ (1 << StateSynSent)
	groupBucket       = 1<<StateTimeWait | 1<<StateSynReceived
	groupBig          = groupAll &^ groupBucket
)

// statesFilter does to a set what each word says.
func statesFilter(words []filter.StateWord) (Filter, error) {
	var set StateSet
	if words[0].Exclude {
		set = groupAll
	}
	named := false
	for _, w := range words {
		states, closed, err := statesNamed(w.Name)
		switch {
		case err != nil:
			return Filter{}, err
		case w.Exclude:
			set &^= states
		default:
			set |= states
			named = named || closed
		}
	}
	f := InStates(set)
	f.rule.closed = named && set.Has(StateClosed)
	return f, nil
}

// statesNamed returns the state, or the group of states, of a name, and whether it is CLOSED alone.
func statesNamed(w filter.Word) (states StateSet, closed bool, err error) {
	switch strings.ToLower(w.Text) {
	case "all":
		return groupAll, false, nil
	case "connected":
		return groupConnected, false, nil
	case "synchronized":
		return groupSynchronized, false, nil
	case "bucket":
		return groupBucket, false, nil
	case "big":
		return groupBig, false, nil
	}
	state, err := ParseState(w.Text)
	if err != nil || state == StateDeleteTCB {
		return 0, false, w.Errorf("%q is no state; %s", w.Text, fits(strings.ReplaceAll(w.Text, "_", "-"), stateWords()))
	}
	return States(state), state == StateClosed, nil
}

// stateWords are the names of states and groups as the language writes them.
func stateWords() []string {
	words := []string{"all", "connected", "synchronized", "bucket", "big"}
	for s := range groupAll.All() {
		words = append(words, stateWord(s))
	}
	return slices.Compact(words)
}

// stateWord returns the name of a state as in "time-wait".
func stateWord(s State) string { return strings.ReplaceAll(strings.ToLower(s.String()), "_", "-") }
