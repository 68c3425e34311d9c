package bpf

import (
	"context"
	"errors"
	"fmt"

	"github.com/tcptable/tcptable"
)

// What no iterator does is done over netlink.
var (
	_ tcptable.Killer           = (*source)(nil)
	_ tcptable.TCPInfoReader    = (*source)(nil)
	_ tcptable.StatisticsReader = (*source)(nil)
	_ tcptable.CounterReader    = (*source)(nil)
	_ tcptable.ProcessReader    = (*source)(nil)
)

// closedOf is the part of q that the iterator cannot answer: sockets in CLOSED are in none of the
// hash tables that it goes through.
func closedOf(q tcptable.Query) (tcptable.Query, bool) {
	closed := tcptable.States(tcptable.StateClosed)
	return tcptable.Query{Family: q.Family, States: closed, Where: q.Where}, q.StateSet()&closed != 0
}

// readClosed appends the sockets in CLOSED, if q asks for them.
func (s *source) readClosed(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	q, ok := closedOf(q)
	if !ok {
		return nil
	}
	netlink, err := with[tcptable.Source](s)
	if err != nil {
		return fmt.Errorf("sockets in CLOSED: %w", err)
	}
	closed := tcptable.Snapshot{Conns: into.Conns}
	err = netlink.Read(ctx, q, &closed)
	into.Conns = closed.Conns
	into.Report.Retries += closed.Report.Retries
	return wrap("sockets in CLOSED", err)
}

// streamClosed yields the sockets in CLOSED, if q asks for them.
func (s *source) streamClosed(ctx context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error {
	q, ok := closedOf(q)
	if !ok {
		return nil
	}
	netlink, err := with[tcptable.Streamer](s)
	if err != nil {
		return fmt.Errorf("sockets in CLOSED: %w", err)
	}
	return wrap("sockets in CLOSED", netlink.Stream(ctx, q, yield))
}

// Kill is that of the netlink source.
func (s *source) Kill(ctx context.Context, c tcptable.Conn) error {
	netlink, err := with[tcptable.Killer](s)
	if err != nil {
		return err
	}
	return netlink.Kill(ctx, c)
}

// TCPInfo is that of the netlink source.
func (s *source) TCPInfo(ctx context.Context, c tcptable.Conn) (tcptable.TCPInfo, error) {
	netlink, err := with[tcptable.TCPInfoReader](s)
	if err != nil {
		return tcptable.TCPInfo{}, err
	}
	return netlink.TCPInfo(ctx, c)
}

// Statistics are those of the netlink source.
func (s *source) Statistics(ctx context.Context) (tcptable.Statistics, error) {
	netlink, err := with[tcptable.StatisticsReader](s)
	if err != nil {
		return tcptable.Statistics{}, err
	}
	return netlink.Statistics(ctx)
}

// Counters are those of the netlink source.
func (s *source) Counters(ctx context.Context) ([]tcptable.Counter, error) {
	netlink, err := with[tcptable.CounterReader](s)
	if err != nil {
		return nil, err
	}
	return netlink.Counters(ctx)
}

// ProcessFacts are those of the netlink source.
func (s *source) ProcessFacts(ctx context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	netlink, err := with[tcptable.ProcessReader](s)
	if err != nil {
		return tcptable.ProcessFacts{}, err
	}
	return netlink.ProcessFacts(ctx, p)
}

// with returns the netlink source as one that can do more, or says why it cannot be used.
func with[Capable any](s *source) (Capable, error) {
	netlink, ok := s.netlink.(Capable)
	switch {
	case s.netlinkErr != nil:
		return netlink, s.netlinkErr
	case !ok:
		return netlink, fmt.Errorf("not over netlink: %w", errors.ErrUnsupported)
	}
	return netlink, nil
}
