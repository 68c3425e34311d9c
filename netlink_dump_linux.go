package tcptable

import (
	"context"
	"errors"
	"fmt"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// dump calls visit for each socket that q asks for among those of a range of ports. What is
// visited may be more than q.Where holds for. It returns whether the sockets of a family came in
// several datagrams: the kernel goes on by counting then, and misses some or tells some twice if
// others come or go meanwhile.
func dump(
	ctx context.Context, conn *sockdiag.Conn, q Query, ports portRange, visit func(*sockdiag.Row) error,
) (torn bool, err error) {
	where := condition(q.Where, ports)
	var interrupted error
	for _, family := range []Family{IPv4, IPv6} {
		if !q.Wants(family) {
			continue
		}
		err := conn.Dump(ctx, request(family, q.StateSet(), where), visit)
		torn = torn || conn.Datagrams() > 1
		if errors.Is(err, sockdiag.ErrInterrupted) {
			interrupted = fmt.Errorf("%s: %w: %w", family, ErrInterrupted, err)
		} else if err != nil {
			return torn, fmt.Errorf("sock_diag %s: %w", family, err)
		}
	}
	return torn, interrupted
}

func request(family Family, states StateSet, where sockdiag.Bytecode) sockdiag.Request {
	req := sockdiag.Request{Family: sockdiag.FamilyIPv4, States: kernelMask(states), Where: where}
	if family == IPv6 {
		req.Family = sockdiag.FamilyIPv6
	}
	return req
}

// condition is what the kernel is to check. A filter that is too long for a request is left to the
// caller.
func condition(f Filter, ports portRange) sockdiag.Bytecode {
	if code := sockdiag.And(ports.bytecode(), f.bytecode()); len(code) <= sockdiag.MaxBytecode {
		return code
	}
	return ports.bytecode()
}

// bytecode returns the filter as the kernel reads it.
func (f Filter) bytecode() sockdiag.Bytecode {
	r := f.rule
	if r == nil {
		return nil
	}
	end := sockdiag.Local
	if r.remote {
		end = sockdiag.Remote
	}
	switch r.kind {
	case rulePorts:
		return sockdiag.Ports(end, r.first, r.last)
	case rulePrefix:
		return sockdiag.Prefix(end, r.prefix)
	case ruleNot:
		return sockdiag.Not(r.of[0].bytecode())
	case ruleOr:
		never := sockdiag.Not(nil)
		for _, f := range r.of {
			never = sockdiag.Or(never, f.bytecode())
		}
		return never
	}
	var code sockdiag.Bytecode
	for _, f := range r.of {
		code = sockdiag.And(code, f.bytecode())
	}
	return code
}

// portRange is a range of ports, both ends included. It holds the sockets whose greater port, of
// the local and the remote one, is in it. The ports of a socket do not change.
type portRange struct{ first, last uint16 }

var everything = portRange{0, 65535}

func (r portRange) bytecode() sockdiag.Bytecode {
	if r == everything {
		return nil
	}
	notAbove := sockdiag.And(sockdiag.Ports(sockdiag.Local, 0, r.last), sockdiag.Ports(sockdiag.Remote, 0, r.last))
	notBelow := sockdiag.Or(sockdiag.Ports(sockdiag.Local, r.first, 65535), sockdiag.Ports(sockdiag.Remote, r.first, 65535))
	return sockdiag.And(notAbove, notBelow)
}

// Ephemeral ports, of which a connection has one as a rule, the greater of the two: the range that
// Linux begins with and the end of the one that RFC 6335 gives to the other systems.
const (
	firstEphemeral = 32768
	lastEphemeral  = 60999
)

// portRanges divides all ports into n ranges that hold about as many sockets each.
func portRanges(n int) []portRange {
	ranges := make([]portRange, n)
	first := 0
	for i := range ranges {
		last := firstEphemeral + (lastEphemeral-firstEphemeral)*(i+1)/n
		if i == n-1 {
			last = 65535
		}
		ranges[i] = portRange{uint16(first), uint16(last)}
		first = last + 1
	}
	return ranges
}
