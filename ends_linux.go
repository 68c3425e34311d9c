package tcptable

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

var (
	_ EndsReader = (*netlinkSource)(nil)
	_ EndsReader = (*fallbackSource)(nil)
)

// Ends listens to the multicast groups of sock_diag.
func (s *netlinkSource) Ends(context.Context) (EndStream, error) {
	var listener *sockdiag.Listener
	err := s.place.do(func() (err error) {
		listener, err = sockdiag.Listen()
		return err
	})
	if err != nil {
		return nil, explainListen(err)
	}
	conn, err := s.dial() // for the names of interfaces
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &netlinkEnds{
		listener:   listener,
		ends:       sockdiag.NewEnds(listener.Recv),
		translator: translator{conn: conn, netNS: s.place.netNS()},
	}, nil
}

func explainListen(err error) error {
	if errors.Is(err, unix.EPERM) {
		return fmt.Errorf("the kernel tells those alone who have CAP_NET_ADMIN: %w", err)
	}
	return err
}

// Ends asks netlink: proc tells nothing of the kind.
func (s *fallbackSource) Ends(ctx context.Context) (EndStream, error) {
	reader, ok := s.netlink.(EndsReader)
	if s.reason != nil || !ok {
		return nil, fmt.Errorf("%w: netlink cannot be used (%v)", errors.ErrUnsupported, s.reason)
	}
	return reader.Ends(ctx)
}

// netlinkEnds makes ends of what the kernel sends.
type netlinkEnds struct {
	listener *sockdiag.Listener
	ends     *sockdiag.Ends
	end      sockdiag.Ended

	mu         sync.Mutex // guards translator
	translator translator
}

func (s *netlinkEnds) Next() (End, error) {
	err := s.ends.Next(&s.end)
	switch {
	case errors.Is(err, sockdiag.ErrMissed):
		return End{}, fmt.Errorf("%w: %w", ErrMissed, err)
	case err != nil:
		return End{}, err
	}
	end := End{Time: time.Now()}
	if err := s.translate(&end.Conn); err != nil {
		return End{}, err
	}
	if s.end.Info != nil {
		wire, err := sockdiag.DecodeTCPInfo(s.end.Info)
		if err != nil {
			return End{}, err
		}
		info := translateTCPInfo(&wire)
		info.State = end.Conn.State
		end.Info = &info
	}
	return end, nil
}

func (s *netlinkEnds) translate(c *Conn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.translator.zones = nil // an interface can get another name
	return s.translator.translate(&s.end.Row, c)
}

func (s *netlinkEnds) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(err, s.translator.conn.Close())
}
