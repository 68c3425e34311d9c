package tcptable

import (
	"strings"

	"github.com/tcptable/tcptable/internal/filter"
)

const (
	groupAll       = AllStates | 1<<StateClosed
	groupConnected = AllStates &^ (1 << StateListen)
	groupBucket    = 1<<StateTimeWait | 1<<StateSynReceived
)

type stateGroup struct {
	name   string
	states StateSet
}

// stateGroups are those that ss knows. A group does not ask for CLOSED by name.
var stateGroups = []stateGroup{
	{"all", groupAll},
	{"connected", groupConnected},
	{"synchronized", groupConnected &^ (1 << StateSynSent)},
	{"bucket", groupBucket},
	{"big", groupAll &^ groupBucket},
}

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
	if set != 0 {
		f.rule.closed = named && set.Has(StateClosed)
	}
	return f, nil
}

// statesNamed returns the state, or the group of states, of a name, and whether it is CLOSED alone.
func statesNamed(w filter.Word) (states StateSet, closed bool, err error) {
	for _, g := range stateGroups {
		if strings.EqualFold(w.Text, g.name) {
			return g.states, false, nil
		}
	}
	state, err := ParseState(w.Text)
	if strings.Contains(w.Text, ",") {
		return 0, false, w.Errorf("%q is no state; several are written as in state established state time-wait", w.Text)
	}
	if err != nil || state == StateDeleteTCB {
		return 0, false, w.Errorf("%q is no state; %s", w.Text, fits(strings.ReplaceAll(w.Text, "_", "-"), stateWords()))
	}
	return States(state), state == StateClosed, nil
}

// stateWords are the names of states and groups as the language writes them.
func stateWords() (words []string) {
	for _, g := range stateGroups {
		words = append(words, g.name)
	}
	for s := range groupAll.All() {
		words = append(words, stateWord(s))
	}
	return words
}

// stateWord returns the name of a state as in "time-wait". It does without the tables that
// strings.ToLower links, for Filter is in programs that never read one.
func stateWord(s State) string {
	word := []byte(s.String())
	for i, c := range word {
		switch {
		case c == '_':
			word[i] = '-'
		case c >= 'A' && c <= 'Z':
			word[i] = c - 'A' + 'a'
		}
	}
	return string(word)
}
