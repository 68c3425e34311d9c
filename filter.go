package tcptable

import (
	"net/netip"
	"slices"
)

// Filter is a condition on the addresses and ports of a row. The zero Filter holds for every row.
// Filters are values: they can be compared, copied and used by several goroutines.
//
// Linux decides them in the kernel, so that rows which nobody wants are never made; see
// INET_DIAG_REQ_BYTECODE in include/uapi/linux/inet_diag.h.
type Filter struct{ rule *rule }

type ruleKind uint8

const (
	ruleAnd ruleKind = iota + 1
	ruleOr
	ruleNot
	rulePorts
	rulePrefix
)

// rule is what a Filter says. It never changes.
type rule struct {
	kind ruleKind
	of   []Filter // of and, or, not

	remote      bool // which end a port or a prefix is about
	first, last uint16
	prefix      netip.Prefix
}

// LocalPorts holds for rows whose local port is at least first and at most last.
func LocalPorts(first, last uint16) Filter {
	return Filter{&rule{kind: rulePorts, first: first, last: last}}
}

// RemotePorts holds for rows whose remote port is at least first and at most last. The remote port
// of a listener is 0.
func RemotePorts(first, last uint16) Filter {
	return Filter{&rule{kind: rulePorts, remote: true, first: first, last: last}}
}

// Port holds for rows one of whose ends has the port.
func Port(port uint16) Filter { return Or(LocalPorts(port, port), RemotePorts(port, port)) }

// LocalPrefix holds for rows whose local address is in p. An IPv4 prefix contains IPv4-mapped IPv6
// addresses too; zones are not looked at. A p that is not valid contains nothing.
func LocalPrefix(p netip.Prefix) Filter { return Filter{&rule{kind: rulePrefix, prefix: p.Masked()}} }

// RemotePrefix holds for rows whose remote address is in p, see [LocalPrefix].
func RemotePrefix(p netip.Prefix) Filter {
	return Filter{&rule{kind: rulePrefix, remote: true, prefix: p.Masked()}}
}

// Prefix holds for rows one of whose ends has an address in p, see [LocalPrefix].
func Prefix(p netip.Prefix) Filter { return Or(LocalPrefix(p), RemotePrefix(p)) }

// And holds where all of the filters hold; without any, for every row.
func And(filters ...Filter) Filter {
	filters = slices.DeleteFunc(slices.Clone(filters), func(f Filter) bool { return f == Filter{} })
	switch len(filters) {
	case 0:
		return Filter{}
	case 1:
		return filters[0]
	}
	return Filter{&rule{kind: ruleAnd, of: filters}}
}

// Or holds where at least one of the filters holds; without any, for no row.
func Or(filters ...Filter) Filter {
	switch {
	case slices.Contains(filters, Filter{}):
		return Filter{}
	case len(filters) == 1:
		return filters[0]
	}
	return Filter{&rule{kind: ruleOr, of: slices.Clone(filters)}}
}

// Not holds where f does not.
func Not(f Filter) Filter { return Filter{&rule{kind: ruleNot, of: []Filter{f}}} }

// Match reports whether the condition holds for the row.
func (f Filter) Match(c *Conn) bool {
	r := f.rule
	if r == nil {
		return true
	}
	switch r.kind {
	case ruleAnd:
		return !slices.ContainsFunc(r.of, func(f Filter) bool { return !f.Match(c) })
	case ruleOr:
		return slices.ContainsFunc(r.of, func(f Filter) bool { return f.Match(c) })
	case ruleNot:
		return !r.of[0].Match(c)
	}
	end := &c.Local
	if r.remote {
		end = &c.Remote
	}
	if r.kind == rulePorts {
		return r.first <= end.Port() && end.Port() <= r.last
	}
	return contains(r.prefix, end.Addr())
}

func contains(p netip.Prefix, a netip.Addr) bool {
	if p.Addr().Is4() {
		a = a.Unmap()
	}
	return p.Contains(a.WithZone(""))
}
