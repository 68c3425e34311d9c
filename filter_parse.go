package tcptable

import (
	"regexp"
	"strings"

	"github.com/tcptable/tcptable/internal/filter"
)

// ParseFilter reads a filter in the language of ss(8), which docs/filters.md describes:
//
//	state established ( dport = :443 or sport = :ssh ) src 2001:db8::/32
//	process ~ ^nginx and not addr 10.0.0.0/8
//	dev = eth0 or user = alice
//
// The empty text is the zero Filter. Names of ports, users and interfaces are looked up at once, those
// of interfaces in the network namespace that [WithNetNS] names; with [WithAllNetNS] they have none. The
// error is a *[FilterError].
func ParseFilter(text string, opts ...Option) (Filter, error) {
	tree, err := filter.Parse(text)
	if err != nil {
		return Filter{}, newFilterError(text, err)
	}
	if tree == nil {
		return Filter{}, nil
	}
	b := filterBuilder{names: localNames{options: newOptions(opts)}}
	f, err := b.build(tree)
	if err != nil {
		return Filter{}, newFilterError(text, err)
	}
	return f, nil
}

// filterBuilder says what a tree means.
type filterBuilder struct{ names localNames }

func (b *filterBuilder) build(e *filter.Expr) (Filter, error) {
	if e.Kind == filter.Leaf {
		return b.test(&e.Test)
	}
	parts := make([]Filter, len(e.Of))
	for i := range e.Of {
		var err error
		if parts[i], err = b.build(e.Of[i]); err != nil {
			return Filter{}, err
		}
	}
	switch e.Kind {
	case filter.Not:
		return Not(parts[0]), nil
	case filter.Or:
		return Or(parts...), nil
	}
	return And(parts...), nil
}

func (b *filterBuilder) test(t *filter.Test) (f Filter, err error) {
	switch t.Field {
	case filter.State:
		f, err = statesFilter(t.States)
	case filter.LocalPort, filter.RemotePort, filter.AnyPort:
		return b.ports(t)
	case filter.LocalHost, filter.RemoteHost, filter.AnyHost:
		f, err = b.host(t)
	case filter.Interface, filter.Scope:
		f, err = b.interfaces(t)
	case filter.User:
		return b.user(t)
	case filter.Process:
		f, err = processFilter(t)
	case filter.Dual:
		return IsDualStack(), nil
	case filter.Mapped:
		return IsMapped(), nil
	case filter.Family:
		f, err = familyFilter(t.Value)
	case filter.Owner:
		f, err = ownerFilter(t.Value)
	default:
		return numberFilter(t), nil
	}
	if t.Comparison == filter.NotEqual || t.Comparison == filter.MatchesNot {
		f = Not(f)
	}
	return f, err
}

func (b *filterBuilder) interfaces(t *filter.Test) (Filter, error) {
	index, err := b.names.interfaceIndex(t.Value)
	if err != nil {
		return Filter{}, err
	}
	if t.Field == filter.Scope {
		return InScope(index), nil
	}
	return OnInterface(index), nil
}

func (b *filterBuilder) user(t *filter.Test) (Filter, error) {
	uid, err := b.names.uid(t.Value)
	return userFilter(t.Comparison, uint64(uid)), err
}

// processFilter compares whole names, and finds regular expressions anywhere in them.
func processFilter(t *filter.Test) (Filter, error) {
	name := t.Value.Text
	if t.Comparison != filter.Matches && t.Comparison != filter.MatchesNot {
		return ProcessNamed(name), nil
	}
	re, err := regexp.Compile(name)
	if err != nil {
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		return Filter{}, t.Value.Errorf("this regular expression cannot be read: %s", reason)
	}
	return processMatches(re.MatchString, "process ~ "+filter.Quote(name)), nil
}

func familyFilter(w filter.Word) (Filter, error) {
	switch strings.ToLower(w.Text) {
	case "inet", "ipv4", "4":
		return InFamily(IPv4), nil
	case "inet6", "ipv6", "6":
		return InFamily(IPv6), nil
	}
	return Filter{}, w.Errorf("%q is no family; those are inet, or ipv4, and inet6, or ipv6", w.Text)
}

func ownerFilter(w filter.Word) (Filter, error) {
	for status := OwnerKnown; int(status) < len(ownerNames); status++ {
		if strings.EqualFold(w.Text, status.String()) {
			return WithOwner(status), nil
		}
	}
	names := ownerNames[OwnerKnown:]
	return Filter{}, w.Errorf("%q says nothing about an owner; %s", w.Text, fits(w.Text, names))
}

// fits says which names would fit in place of word.
func fits(word string, names []string) string {
	if near := filter.Nearest(strings.ToLower(word), names); near != "" {
		return "did you mean " + near + "?"
	}
	last := len(names) - 1
	if last == 0 {
		return "what would is " + names[last]
	}
	return "what would is " + strings.Join(names[:last], ", ") + " or " + names[last]
}
