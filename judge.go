package tcptable

// judge decides a filter for many rows of a snapshot.
type judge struct{ snapshot *Snapshot }

func (j *judge) decide(f Filter, c *Conn) verdict {
	if f.rule == nil {
		return yes
	}
	return f.rule.decide(c, j.snapshot)
}
