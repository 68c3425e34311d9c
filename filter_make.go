package tcptable

import (
	"math"

	"github.com/tcptable/tcptable/internal/filter"
)

// InStates holds for rows in one of the states. A [Query] that leaves its States open lists CLOSED
// sockets too if its filter asks for CLOSED by this.
func InStates(states StateSet) Filter {
	if states &= groupAll; states == 0 {
		return Or()
	}
	return Filter{&rule{kind: ruleStates, states: states, closed: states.Has(StateClosed)}}
}

// InFamily holds for rows of one address family, see [Conn.Family].
func InFamily(family Family) Filter {
	if family != IPv4 && family != IPv6 {
		return Or()
	}
	return Filter{&rule{kind: ruleFamily, family: family}}
}

// IsDualStack holds for listeners on IPv6 that take IPv4 connections too, see [Conn.DualStack].
func IsDualStack() Filter { return Filter{&rule{kind: ruleDual, fields: ruleFields(ruleDual)}} }

// IsMapped holds for rows one of whose addresses is an IPv4-mapped IPv6 address.
func IsMapped() Filter { return Filter{&rule{kind: ruleMapped}} }

// OnInterface holds for sockets that are bound to the interface with the index, and with index 0 for
// those that are bound to none.
func OnInterface(index uint32) Filter { return exactly(ruleInterface, uint64(index)) }

// InScope holds for rows one of whose addresses has the scope id.
func InScope(id uint32) Filter {
	return Or(exactly(ruleLocalScope, uint64(id)), exactly(ruleRemoteScope, uint64(id)))
}

// OfUser holds for sockets that the user has made, where that is known: see [Conn.HasUser].
func OfUser(uid uint32) Filter { return exactly(ruleUID, uint64(uid)) }

// HeldBy holds for sockets that the process holds, whether alone or with others.
func HeldBy(pid uint32) Filter {
	return Filter{&rule{kind: rulePID, first: uint64(pid), last: uint64(pid), owners: OwnersAll}}
}

// ProcessMatches holds for sockets held by a process whose name, as in [Process.Name], match returns
// true for. Several goroutines may call match.
func ProcessMatches(match func(name string) bool) Filter { return processMatches(match, "process ~ ?") }

// ProcessNamed holds for sockets held by a process with exactly that name, see [Process.Name].
func ProcessNamed(name string) Filter {
	return processMatches(func(s string) bool { return s == name }, "process = "+filter.Quote(name))
}

// WithOwner holds for rows whose owner has the status.
func WithOwner(status OwnerStatus) Filter {
	return Filter{&rule{kind: ruleOwner, owner: status, owners: OwnersPID}}
}

func processMatches(match func(string) bool, text string) Filter {
	return Filter{&rule{kind: ruleProcess, name: match, text: text, owners: OwnersAll}}
}

func exactly(kind ruleKind, n uint64) Filter { return between(kind, n, n) }

// hasUser holds where the user is known.
func hasUser() Filter { return between(ruleUID, 0, math.MaxUint32) }
