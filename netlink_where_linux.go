package tcptable

import (
	"net/netip"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// condition is what the kernel is to check. A filter that is too long for a request is left to the
// caller.
func condition(f Filter, ports portRange) sockdiag.Bytecode {
	where := f.bound(kernelDecides, true)
	if where.size() > sockdiag.MaxBytecode {
		return ports.bytecode()
	}
	if code := sockdiag.And(ports.bytecode(), where.bytecode()); len(code) <= sockdiag.MaxBytecode {
		return code
	}
	return ports.bytecode()
}

// kernelDecides reports whether the kernel can check a condition before it makes a row.
func kernelDecides(r *rule) bool {
	switch r.kind {
	case ruleLocalPort, ruleRemotePort, ruleLocalPrefix, ruleRemotePrefix, ruleFamily, ruleMapped:
		return true
	case ruleInterface:
		return r.first == r.last
	}
	return false
}

// port returns the one port that an end must have for f to hold, or 0. kind is that of conditions on the
// port of that end.
func (f Filter) port(kind ruleKind) uint16 {
	r := f.rule
	if r == nil {
		return 0
	}
	switch {
	case r.kind == kind && r.first == r.last:
		return uint16(r.first)
	case r.kind == ruleAnd:
		for _, part := range r.of {
			if port := part.port(kind); port != 0 {
				return port
			}
		}
	case r.kind == ruleOr && len(r.of) > 0:
		port := r.of[0].port(kind)
		for _, part := range r.of[1:] {
			if part.port(kind) != port {
				return 0
			}
		}
		return port
	}
	return 0
}

// size is about how long the bytecode will be, and not more: to put together one that is far too long
// takes long.
func (f Filter) size() int {
	const least = 12
	if f.rule == nil || len(f.rule.of) == 0 {
		return least
	}
	n := 0
	for _, part := range f.rule.of {
		n += part.size()
	}
	return n
}

// mappedPrefix holds the IPv4-mapped IPv6 addresses, everyIPv6 all of that family.
var (
	mappedPrefix = netip.PrefixFrom(mappedAny, 96)
	everyIPv6    = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
)

// bytecode returns the filter as the kernel reads it. It is made of what the kernel can decide.
func (f Filter) bytecode() sockdiag.Bytecode {
	r := f.rule
	if r == nil {
		return nil
	}
	switch r.kind {
	case ruleAnd, ruleOr:
		return r.joined()
	case ruleNot:
		return sockdiag.Not(r.of[0].bytecode())
	case ruleLocalPort:
		return sockdiag.Ports(sockdiag.Local, uint16(r.first), uint16(r.last))
	case ruleRemotePort:
		return sockdiag.Ports(sockdiag.Remote, uint16(r.first), uint16(r.last))
	case ruleLocalPrefix:
		return sockdiag.Prefix(sockdiag.Local, r.prefix)
	case ruleRemotePrefix:
		return sockdiag.Prefix(sockdiag.Remote, r.prefix)
	case ruleMapped:
		return sockdiag.Or(sockdiag.Prefix(sockdiag.Local, mappedPrefix), sockdiag.Prefix(sockdiag.Remote, mappedPrefix))
	case ruleInterface:
		return sockdiag.Device(uint32(r.first))
	}
	ofIPv6 := sockdiag.Prefix(sockdiag.Local, everyIPv6) // ruleFamily: no IPv4 address is in an IPv6 prefix
	if r.family == IPv6 {
		return ofIPv6
	}
	return sockdiag.Not(ofIPv6)
}

func (r *rule) joined() sockdiag.Bytecode {
	with := sockdiag.And
	if r.kind == ruleOr {
		if len(r.of) == 0 {
			return sockdiag.Not(nil)
		}
		with = sockdiag.Or
	}
	code := r.of[0].bytecode()
	for _, part := range r.of[1:] {
		code = with(code, part.bytecode())
	}
	return code
}
