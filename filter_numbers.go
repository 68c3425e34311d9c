package tcptable

import (
	"math"

	"github.com/tcptable/tcptable/internal/filter"
)

// compareWith returns the condition that a number compares with n in the way that is asked for.
func compareWith(kind ruleKind, c filter.Comparison, n uint64) Filter {
	switch c {
	case filter.Less:
		if n == 0 {
			return Or()
		}
		return between(kind, 0, n-1)
	case filter.AtMost:
		return between(kind, 0, n)
	case filter.Greater:
		if n == math.MaxUint64 {
			return Or()
		}
		return between(kind, n+1, math.MaxUint64)
	case filter.AtLeast:
		return between(kind, n, math.MaxUint64)
	case filter.NotEqual:
		return Not(exactly(kind, n))
	}
	return exactly(kind, n)
}

func numberFilter(t *filter.Test) Filter {
	switch t.Field {
	case filter.PID:
		f := compareWith(rulePID, t.Comparison, t.Number)
		return setOwners(f)
	case filter.UID:
		return userFilter(t.Comparison, t.Number)
	case filter.Inode:
		return compareWith(ruleInode, t.Comparison, t.Number)
	case filter.Cookie:
		return compareWith(ruleCookie, t.Comparison, t.Number)
	case filter.RecvQ:
		return compareWith(ruleRecvQ, t.Comparison, t.Number)
	case filter.SendQ:
		return compareWith(ruleSendQ, t.Comparison, t.Number)
	}
	return compareWith(ruleNetNS, t.Comparison, t.Number)
}

// userFilter holds where the user is known and compares as asked for.
func userFilter(c filter.Comparison, uid uint64) Filter {
	f := compareWith(ruleUID, c, uid)
	if c == filter.NotEqual {
		f = And(hasUser(), f)
	}
	return f
}

// setOwners says of a condition on numbers that it is one on processes.
func setOwners(f Filter) Filter {
	switch r := f.rule; {
	case r.kind == ruleNot:
		return Not(setOwners(r.of[0]))
	case r.kind == rulePID:
		return Filter{&rule{kind: rulePID, first: r.first, last: r.last, owners: OwnersAll}}
	}
	return f
}
