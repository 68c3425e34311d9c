package cli

import (
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
)

// watchQuery is query with all that the flags ask for in its filter, so that whoever looks again and again
// has nothing to drop afterwards.
func (s *selection) watchQuery(words []string) (tcptable.Query, error) {
	q, err := s.query(words)
	if err != nil {
		return q, err
	}
	zones, err := s.zones()
	if err != nil {
		return q, err
	}
	q.Where = tcptable.And(q.Where, anyOf(s.holders()), zones)
	q.Owners = max(q.Owners, q.Where.Owners())
	return q, nil
}

// holders are the conditions of --pid.
func (s *selection) holders() []tcptable.Filter {
	var held []tcptable.Filter
	for _, pid := range s.pids.values {
		if pid == 0 {
			held = append(held, tcptable.Not(tcptable.WithOwner(tcptable.OwnerKnown)))
			continue
		}
		held = append(held, tcptable.HeldBy(pid))
	}
	return held
}

// zones is the condition on the zones of --address: one of the addresses has none, or the row is of the
// interface that the zone of another names.
func (s *selection) zones() (tcptable.Filter, error) {
	if !s.asksForZones() {
		return tcptable.Filter{}, nil
	}
	opts, err := s.place()
	if err != nil {
		return tcptable.Filter{}, err
	}
	var any []tcptable.Filter
	for _, m := range s.addresses.values {
		where := m.where()
		if m.zone != "" {
			scope, err := tcptable.ParseFilter("scope = "+m.zone, opts...)
			if err != nil {
				return tcptable.Filter{}, usagef("--address: no interface has the name %q", m.zone)
			}
			where = tcptable.And(where, scope)
		}
		any = append(any, where)
	}
	return tcptable.Or(any...), nil
}

// chosen is what of the command line says which rows are wanted, for people: its flags and words.
func (s *selection) chosen(set *pflag.FlagSet, words []string) string {
	var own pflag.FlagSet
	newSelection().define(&own)
	text := ""
	set.Visit(func(f *pflag.Flag) {
		switch {
		case own.Lookup(f.Name) == nil || f.Name == "source":
		case f.Value.Type() == "bool":
			text += " --" + f.Name
		default:
			text += " --" + f.Name + " " + flagText(f.Value)
		}
	})
	for _, word := range words {
		text += " " + word
	}
	return text[min(1, len(text)):]
}

// flagText is what was given for a flag. Of lists String tells the default, which is nothing.
func flagText(v pflag.Value) string {
	if l, isList := v.(interface{ text() string }); isList {
		return l.text()
	}
	return v.String()
}
