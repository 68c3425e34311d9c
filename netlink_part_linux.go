package tcptable

import (
	"context"

	"github.com/tcptable/tcptable/internal/hashtable"
	"github.com/tcptable/tcptable/internal/sockdiag"
)

// part lists the sockets of a range of ports.
type part struct {
	translator
	ports  portRange
	room   *room
	blocks []block // the last of them takes the rows

	torn       bool                      // see dump
	recent     recent                    // of the first listing
	duplicates int                       // sockets that the first listing told again
	seen       hashtable.Table[struct{}] // the cookies of all rows, for a later listing
	later      bool                      // whether this is a later listing
	added      int                       // rows that only a later listing told
}

// reset prepares p for the first listing.
func (p *part) reset(netNS uint64) {
	p.netNS, p.zones = netNS, nil
	p.blocks = p.blocks[:0]
	p.recent.reset()
	p.torn, p.later, p.duplicates, p.added = false, false, 0, 0
}

// list makes rows of the sockets that were not listed yet.
func (p *part) list(ctx context.Context, q Query) (err error) {
	p.torn, err = dump(ctx, p.conn, q, p.ports, func(r *sockdiag.Row) error {
		if p.known(r.Cookie) {
			return nil
		}
		return p.add(q, r)
	})
	return err
}

// known reports whether the socket was listed before. Without a cookie none can be told from another.
func (p *part) known(cookie uint64) bool {
	switch {
	case cookie == 0:
		return false
	case p.later:
		_, added := p.seen.Add(cookie)
		return !added
	case p.recent.has(cookie, p.conn.Datagrams()):
		p.duplicates++
		return true
	}
	return false
}

// again prepares p for a later listing, and drops what the first one told twice with much between.
func (p *part) again() {
	p.later = true
	p.seen.Reset(p.count())
	for i := range p.blocks {
		b := &p.blocks[i]
		kept := b.rows[:0]
		for _, c := range b.rows {
			if _, added := p.seen.Add(c.Cookie); added || c.Cookie == 0 {
				kept = append(kept, c)
			}
		}
		p.duplicates += len(b.rows) - len(kept)
		b.rows = kept
	}
}

func (p *part) count() (n int) {
	for i := range p.blocks {
		n += len(p.blocks[i].rows)
	}
	return n
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
		if p.later {
			p.added++
		}
	}
	return nil
}

// recent is the cookies of the datagram that is being read and the one before. The kernel tells a
// socket twice when it goes on in a chain of its hash table that has become longer: then the two rows
// are no further apart than the chain is long.
type recent struct {
	datagram    int
	now, before hashtable.Table[struct{}]
}

// rowsADatagram is about how many rows are in a full one.
const rowsADatagram = 300

func (r *recent) reset() {
	r.datagram = 0
	r.now.Reset(rowsADatagram)
	r.before.Reset(rowsADatagram)
}

// has reports whether the cookie was there before, and adds it to those of the datagram.
func (r *recent) has(cookie uint64, datagram int) bool {
	if datagram != r.datagram {
		r.datagram = datagram
		r.now, r.before = r.before, r.now
		r.now.Reset(rowsADatagram)
	}
	if r.before.Find(cookie).Key != 0 {
		return true
	}
	_, added := r.now.Add(cookie)
	return !added
}
