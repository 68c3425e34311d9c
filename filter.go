package tcptable

import (
	"net/netip"
	"slices"
)

// Filter is a condition on a row: on its addresses, ports, state and other fields, or on the processes
// that hold the socket. The zero Filter holds for every row. [ParseFilter] makes one of a text.
// Filters are values: they can be compared, copied and used by several goroutines.
//
// Linux decides ports, addresses, interfaces and states in the kernel, so that rows which nobody wants
// are never made; see INET_DIAG_REQ_BYTECODE in include/uapi/linux/inet_diag.h. A [Table] decides the
// rest once it has the rows and, for conditions on processes, their owners.
type Filter struct{ rule *rule }

// LocalPorts holds for rows whose local port is at least first and at most last.
func LocalPorts(first, last uint16) Filter {
	return between(ruleLocalPort, uint64(first), uint64(last))
}

// RemotePorts holds for rows whose remote port is at least first and at most last. The remote port
// of a listener is 0.
func RemotePorts(first, last uint16) Filter {
	return between(ruleRemotePort, uint64(first), uint64(last))
}

// Port holds for rows one of whose ends has the port.
func Port(port uint16) Filter { return Or(LocalPorts(port, port), RemotePorts(port, port)) }

// LocalPrefix holds for rows whose local address is in p. An IPv4 prefix contains IPv4-mapped IPv6
// addresses too; zones are not looked at. A p that is not valid contains nothing.
func LocalPrefix(p netip.Prefix) Filter {
	return within(ruleLocalPrefix, p)
}

// RemotePrefix holds for rows whose remote address is in p, see [LocalPrefix].
func RemotePrefix(p netip.Prefix) Filter {
	return within(ruleRemotePrefix, p)
}

func within(kind ruleKind, p netip.Prefix) Filter {
	if !p.IsValid() {
		return Or()
	}
	return Filter{&rule{kind: kind, prefix: p.Masked()}}
}

// Prefix holds for rows one of whose ends has an address in p, see [LocalPrefix].
func Prefix(p netip.Prefix) Filter { return Or(LocalPrefix(p), RemotePrefix(p)) }

// And holds where all of the filters hold; without any, for every row.
func And(filters ...Filter) Filter {
	if slices.ContainsFunc(filters, Filter.never) {
		return Or()
	}
	filters = slices.DeleteFunc(slices.Clone(filters), func(f Filter) bool { return f == Filter{} })
	return join(ruleAnd, filters)
}

// Or holds where at least one of the filters holds; without any, for no row.
func Or(filters ...Filter) Filter {
	if slices.Contains(filters, Filter{}) {
		return Filter{}
	}
	filters = slices.DeleteFunc(slices.Clone(filters), Filter.never)
	if len(filters) == 0 {
		return Filter{&rule{kind: ruleOr}}
	}
	return join(ruleOr, filters)
}

// Not holds where f does not. Where it is not known whether f holds, because it depends on a process
// that nobody could be asked about, it is not known of Not either.
func Not(f Filter) Filter {
	switch {
	case f == Filter{}:
		return Or()
	case f.never():
		return Filter{}
	}
	r := f.rule
	return Filter{&rule{
		kind: ruleNot, of: []Filter{f},
		owners: r.owners, fields: r.fields, closed: r.notClosed, notClosed: r.closed,
	}}
}

func (f Filter) never() bool { return f.rule != nil && f.rule.kind == ruleOr && len(f.rule.of) == 0 }

func join(kind ruleKind, of []Filter) Filter {
	switch len(of) {
	case 0:
		return Filter{}
	case 1:
		return of[0]
	}
	r := &rule{kind: kind, of: of}
	for _, f := range of {
		r.owners = max(r.owners, f.rule.owners)
		r.fields |= f.rule.fields
		r.closed = r.closed || f.rule.closed
		r.notClosed = r.notClosed || f.rule.notClosed
	}
	return Filter{r}
}

// Match reports whether the condition holds for the row, as far as the row alone says. The name of a
// process is not in a row, nor are the processes beside its owner: see [Snapshot.Holds].
func (f Filter) Match(c *Conn) bool {
	if f.rule == nil {
		return true
	}
	if f.rule.owners == OwnersNone {
		return f.rule.match(c)
	}
	return f.rule.decide(c, nil) == yes
}

// Owners returns how much has to be known about the owner of a row so that the condition can be
// decided. A [Table] finds out as much, whatever the [Query] asks for.
func (f Filter) Owners() OwnerDetail {
	if f.rule == nil {
		return OwnersNone
	}
	return f.rule.owners
}
