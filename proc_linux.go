package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"

	"github.com/tcptable/tcptable/internal/procfs"
)

// procSource reads the table from the proc filesystem.
type procSource struct {
	place  place
	reader *procfs.TCPReader
	owners ownerFinder
}

var _ Streamer = (*procSource)(nil)

// procMissing is what net/tcp and net/tcp6 do not say.
const procMissing = FieldScopes | FieldInterface | FieldOffload | FieldCookie | FieldDualStack | FieldListenSendQ

// OpenProc returns the Source that reads net/tcp and net/tcp6 of the proc filesystem, see
// proc_pid_net(5): slower than netlink, without the fields in [Report.Missing], but there where
// netlink is not. [WithNetNS] and [WithProcRoot] apply. It never lists sockets that are CLOSED.
func OpenProc(opts ...Option) (Source, error) {
	p, err := newPlace(newOptions(opts))
	if err != nil {
		return nil, err
	}
	return &procSource{
		place:  p,
		reader: procfs.NewTCPReader(p.procRoot),
		owners: ownerFinder{root: p.procRoot},
	}, nil
}

func (s *procSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	into.Report.Source, into.Report.Missing = "proc", procMissing
	kept := len(into.Conns)
	err := s.read(ctx, s.reader, q, func(c *Conn) error {
		into.Conns = append(into.Conns, *c)
		return nil
	})
	if q.Owners == OwnersNone || len(into.Conns) == kept {
		return err
	}
	return errors.Join(err, s.owners.fill(ctx, q, into, kept, nil, s.Stream))
}

// Stream uses a buffer of its own, so that it does not disturb other reads.
func (s *procSource) Stream(ctx context.Context, q Query, yield func(Conn) bool) error {
	err := s.read(ctx, procfs.NewTCPReader(s.place.procRoot), q, func(c *Conn) error {
		if !yield(*c) {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

func (s *procSource) Close() error { return errors.Join(s.owners.close(), s.place.close()) }

func (s *procSource) read(ctx context.Context, reader *procfs.TCPReader, q Query, visit func(*Conn) error) error {
	for _, family := range []Family{IPv4, IPv6} {
		if !q.Wants(family) {
			continue
		}
		if err := s.readFamily(ctx, reader, family, q, visit); err != nil {
			return fmt.Errorf("proc %s: %w", family, err)
		}
	}
	return nil
}

func (s *procSource) readFamily(ctx context.Context, reader *procfs.TCPReader, family Family, q Query, visit func(*Conn) error) error {
	var f *os.File
	err := s.place.do(func() (err error) {
		f, err = reader.Open(family == IPv6)
		return err
	})
	if family == IPv6 && errors.Is(err, fs.ErrNotExist) {
		return nil // a kernel without IPv6 has no such table: nothing is in it
	}
	if err != nil {
		return err
	}
	row := Conn{NetNS: s.place.netNS()}
	err = reader.Read(ctx, f, func(r *procfs.TCPRow) error {
		if err := translateProc(r, &row); err != nil || !q.Match(&row) {
			return err
		}
		return visit(&row)
	})
	return errors.Join(err, f.Close())
}

// translateProc sets c to what r means. The namespace in c stays.
func translateProc(r *procfs.TCPRow, c *Conn) (err error) {
	if c.State, err = stateOf(r.State); err != nil {
		return err
	}
	c.Local = netip.AddrPortFrom(procAddress(r, &r.Local), r.LocalPort)
	c.Remote = netip.AddrPortFrom(procAddress(r, &r.Remote), r.RemotePort)
	c.UID, c.RecvQ, c.SendQ, c.Inode = r.UID, r.RecvQ, r.SendQ, r.Inode
	return nil
}

func procAddress(r *procfs.TCPRow, b *[16]byte) netip.Addr {
	if r.IPv6 {
		return netip.AddrFrom16(*b)
	}
	return netip.AddrFrom4([4]byte(b[:4]))
}
