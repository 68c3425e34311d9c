package tcptable

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/tcptable/tcptable/internal/hugepage"
	"github.com/tcptable/tcptable/internal/sockdiag"
)

const (
	// maxRetries is how often a dump is taken again that the kernel calls inconsistent.
	maxRetries = 3

	// splitFrom is the count of sockets from which on the table is listed in parts, by several
	// cores, and maxListers is how many at most: each of them walks the whole table in the kernel.
	splitFrom  = 10_000
	maxListers = 4
)

// list appends the rows that q asks for, once each. before is what was going on before.
func (s *netlinkSource) list(ctx context.Context, q Query, into *Snapshot, before activity) error {
	expected := before.sockets(q)
	parts, err := s.partsFor(expected)
	if err != nil {
		return err
	}
	into.Conns = grow(into.Conns, expected+expected/32+len(parts)*blockLen)
	for {
		s.room.reset(into.Conns)
		for _, p := range parts {
			p.reset(s.place.netNS())
		}
		err = listAll(ctx, q, parts)
		if !inconsistent(err) || into.Report.Retries == maxRetries {
			break
		}
		into.Report.Retries++
	}
	if err == nil && slices.ContainsFunc(parts, func(p *part) bool { return p.torn }) {
		if after := s.activity.read(s.place); before.unlike(&after) {
			for _, p := range parts {
				p.again()
			}
			into.Report.Passes++
			err = listAll(ctx, q, parts)
		}
	}
	s.collect(parts, into)
	return err
}

// grow is slices.Grow for slices that may become large.
func grow(rows []Conn, n int) []Conn {
	if cap(rows)-len(rows) < n {
		rows = append(make([]Conn, 0, len(rows)+n), rows...)
		hugepage.Advise(rows)
	}
	return rows
}

func inconsistent(err error) bool {
	return errors.Is(err, sockdiag.ErrInterrupted) || errors.Is(err, sockdiag.ErrTruncated)
}

// collect puts the rows of the parts behind those that are there.
func (s *netlinkSource) collect(parts []*part, into *Snapshot) {
	s.blocks = s.blocks[:0]
	for _, p := range parts {
		s.blocks = append(s.blocks, p.blocks...)
		into.Report.Duplicates += p.duplicates
		into.Report.Added += p.added
		clear(p.blocks)
	}
	into.Conns = s.room.collect(into.Conns, s.blocks)
	clear(s.blocks) // nothing here must keep the caller's rows
	into.Report.Passes++
}

// partsFor returns the parts that list a table of about so many sockets.
func (s *netlinkSource) partsFor(expected int) ([]*part, error) {
	n := 1
	if expected >= splitFrom {
		n = min(runtime.GOMAXPROCS(0), maxListers)
	}
	for len(s.parts) < n {
		conn := s.conn
		if len(s.parts) > 0 {
			var err error
			if conn, err = s.dial(); err != nil {
				return nil, err
			}
		}
		s.parts = append(s.parts, &part{translator: translator{conn: conn}, room: &s.room})
	}
	for i, r := range portRanges(n) {
		s.parts[i].ports = r
	}
	return s.parts[:n], nil
}

// listAll has every part list its sockets.
func listAll(ctx context.Context, q Query, parts []*part) error {
	errs := make([]error, len(parts))
	var wg sync.WaitGroup
	for i, p := range parts[1:] {
		wg.Go(func() { errs[i+1] = p.list(ctx, q) })
	}
	errs[0] = parts[0].list(ctx, q)
	wg.Wait()
	return errors.Join(errs...)
}
