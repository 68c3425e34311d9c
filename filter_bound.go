package tcptable

// bound returns a condition made only of what can be decided: with upper one that holds wherever f
// holds, without one that holds nowhere else.
func (f Filter) bound(can func(*rule) bool, upper bool) Filter {
	r := f.rule
	if r == nil {
		return f
	}
	switch r.kind {
	case ruleNot:
		return Not(r.of[0].bound(can, !upper))
	case ruleAnd, ruleOr:
		parts := make([]Filter, len(r.of))
		for i, part := range r.of {
			parts[i] = part.bound(can, upper)
		}
		if r.kind == ruleAnd {
			return And(parts...)
		}
		return Or(parts...)
	}
	switch {
	case can(r):
		return f
	case upper:
		return Filter{}
	}
	return Or()
}

// byRows returns the strictest condition on rows alone that holds wherever f may hold, so that a source
// can be asked for it before anything is known about processes.
func (f Filter) byRows() Filter {
	if f.Owners() == OwnersNone {
		return f
	}
	return f.bound(func(r *rule) bool { return r.owners == OwnersNone }, true)
}

// among returns for which members of a small set f may hold or, without upper, for which it holds
// whatever else a row says. of returns the members that a condition is about, and whether it is about
// such a set at all.
func (f Filter) among(of func(*rule) (uint16, bool), upper bool) uint16 {
	r := f.rule
	if r == nil {
		return ^uint16(0)
	}
	switch r.kind {
	case ruleNot:
		return ^r.of[0].among(of, !upper)
	case ruleAnd:
		set := ^uint16(0)
		for _, part := range r.of {
			set &= part.among(of, upper)
		}
		return set
	case ruleOr:
		set := uint16(0)
		for _, part := range r.of {
			set |= part.among(of, upper)
		}
		return set
	}
	if set, ok := of(r); ok {
		return set
	}
	if upper {
		return ^uint16(0)
	}
	return 0
}

// stateSet returns the states that a row must be in for f to hold.
func (f Filter) stateSet() StateSet {
	return StateSet(f.among(func(r *rule) (uint16, bool) { return uint16(r.states), r.kind == ruleStates }, true))
}

// familyOf returns the one family that a row must be of for f to hold, or 0.
func (f Filter) familyOf() Family {
	const both = 1<<IPv4 | 1<<IPv6
	switch both & f.among(func(r *rule) (uint16, bool) { return 1 << r.family, r.kind == ruleFamily }, true) {
	case 1 << IPv4:
		return IPv4
	case 1 << IPv6:
		return IPv6
	}
	return 0
}

// forSource returns the query as a source is asked it: with the part of Where that rows decide, and no
// more states and families than that leaves.
func (q Query) forSource() Query {
	if q.Where == (Filter{}) {
		return q
	}
	if set := q.StateSet() & q.Where.stateSet(); set != q.StateSet() && set != 0 {
		q.States = set
	} else if q.Where.rule.closed {
		q.States = q.StateSet()
	}
	if family := q.Where.familyOf(); q.Family == 0 {
		q.Family = family
	}
	q.Owners = max(q.Owners, q.Where.Owners())
	q.Where = q.Where.byRows()
	return q
}
