package sockdiag

import (
	"context"
	"errors"
	"syscall"
)

// dumpBoth is Dump for both families. A kernel, or a filter in front of it, that refuses to list them
// in one go is asked for one after the other, and not bothered again.
func (c *Conn) dumpBoth(ctx context.Context, req Request, visit func(*Row) error) error {
	if err := c.connect(); err != nil {
		return err
	}
	if !c.apart {
		visited := false
		err := c.dumpOnce(ctx, req, func(r *Row) error {
			visited = true
			return visit(r)
		})
		var refused syscall.Errno
		if visited || !errors.As(err, &refused) || refused.Temporary() {
			return err
		}
		c.apart = true
	}
	most := 0
	var interrupted error
	for _, family := range []uint8{FamilyIPv4, FamilyIPv6} {
		req.Family = family
		err := c.dumpOnce(ctx, req, visit)
		most = max(most, c.datagrams)
		if errors.Is(err, ErrInterrupted) {
			interrupted = err
		} else if err != nil {
			return err
		}
	}
	c.datagrams = most
	return interrupted
}
