package tcptable

// verdict is what is known about a condition: it may depend on a process that could not be looked at.
// And and Or are min and max.
type verdict int8

const (
	no verdict = iota
	unknown
	yes
)

func verdictOf(holds bool) verdict {
	if holds {
		return yes
	}
	return no
}

// decide is match for any condition. s tells the processes; without it only the row does.
func (r *rule) decide(c *Conn, s *Snapshot) verdict {
	switch {
	case r.owners == OwnersNone:
		return verdictOf(r.match(c))
	case r.kind == ruleNot:
		return yes - r.of[0].rule.decide(c, s)
	case r.kind == ruleAnd:
		v := yes
		for _, f := range r.of {
			if v = min(v, f.rule.decide(c, s)); v == no {
				break
			}
		}
		return v
	case r.kind == ruleOr:
		v := no
		for _, f := range r.of {
			if v = max(v, f.rule.decide(c, s)); v == yes {
				break
			}
		}
		return v
	case r.kind == ruleOwner && c.Owner != OwnerNotAsked:
		return verdictOf(c.Owner == r.owner)
	case r.kind == ruleOwner:
		return unknown
	}
	return r.decideHolders(c, s)
}

// decideHolders decides a condition that one of the holders has to fulfil.
func (r *rule) decideHolders(c *Conn, s *Snapshot) verdict {
	switch c.Owner {
	case OwnerKernel, OwnerUnaccepted: // no process has the socket
		return no
	case OwnerKnown:
	default:
		return unknown
	}
	var holders []Holder
	if s != nil {
		holders = s.HoldersOf(c.Inode)
	}
	if len(holders) == 0 { // only the owner is known
		return r.decideProcess(c.PID, s)
	}
	v := no
	for i := range holders {
		v = max(v, r.decideProcess(holders[i].PID, s))
	}
	return v
}

func (r *rule) decideProcess(pid uint32, s *Snapshot) verdict {
	if r.kind == rulePID {
		return verdictOf(r.has(uint64(pid)))
	}
	if s == nil {
		return unknown
	}
	p, ok := s.Process(pid)
	if !ok || p.Name == "" {
		return unknown
	}
	return verdictOf(r.name(p.Name))
}

// Holds reports whether the condition holds for a row of the snapshot, of which it knows the holders and
// their names. A condition on a process does not hold, and nor does its opposite, where the owner
// of the row is not known. It takes a snapshot with as much detail as f.Owners says.
func (s *Snapshot) Holds(f Filter, c *Conn) bool {
	return f.rule == nil || f.rule.decide(c, s) == yes
}
