package tcptable

import (
	"context"
	"errors"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// netlinkSource reads the table over NETLINK_SOCK_DIAG.
type netlinkSource struct {
	place    place
	conn     *sockdiag.Conn
	activity activityReader
	parts    []*part // those that were needed until now; the first uses conn
	room     room
	blocks   []block // of the parts, while their rows are collected
	owners   ownerFinder
}

var _ Streamer = (*netlinkSource)(nil)

// OpenNetlink returns the Source that reads NETLINK_SOCK_DIAG, see sock_diag(7), and finds
// owners in the proc filesystem. It needs no privilege. [WithNetNS] and [WithProcRoot] apply.
// Where netlink is missing or forbidden the kernel's error is reachable as syscall.Errno.
//
// The kernel can leave out a row or tell it twice if the table changes while it is listed. Read
// drops what it got twice and, where something changed, lists the table once more and adds what
// the first listing has not: see [Report]. Stream, which keeps no rows, does neither.
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

// walkEarly is the count of sockets from which on it pays to look for owners while the table is
// being listed, although some may then have to be looked for once more.
const walkEarly = 10_000

func (s *netlinkSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	into.Report.Source = "netlink"
	kept := len(into.Conns)
	before := s.activity.read(s.place)
	var walk *earlyWalk
	if q.Owners != OwnersNone && before.sockets(q) >= walkEarly {
		walk = s.owners.start(ctx)
	}
	err := s.list(ctx, q, into, before)
	if q.Owners == OwnersNone || len(into.Conns) == kept {
		return errors.Join(err, walk.discard())
	}
	return errors.Join(err, s.owners.fill(ctx, q, into, kept, walk, s.Stream))
}

// errStop ends a dump whose rows nobody wants any more.
var errStop = errors.New("stopped")

// Stream uses a socket of its own, so that it does not disturb other reads.
func (s *netlinkSource) Stream(ctx context.Context, q Query, yield func(Conn) bool) error {
	conn, err := s.dial()
	if err != nil {
		return err
	}
	t := translator{conn: conn, netNS: s.place.netNS()}
	var c Conn
	_, err = dump(ctx, conn, q, everything, func(r *sockdiag.Row) error {
		if err := t.translate(r, &c); err != nil {
			return err
		}
		if q.Match(&c) && !yield(c) {
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
	errs := []error{s.conn.Close(), s.activity.close(), s.owners.close(), s.place.close()}
	for _, p := range s.parts[min(1, len(s.parts)):] {
		errs = append(errs, p.conn.Close())
	}
	return errors.Join(errs...)
}
