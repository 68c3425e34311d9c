package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

var (
	_ Killer = (*netlinkSource)(nil)
	_ Killer = (*fallbackSource)(nil)
)

// maxLookups is how often a listener is looked for among those that share its port. One of a
// hundred is missed once in some 20,000 times.
const maxLookups = 1000

// goneError says that a connection is not there. It is fs.ErrNotExist.
type goneError string

const errGone goneError = "there is no such connection any more"

func (e goneError) Error() string        { return string(e) }
func (e goneError) Is(target error) bool { return target == fs.ErrNotExist }

// Kill asks the kernel to destroy the socket with the cookie of c.
func (s *netlinkSource) Kill(ctx context.Context, c Conn) error {
	id, err := s.socketID(&c)
	if err != nil {
		return err
	}
	err = s.conn.Destroy(ctx, id)
	if c.State != StateListen {
		return explainRefusal(err)
	}
	// The kernel chooses one of several listeners by a hash of both ends. Who the other end is
	// does not matter to a listener, so that other ports make for other choices; the cookie sees
	// to it that none of them does harm.
	for n := 1; n < maxLookups && isGone(err); n++ {
		id.RemotePort = uint16(n)
		err = s.conn.Destroy(ctx, id)
	}
	return explainRefusal(err)
}

// Kill asks netlink, without which no row has a cookie.
func (s *fallbackSource) Kill(ctx context.Context, c Conn) error {
	killer, ok := s.netlink.(Killer)
	if s.reason != nil || !ok {
		return fmt.Errorf("%w: netlink cannot be used (%v)", errors.ErrUnsupported, s.reason)
	}
	return killer.Kill(ctx, c)
}

// socketID returns what the kernel finds the socket of c by.
func (s *netlinkSource) socketID(c *Conn) (sockdiag.ID, error) {
	if here := s.place.netNS(); c.NetNS != here && c.NetNS != 0 && here != 0 {
		return sockdiag.ID{}, goneError(fmt.Sprintf("it is in the network namespace %d, this is %d", c.NetNS, here))
	}
	local, remote := c.Local.Addr(), c.Remote.Addr()
	if !local.IsValid() || !remote.IsValid() || local.Is4() != remote.Is4() {
		return sockdiag.ID{}, goneError("no connection has such ends")
	}
	id := sockdiag.ID{
		Family: sockdiag.FamilyIPv6, Local: wireAddress(local), Remote: wireAddress(remote),
		LocalPort: c.Local.Port(), RemotePort: c.Remote.Port(),
		Interface: c.Interface, Cookie: c.Cookie,
	}
	if local.Is4() {
		id.Family = sockdiag.FamilyIPv4
	}
	return id, nil
}

// wireAddress returns an address as struct inet_diag_sockid holds it: an IPv4 one in the first
// four bytes.
func wireAddress(a netip.Addr) (b [16]byte) {
	if a.Is4() {
		v4 := a.As4()
		copy(b[:], v4[:])
		return b
	}
	return a.As16()
}

// isGone reports whether err is the kernel's way to say that there is no socket with these
// addresses and this cookie.
func isGone(err error) bool {
	return errors.Is(err, sockdiag.ErrRefused) && (errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESTALE))
}

// explainRefusal says what the kernel's answer to a request for one socket means.
func explainRefusal(err error) error {
	switch {
	case !errors.Is(err, sockdiag.ErrRefused):
		return err
	case isGone(err):
		return fmt.Errorf("%w: %w", errGone, err)
	case errors.Is(err, unix.EPERM):
		return fmt.Errorf("CAP_NET_ADMIN is missing: %w", err)
	case errors.Is(err, unix.EOPNOTSUPP), errors.Is(err, unix.EINVAL):
		// The latter comes from Linux before 4.5, and for listeners of MPTCP.
		return fmt.Errorf("this kernel cannot close it: %w: %w", errors.ErrUnsupported, err)
	}
	return err
}
