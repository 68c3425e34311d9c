package tcptable

// maxMisses is in how many partial tables, one after the other, a connection may be missing before
// it counts as closed.
const maxMisses = 3

// Changes finds out what has happened between one look at the table and the next. The zero
// Changes has not looked yet. It is for one goroutine at a time.
//
// # Which rows are the same connection
//
// Where there are cookies, [Conn.Cookie] and [Conn.NetNS] tell: an address pair that is used again is
// another connection, and one that goes from SYN_RCVD to TIME_WAIT stays the same. Where there are
// none (the proc filesystem, Windows) the addresses have to do, together with what cannot be in the
// life of one connection: another inode; a state that comes before the one it was in; on Windows
// another process, since a row keeps the one that made its socket. There, an address pair that is
// used again between two looks for the same end, in the same state and by the same process, is not
// told from one that has lived on.
//
// A row that is told twice in one table counts once.
//
// # What is not known
//
// In a table of which a part could not be read ([Report.Partial]) the absence of a row says nothing:
// the connection is kept, and told as closed when a whole table lacks it, or the third partial
// table in a row. A table without any row that is partial too says nothing at all. A table in which
// the condition of a query could not be decided for some rows ([Report.Undecided]) counts as partial,
// but for connections of whose end the kernel has told.
//
// Owners are compared by what is known. A row whose owner could not be found this time
// ([OwnerDenied], [OwnerGone], [OwnerElsewhere], [OwnerNotAsked]) keeps the one that was known. When the
// kernel takes a connection over because its process closes it, or hands one to the process that
// accepts it, and the state changes with that, the EventState is all that is told.
type Changes struct {
	entries []tracked
	free    []int32 // entries that are not in use
	heads   []int32 // the table by hash: 1 + the first entry of each chain
	live    int     // how many entries are in use
	seen    int     // how many of them this look has shown
	look    uint32  // the number of this look, from 1
	began   bool    // whether there was a look before

	processes processList
	ends      endList

	events, later []Event // later: those that come behind the closed ones
}

// tracked is a connection that is known.
type tracked struct {
	conn    Conn
	process Process     // the last one that was known
	owner   OwnerStatus // OwnerKnown, OwnerKernel or OwnerUnaccepted; OwnerNotAsked: nothing was known yet
	misses  uint8       // in how many partial looks it has been missing
	look    uint32      // the last one that showed it; 0: the entry is not in use
	next    int32       // 1 + the next entry of its chain
}

// Next returns what has happened since the last look, of which snap is the next. The first one
// gives an EventPresent for each row. What has closed comes first, so that an address pair that is
// used again closes before it opens.
//
// It keeps nothing of snap. The events are good until the next call.
func (ch *Changes) Next(snap *Snapshot) []Event {
	ch.recycleEvents()
	if snap.Report.Partial && len(snap.Conns) == 0 {
		return nil
	}
	ch.look++
	if ch.look == 0 { // it has been around once
		ch.look = 1
	}
	ch.seen = 0
	ch.reserve(len(snap.Conns))
	ch.processes.next(snap.Processes)
	ch.ends.begin()
	guess := 0
	for i := range snap.Conns {
		guess = ch.row(snap, &snap.Conns[i], guess)
	}
	ch.sweep(snap)
	ch.settleEnds(snap)
	ch.began = true
	if len(ch.events) == 0 {
		ch.events, ch.later = ch.later, ch.events
		return ch.events
	}
	ch.events = append(ch.events, ch.later...)
	return ch.events
}

// Len returns how many connections there are.
func (ch *Changes) Len() int { return ch.live }

// recycleEvents empties the lists, and gives memory back that only one look needed.
func (ch *Changes) recycleEvents() {
	const worthKeeping = 1024
	for _, list := range []*[]Event{&ch.events, &ch.later} {
		if cap(*list) > worthKeeping && cap(*list) > 4*len(*list) {
			*list = nil
		}
		clear(*list)
		*list = (*list)[:0]
	}
}

// row takes a row in. guess is the entry that probably holds it: tables are told in much the same
// order again and again. It returns the guess for the next row.
func (ch *Changes) row(snap *Snapshot, c *Conn, guess int) int {
	i := guess
	if i >= len(ch.entries) || !ch.entries[i].is(c) {
		hash := identityHash(c)
		i = ch.find(c, hash)
		if i < 0 {
			return ch.open(snap, c, hash) + 1
		}
	}
	e := &ch.entries[i]
	if e.look == ch.look {
		return i + 1 // it was told before
	}
	ch.seen++
	e.look, e.misses = ch.look, 0
	ch.compare(snap, e, c)
	e.conn = *c
	return i + 1
}

// open adds a connection.
func (ch *Changes) open(snap *Snapshot, c *Conn, hash uint64) int {
	i := ch.add(hash)
	e := &ch.entries[i]
	*e = tracked{conn: *c, look: ch.look, next: e.next}
	ch.seen++
	ch.learnOwner(snap, e, c)
	kind := EventOpened
	if !ch.began {
		kind = EventPresent
	}
	ch.later = append(ch.later, Event{Kind: kind, Time: snap.Report.Begin, Conn: *c, Process: e.process})
	return i
}

// compare tells what has become of a connection.
func (ch *Changes) compare(snap *Snapshot, e *tracked, c *Conn) {
	moved := e.conn.State != c.State
	passed := ch.learnOwner(snap, e, c)
	if moved {
		ch.later = append(ch.later, Event{
			Kind: EventState, Time: snap.Report.Begin, Conn: *c, Before: e.conn, Process: e.process,
		})
	}
	if passed == ownerPassed || passed == ownerOfKernel && !moved {
		ch.later = append(ch.later, Event{
			Kind: EventOwner, Time: snap.Report.Begin, Conn: *c, Before: e.conn, Process: e.process,
		})
	}
}

// sweep tells which connections this look has not shown.
func (ch *Changes) sweep(snap *Snapshot) {
	if ch.seen == ch.live {
		return
	}
	for i := range ch.entries {
		e := &ch.entries[i]
		if e.look == ch.look || e.look == 0 {
			continue
		}
		if ch.mayBeThere(snap, e) && e.misses+1 < maxMisses {
			e.misses++
			continue
		}
		ch.close(snap, i)
	}
}

// mayBeThere reports whether a connection that this look has not shown can be in the table.
func (ch *Changes) mayBeThere(snap *Snapshot, e *tracked) bool {
	return snap.Report.Partial || snap.Report.Undecided > 0 && ch.ends.of(&e.conn) == nil
}

// close tells that a connection is gone and forgets it.
func (ch *Changes) close(snap *Snapshot, i int) {
	e := &ch.entries[i]
	event := Event{Kind: EventClosed, Time: snap.Report.Begin, Conn: e.conn, Process: e.process}
	ch.ends.explain(&event)
	ch.events = append(ch.events, event)
	ch.remove(i)
}
