package tcptable

import (
	"context"
	"errors"
	"fmt"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// dump calls visit for each socket that q asks for among those of a range of ports. What is
// visited may be more than q.Where holds for. It returns whether the sockets came in several
// datagrams: the kernel goes on by counting then, and misses some or tells some twice if others
// come or go meanwhile.
func dump(
	ctx context.Context, conn *sockdiag.Conn, q Query, ports portRange, visit func(*sockdiag.Row) error,
) (torn bool, err error) {
	req := sockdiag.Request{
		Family: familyOf(q), States: kernelMask(q.StateSet()), Where: condition(q.Where, ports),
		LocalPort: q.Where.port(ruleLocalPort), RemotePort: q.Where.port(ruleRemotePort),
	}
	err = conn.Dump(ctx, req, visit)
	torn = conn.Datagrams() > 1
	switch {
	case err == nil:
		return torn, nil
	case errors.Is(err, sockdiag.ErrInterrupted):
		return torn, fmt.Errorf("%w: %w", ErrInterrupted, err)
	case req.Family == sockdiag.BothFamilies:
		return torn, fmt.Errorf("sock_diag: %w", err)
	}
	return torn, fmt.Errorf("sock_diag %s: %w", q.Family, err)
}

// familyOf is what q wants, as the kernel's numbers say it.
func familyOf(q Query) uint8 {
	switch {
	case !q.Wants(IPv4):
		return sockdiag.FamilyIPv6
	case !q.Wants(IPv6):
		return sockdiag.FamilyIPv4
	}
	return sockdiag.BothFamilies
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
