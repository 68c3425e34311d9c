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
	splitFrom = 10_000
	maxListers  = 4
)

// list appends the rows that q asks for, once each. before is what was going on before.
func (s *netlinkSource) list(ctx context.Context, q Query, into *Snapshot, before activity) error {
	expected := before.sockets(q)
	parts, err := s.partsFor(expected)
	if err != nil {
		return err
	}
	kept := len(into.Conns)
	parts[0].rows = into.Conns // the others have room of their own
	for {
		for i, p := range parts {
			keep := 0
			if i == 0 {
				keep = kept
			}
			p.reset(keep, s.place.netNS(), expected/len(parts))
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
	collect(parts, into)
	return err
}

func inconsistent(err error) bool {
	return errors.Is(err, sockdiag.ErrInterrupted) || errors.Is(err, sockdiag.ErrTruncated)
}

// collect moves the rows of the parts to the snapshot, whose slice the first part has used.
func collect(parts []*part, into *Snapshot) {
	into.Conns = parts[0].rows
	parts[0].rows = nil
	for i, p := range parts {
		if i > 0 {
			into.Conns = append(into.Conns, p.rows...)
		}
		into.Report.Duplicates += p.duplicates
		into.Report.Added += p.added
	}
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
		s.parts = append(s.parts, &part{translator: translator{conn: conn}})
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

// part lists the sockets of a range of ports, and keeps its room.
type part struct {
	translator
	ports portRange
	rows  []Conn

	seen       hashtable.Table[struct{}] // the cookies of the sockets that were listed
	torn       bool                      // see dump
	listed     bool                      // whether there was a listing before
	duplicates int                       // sockets that the first listing told again
	added      int                       // rows that only a later listing told
}

// reset prepares p for the first listing. Of its rows it keeps some.
func (p *part) reset(keep int, netNS uint64, expected int) {
	p.row, p.zones = Conn{NetNS: netNS}, nil
	p.rows = slices.Grow(p.rows[:keep], expected)
	p.seen.Reset(expected)
	p.torn, p.listed, p.duplicates, p.added = false, false, 0, 0
}

// list appends to p.rows those that are not there yet.
func (p *part) list(ctx context.Context, q Query) (err error) {
	p.torn, err = dump(ctx, p.conn, q, p.ports, func(r *sockdiag.Row) error {
		if r.Cookie != 0 {
			if _, added := p.seen.Add(r.Cookie); !added {
				p.countAgain()
				return nil
			}
		}
		if err := p.translate(r); err != nil {
			return err
		}
		if q.Match(&p.row) {
			p.append()
		}
		return nil
	})
	p.listed = true
	return err
}

func (p *part) append() {
	p.rows = append(p.rows, p.row)
	if p.listed {
		p.added++
	}
}

func (p *part) countAgain() {
	if !p.listed {
		p.duplicates++
	}
}
