package tcptable

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/tcptable/tcptable/internal/hashtable"
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
	into.Conns = slices.Grow(into.Conns, expected+expected/32+len(parts)*blockLen)
	for {
		s.room.reset(into.Conns)
		for _, p := range parts {
			p.reset(s.place.netNS(), expected/len(parts))
		}
		err = listAll(ctx, q, parts)
		if !inconsistent(err) || into.Report.Retries == maxRetries {
			break
		}
		into.Report.Retries++
	}
	if err == nil && slices.ContainsFunc(parts, func(p *part) bool { return p.torn }) {
		if after := s.activity.read(s.place); before.unlike(&after) {
			into.Report.Passes++
			err = listAll(ctx, q, parts)
		}
	}
	s.collect(parts, into)
	return err
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

// part lists the sockets of a range of ports.
type part struct {
	translator
	ports  portRange
	room   *room
	blocks []block // the last of them takes the rows

	seen       hashtable.Table[struct{}] // the cookies of the sockets that were listed
	torn       bool                      // see dump
	listed     bool                      // whether there was a listing before
	duplicates int                       // sockets that the first listing told again
	added      int                       // rows that only a later listing told
}

// reset prepares p for the first listing.
func (p *part) reset(netNS uint64, expected int) {
	p.netNS, p.zones = netNS, nil
	p.blocks = p.blocks[:0]
	p.seen.Reset(expected)
	p.torn, p.listed, p.duplicates, p.added = false, false, 0, 0
}

// list makes rows of the sockets that were not listed yet.
func (p *part) list(ctx context.Context, q Query) (err error) {
	p.torn, err = dump(ctx, p.conn, q, p.ports, func(r *sockdiag.Row) error {
		if r.Cookie != 0 {
			if _, added := p.seen.Add(r.Cookie); !added {
				p.countAgain()
				return nil
			}
		}
		return p.add(q, r)
	})
	p.listed = true
	return err
}

// add makes a row in its place, and leaves it there if q asks for it.
func (p *part) add(q Query, r *sockdiag.Row) error {
	if n := len(p.blocks); n == 0 || len(p.blocks[n-1].rows) == cap(p.blocks[n-1].rows) {
		p.blocks = append(p.blocks, p.room.block())
	}
	b := &p.blocks[len(p.blocks)-1]
	n := len(b.rows)
	c := &b.rows[:n+1][n]
	if err := p.translate(r, c); err != nil {
		return err
	}
	if q.Match(c) {
		b.rows = b.rows[:n+1]
		if p.listed {
			p.added++
		}
	}
	return nil
}

func (p *part) countAgain() {
	if !p.listed {
		p.duplicates++
	}
}
