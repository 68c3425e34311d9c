package tui

import (
	"context"
	"maps"
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// look is one look at the table, and what it shows beside the looks before it. It never changes.
type look struct {
	snap *tcptable.Snapshot
	err  error // why rows are missing
	at   time.Time

	ghosts []ghost                // connections that are gone, as long as they are shown, in order
	marks  map[identity]mark      // of those in snap that have changed of late
	born   map[identity]time.Time // of those in snap that were opened while we watched
	since  time.Time              // when watching began
	users  map[uint32]string

	asked      question
	containers map[uint32]string // of the processes, if asked for. Empty: in none

	detail *detailFacts // nil: not asked for
}

// ghost is a connection that is gone.
type ghost struct {
	conn      tcptable.Conn
	process   string
	container string // if it was asked for
	gone      time.Time
}

// mark is what has happened to a row, and when.
type mark struct {
	fresh bool // it is new; otherwise its state or its owner has changed
	since time.Time
}

// row returns a row by its index: those of the table first, then the ghosts.
func (l *look) row(i uint32) *tcptable.Conn {
	if n := uint32(len(l.snap.Conns)); i >= n {
		return &l.ghosts[i-n].conn
	}
	return &l.snap.Conns[i]
}

// ghostOf returns the ghost that stands in row i, or nil.
func (l *look) ghostOf(i uint32) *ghost {
	if n := uint32(len(l.snap.Conns)); i >= n {
		return &l.ghosts[i-n]
	}
	return nil
}

func (l *look) rows() int { return len(l.snap.Conns) + len(l.ghosts) }

// process returns the name of the process that owns row i, if known.
func (l *look) process(i uint32) string {
	if g := l.ghostOf(i); g != nil {
		return g.process
	}
	p, _ := l.snap.Process(l.row(i).PID)
	return p.Name
}

// container returns the container in which the owner of row i is, if known.
func (l *look) container(i uint32) string {
	if g := l.ghostOf(i); g != nil {
		return g.container
	}
	return l.containers[l.row(i).PID]
}

// question is what a look is to find out.
type question struct {
	query      tcptable.Query
	subject    *tcptable.Conn // of the view of one row, or nil
	containers bool
}

// watcher looks at the table, again and again. It is for one goroutine at a time.
type watcher struct {
	options *Options
	now     func() time.Time
	last    *look
	changes tcptable.Changes

	containers map[tcptable.Process]string // of the last look

	ends  *tcptable.Ends // nil: connections shorter than the interval are not seen
	taken []tcptable.End
}

// open begins to listen for connections that end, so that those are seen that no look shows. It returns
// why that is not possible.
func (w *watcher) open(ctx context.Context) error {
	ends, err := w.options.Table.OpenEnds(ctx)
	if err == nil {
		w.ends = ends
	}
	return err
}

// close ends that. The caller has waited for the last look.
func (w *watcher) close() {
	if w.ends != nil {
		_ = w.ends.Close() // nothing is expected from it any more
	}
}

// takeEnds hands over which sockets have ended since the look before. Ends that were missed are shown
// as what they are: connections that are gone, or were never seen.
func (w *watcher) takeEnds(q tcptable.Query) {
	if w.ends == nil {
		return
	}
	w.taken, _ = w.ends.Take(w.taken[:0])
	w.changes.Ended(q, w.taken...)
}

// look looks at the table.
func (w *watcher) look(ctx context.Context, ask question) *look {
	q := ask.query
	q.Sorted = true
	snap, err := w.options.Table.Snapshot(ctx, q)
	l := &look{snap: snap, err: err, at: w.now(), asked: ask}
	if err != nil && len(snap.Conns) == 0 && w.last != nil {
		stale := *w.last // rather what was seen before than nothing
		stale.err, stale.detail = err, nil
		return &stale
	}
	w.takeEnds(q)
	w.compare(l)
	w.nameUsers(l)
	w.findContainers(ctx, l)
	if ask.subject != nil {
		l.detail = w.detail(ctx, l, ask.subject)
	}
	w.last = l
	return l
}

// compare finds out what has changed since the look before.
func (w *watcher) compare(l *look) {
	events := w.changes.Next(l.snap)
	if w.last == nil {
		l.since = l.at
		l.marks, l.born = map[identity]mark{}, map[identity]time.Time{}
		return
	}
	l.since = w.last.since
	l.marks, l.born = maps.Clone(w.last.marks), maps.Clone(w.last.born)
	maps.DeleteFunc(l.marks, func(_ identity, m mark) bool { return l.at.Sub(m.since) >= fading })
	for _, g := range w.last.ghosts {
		if l.at.Sub(g.gone) < fading {
			l.ghosts = append(l.ghosts, g)
		}
	}
	for i := range events {
		w.note(l, &events[i])
	}
	sortGhosts(l.ghosts)
}

// note keeps what an event says.
func (w *watcher) note(l *look, e *tcptable.Event) {
	id := identityOf(&e.Conn)
	switch e.Kind {
	case tcptable.EventOpened:
		l.born[id] = l.at
		l.marks[id] = mark{fresh: true, since: l.at}
	case tcptable.EventState, tcptable.EventOwner:
		if m, marked := l.marks[id]; !marked || !m.fresh {
			l.marks[id] = mark{since: l.at}
		}
	case tcptable.EventClosed:
		delete(l.born, id)
		delete(l.marks, id)
		l.ghosts = append(l.ghosts, ghost{
			conn: e.Conn, process: e.Process.Name, container: w.last.containers[e.Conn.PID], gone: l.at,
		})
	}
}

// nameUsers finds the names of the users that were not met before.
func (w *watcher) nameUsers(l *look) {
	l.users = map[uint32]string{}
	if w.last != nil {
		l.users = w.last.users
	}
	last, met := uint32(0), false
	for i := range l.snap.Conns {
		c := &l.snap.Conns[i]
		if !c.HasUser() || met && c.UID == last {
			continue
		}
		last, met = c.UID, true
		if _, known := l.users[c.UID]; !known {
			l.users = maps.Clone(l.users)
			l.users[c.UID] = w.userName(c.UID)
		}
	}
}

func (w *watcher) userName(uid uint32) string {
	if w.options.LookupUser != nil {
		if name, err := w.options.LookupUser(uid); err == nil && name != "" {
			return name
		}
	}
	return strconv.FormatUint(uint64(uid), 10)
}
