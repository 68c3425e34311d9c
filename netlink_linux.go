package tcptable

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// maxRetries is how often a dump is taken again that the kernel calls inconsistent.
const maxRetries = 3

// netlinkSource reads the table over NETLINK_SOCK_DIAG.
type netlinkSource struct {
	place  place
	conn   *sockdiag.Conn
	owners ownerFinder
}

var _ Streamer = (*netlinkSource)(nil)

// OpenNetlink returns the Source that reads NETLINK_SOCK_DIAG, see sock_diag(7), and finds
// owners in the proc filesystem. It needs no privilege. [WithNetNS] and [WithProcRoot] apply.
// Where netlink is missing or forbidden the kernel's error is reachable as syscall.Errno.
func OpenNetlink(opts ...Option) (Source, error) {
	p, err := newPlace(newOptions(opts))
	if err != nil {
		return nil, err
	}
	s := &netlinkSource{place: p, owners: ownerFinder{root: p.procRoot}}
	if s.conn, err = s.dial(); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return s, nil
}

// dial returns a connection to the kernel that stays in the namespace of the source, even when
// it has to dial again.
func (s *netlinkSource) dial() (*sockdiag.Conn, error) {
	return sockdiag.NewConn(func() (t sockdiag.Transport, err error) {
		err = s.place.do(func() error {
			t, err = sockdiag.Dial()
			return err
		})
		return t, err
	})
}

func (s *netlinkSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	into.Report.Source = "netlink"
	kept := len(into.Conns)
	err := s.dump(ctx, q, into, kept)
	if q.Owners == OwnersNone || len(into.Conns) == kept {
		return err
	}
	return errors.Join(err, s.owners.fill(ctx, q, into, kept, s.Stream))
}

// dump appends the rows, and takes them again for as long as that may help.
func (s *netlinkSource) dump(ctx context.Context, q Query, into *Snapshot, kept int) error {
	for {
		into.Conns = into.Conns[:kept]
		err := dumpConns(ctx, s.conn, q, s.place.netNS(), func(c *Conn) error {
			into.Conns = append(into.Conns, *c)
			return nil
		})
		again := errors.Is(err, sockdiag.ErrInterrupted) || errors.Is(err, sockdiag.ErrTruncated)
		if !again || into.Report.Retries == maxRetries {
			return err
		}
		into.Report.Retries++
	}
}

// errStop ends a dump whose rows nobody wants any more.
var errStop = errors.New("stopped")

// Stream uses a socket of its own, so that it does not disturb other reads.
func (s *netlinkSource) Stream(ctx context.Context, q Query, yield func(Conn) bool) error {
	conn, err := s.dial()
	if err != nil {
		return err
	}
	err = dumpConns(ctx, conn, q, s.place.netNS(), func(c *Conn) error {
		if !yield(*c) {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil // the dump has closed the socket
	}
	return errors.Join(err, conn.Close())
}

func (s *netlinkSource) Close() error {
	return errors.Join(s.conn.Close(), s.owners.close(), s.place.close())
}

// dumpConns calls visit for each row that q asks for. The row is valid until visit returns.
func dumpConns(ctx context.Context, conn *sockdiag.Conn, q Query, netNS uint64, visit func(*Conn) error) error {
	d := dumper{conn: conn, row: Conn{NetNS: netNS}}
	interrupted := error(nil)
	for _, family := range []Family{IPv4, IPv6} {
		if !q.Wants(family) {
			continue
		}
		err := conn.Dump(ctx, request(family, q.StateSet()), func(r *sockdiag.Row) error {
			if err := d.translate(r); err != nil {
				return err
			}
			return visit(&d.row)
		})
		if errors.Is(err, sockdiag.ErrInterrupted) {
			interrupted = fmt.Errorf("%s: %w: %w", family, ErrInterrupted, err)
		} else if err != nil {
			return fmt.Errorf("sock_diag %s: %w", family, err)
		}
	}
	return interrupted
}

func request(family Family, states StateSet) sockdiag.Request {
	req := sockdiag.Request{Family: sockdiag.FamilyIPv4, States: kernelMask(states)}
	if family == IPv6 {
		req.Family = sockdiag.FamilyIPv6
	}
	return req
}

// dumper turns what the kernel sends into rows.
type dumper struct {
	conn  *sockdiag.Conn
	row   Conn
	zones map[uint32]string // names of interfaces, by index
}

// translate sets d.row to what r means. The namespace in d.row stays.
func (d *dumper) translate(r *sockdiag.Row) error {
	state, err := stateOf(r.State)
	if err != nil {
		return err
	}
	c := &d.row
	c.State = state
	c.Interface, c.Cookie, c.Inode = r.Interface, r.Cookie, uint64(r.Inode)
	c.UID, c.RecvQ, c.SendQ = r.UID, r.RecvQ, r.SendQ
	c.Offload = OffloadInHost
	if r.TLSTx == sockdiag.TLSHWRecord || r.TLSRx == sockdiag.TLSHWRecord {
		c.Offload = OffloadOffloaded
	}
	var local, remote netip.Addr
	local, c.LocalScope = d.address(r, &r.Local)
	remote, c.RemoteScope = d.address(r, &r.Remote)
	c.Local, c.Remote = netip.AddrPortFrom(local, r.LocalPort), netip.AddrPortFrom(remote, r.RemotePort)
	// A listener on a mapped address is not restricted to IPv6 either, but takes IPv4 alone.
	c.DualStack = state == StateListen && r.V6OnlyKnown && !r.V6Only && local == netip.IPv6Unspecified()
	return nil
}

// address returns an address of the row with its scope. Of a socket that uses a link-local
// address the kernel keeps the interface, which is the scope.
func (d *dumper) address(r *sockdiag.Row, b *[16]byte) (netip.Addr, uint32) {
	if r.Family == sockdiag.FamilyIPv4 {
		return netip.AddrFrom4([4]byte(b[:4])), 0
	}
	a := netip.AddrFrom16(*b)
	if r.Interface == 0 || !a.IsLinkLocalUnicast() || a.Is4In6() {
		return a, 0
	}
	return a.WithZone(d.zone(r.Interface)), r.Interface
}

// zone returns the name of an interface, or its number when it has none any more.
func (d *dumper) zone(index uint32) string {
	if name, ok := d.zones[index]; ok {
		return name
	}
	name, err := d.conn.InterfaceName(index)
	if err != nil {
		name = strconv.FormatUint(uint64(index), 10)
	}
	if d.zones == nil {
		d.zones = make(map[uint32]string)
	}
	d.zones[index] = name
	return name
}
