package tcptable

import "github.com/tcptable/tcptable/internal/hashtable"

// endList is what is known about sockets that have ended, and has not been told yet or must not be
// told twice.
type endList struct {
	pending []pendingEnd
	index   hashtable.Table[int32] // 1 + the index into pending, by the hash of the identity

	// told are the connections that were closed because a look lacked them, before anything was
	// heard of their end: those of the last ones, some ten thousands.
	told hashSet

	// remains are the ends, by address, of the rows that this look and the one before have shown
	// first in a state in which the kernel has forgotten the socket: its end is heard of under
	// another cookie, and may come late.
	remains hashSet
}

// pendingEnd is an end of a socket with a cookie.
type pendingEnd struct {
	End
	asked bool // whether the query asks for the connection
	used  bool // whether it has explained what became of a connection
}

// Ended takes in the sockets that have ended since it was called last, as [Ends.Take] returns them,
// after the look at the table that snap in the following [Changes.Next] is of. With them
//
//   - a connection that has closed has the time of its end (Exact) and its course (Info), where the
//     kernel told it. Nobody tells of the end of TIME_WAIT, and of connections in SYN_RCVD;
//   - connections that were opened and closed between two looks are told (Brief), if q asks for
//     them: its conditions have to hold for them in every state that a connection can be in, since
//     nobody knows in which states they were, and if they are about the owner, that has to be known.
//     Listeners, and sockets that were never connected, are not told so.
//
// A connection in TIME_WAIT has not closed, although its socket has ended. For a connection that no
// look has shown before, the kernel gives that row another cookie: it is recognized by its addresses.
//
// Some brief connections are not told nevertheless: those that the kernel lets go of in SYN_RCVD, and
// those of which it has forgotten the addresses, see [Table.OpenEnds].
func (ch *Changes) Ended(q Query, ends ...End) {
	for i := range ends {
		e := &ends[i]
		if e.Conn.Cookie != 0 {
			ch.ends.pending = append(ch.ends.pending, pendingEnd{End: *e, asked: asksForBrief(q, e)})
		}
	}
}

// asksForBrief reports whether q asks for the connection that has ended, whatever state it was in.
func asksForBrief(q Query, e *End) bool {
	c := e.Conn
	if !isConnection(&c) || !q.Wants(c.Family()) {
		return false
	}
	var known Snapshot
	c.Owner, c.PID = briefOwner(e)
	if c.PID != 0 {
		known.Processes = []Process{e.Process}
	}
	for s := StateSynSent; s <= StateTimeWait; s++ {
		if c.State = s; !q.StateSet().Has(s) || !known.Holds(q.Where, &c) {
			return false
		}
	}
	return true
}

func briefOwner(e *End) (OwnerStatus, uint32) {
	if e.Process.PID != 0 {
		return OwnerKnown, e.Process.PID
	}
	return OwnerGone, 0
}

// begin prepares for a look.
func (l *endList) begin() {
	if len(l.pending) == 0 {
		return
	}
	l.index.Reset(len(l.pending))
	for i := range l.pending {
		s, _ := l.index.Add(identityHash(&l.pending[i].Conn))
		s.Value = int32(i + 1)
	}
}

// of returns the end of a connection with a cookie, if there was one.
func (l *endList) of(c *Conn) *pendingEnd {
	if len(l.pending) == 0 || c.Cookie == 0 {
		return nil
	}
	s := l.index.Find(identityHash(c))
	if s.Key == 0 || s.Value == 0 {
		return nil
	}
	e := &l.pending[s.Value-1]
	if e.Conn.Cookie != c.Cookie || e.Conn.NetNS != c.NetNS {
		return nil
	}
	return e
}

// explain adds what was told of its end to a connection that a look lacks.
func (l *endList) explain(event *Event) {
	e := l.of(&event.Conn)
	if e == nil {
		if event.Conn.Cookie != 0 && event.Conn.State != StateTimeWait {
			l.told.add(identityHash(&event.Conn))
		}
		return
	}
	e.used = true
	event.Exact, event.Time, event.Info = true, e.Time, e.Info
	if event.Process.PID == 0 {
		event.Process = e.Process
	}
}

// settleEnds tells of brief connections, and forgets the ends that have nothing more to say.
func (ch *Changes) settleEnds(snap *Snapshot) {
	l := &ch.ends
	l.remains.age()
	for i := range ch.later {
		if e := &ch.later[i]; e.Kind <= EventOpened && mayRemain(&e.Conn) {
			l.remains.add(addressHash(&e.Conn))
		}
	}
	kept := l.pending[:0]
	for i := range l.pending {
		e := &l.pending[i]
		if ch.hasMoreToSay(snap, e) {
			kept = append(kept, *e)
		}
	}
	clear(l.pending[len(kept):])
	l.pending = kept
}

// hasMoreToSay reports whether an end has to be kept for the next look. If not, it has been told,
// or there is nothing to tell.
func (ch *Changes) hasMoreToSay(snap *Snapshot, e *pendingEnd) bool {
	l := &ch.ends
	if e.used || l.told.has(identityHash(&e.Conn)) {
		return false
	}
	early := !e.Time.Before(snap.Report.Begin) // the look may have come too early for it
	if i := ch.find(&e.Conn, identityHash(&e.Conn)); i >= 0 {
		// What a later look shows under its cookie is what is left of it, in TIME_WAIT.
		return early || ch.entries[i].look != ch.look
	}
	switch {
	case !ch.began: // it may have been open for long
		return false
	case isConnection(&e.Conn) && l.remains.has(addressHash(&e.Conn)):
		return false
	case early:
		return true
	case e.asked:
		ch.tellBrief(e)
	}
	return false
}

// mayRemain reports whether a row can be what is left of a socket.
func mayRemain(c *Conn) bool {
	return c.Cookie != 0 && c.Inode == 0 && (c.State == StateTimeWait || c.State == StateFinWait2)
}

func addressHash(c *Conn) uint64 {
	return mixAddress(mixAddress(mix(0, c.NetNS), c.Local), c.Remote)
}

func (ch *Changes) tellBrief(e *pendingEnd) {
	c := e.Conn
	c.Owner, c.PID = briefOwner(&e.End)
	opened := Event{Kind: EventOpened, Brief: true, Time: e.Opened, Exact: true, Conn: c, Process: e.Process}
	if e.Opened.IsZero() {
		opened.Time, opened.Exact = e.Time, false
	}
	closed := Event{Kind: EventClosed, Brief: true, Time: e.Time, Exact: true, Conn: c, Process: e.Process, Info: e.Info}
	ch.events = append(ch.events, opened, closed)
}

// hashSet is hashes of two generations.
type hashSet struct {
	now, before hashtable.Table[struct{}]
	ready       bool
}

// generation is how many hashes a generation has at most.
const generation = 1 << 15

func (s *hashSet) add(hash uint64) {
	if !s.ready {
		s.ready = true
		s.now.Reset(0)
		s.before.Reset(0)
	}
	if s.now.Len() >= generation {
		s.age()
	}
	s.now.Add(hash)
}

// age begins a generation.
func (s *hashSet) age() {
	if s.ready {
		s.now, s.before = s.before, s.now
		s.now.Reset(0)
	}
}

func (s *hashSet) has(hash uint64) bool {
	return s.ready && (s.now.Find(hash).Key != 0 || s.before.Find(hash).Key != 0)
}
