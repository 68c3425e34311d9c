package cli

import (
	"context"
	"errors"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// gatherer finds out what the table does not hold: each fact once, and only if a column shows it.
type gatherer struct {
	table *tcptable.Table
	snap  *tcptable.Snapshot
	needs render.Needs

	lookupUser func(uid uint32) string
	namespaces func(ctx context.Context) ([]tcptable.Namespace, error) // for a table of one of them

	owners map[uint32]owner
	netns  map[uint64]render.Namespace
}

// owner is a process together with the name of the user it runs as.
type owner struct {
	facts  *tcptable.ProcessFacts // nil: it has ended, or does not tell
	runsAs string
}

// beyondTable are the needs that a read of the table does not meet.
const beyondTable = render.NeedFacts | render.NeedInfo | render.NeedCreated | render.NeedNamespaces

// gather sets More of each row as far as it is needed. What cannot be found out is left out: the
// process has ended, or the connection, or the system does not tell. That ctx is done is an error.
func (g *gatherer) gather(ctx context.Context, rows []render.Row) error {
	if g.needs&beyondTable == 0 {
		return nil
	}
	if g.needs&render.NeedNamespaces != 0 {
		g.findNamespaces(ctx)
	}
	infos := make([]tcptable.TCPInfo, len(rows))
	more := make([]render.More, len(rows))
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, c := &more[i], rows[i].Conn
		m.Now = g.snap.Report.Begin
		if g.needs&render.NeedFacts != 0 && c.PID != 0 {
			o := g.ownerOf(ctx, c.PID)
			m.Facts, m.RunsAs = o.facts, o.runsAs
		}
		if g.needs&render.NeedInfo != 0 {
			if info, err := g.table.TCPInfo(ctx, *c); err == nil {
				infos[i] = info
				m.Info = &infos[i]
			}
		}
		if ns, ok := g.netns[c.NetNS]; ok {
			m.NetNS, m.Namespace = ns.Name, ns.Namespace
		}
		rows[i].More = m
	}
	g.setCreated(ctx, rows, more)
	return ctx.Err()
}

// findNamespaces finds out about the namespaces of the rows. What the caller may not see is left out:
// its rows have a number and no name.
func (g *gatherer) findNamespaces(ctx context.Context) {
	found := g.snap.Namespaces
	if len(found) == 0 {
		found, _ = g.namespaces(ctx) // some, perhaps, and none on other systems than Linux
	}
	g.netns = make(map[uint64]render.Namespace, len(found))
	for _, n := range render.NameNamespaces(found) {
		g.netns[n.ID] = n
	}
}

func (g *gatherer) ownerOf(ctx context.Context, pid uint32) owner {
	if o, ok := g.owners[pid]; ok {
		return o
	}
	p, _ := g.snap.Process(pid)
	p.PID = pid
	var o owner
	facts, err := g.table.ProcessFacts(ctx, p)
	if err == nil || facts.PID != 0 {
		o.facts = &facts
	}
	if facts.HasUID {
		o.runsAs = g.lookupUser(facts.UID)
	}
	g.owners[pid] = o
	return o
}

// setCreated asks for all rows at once, because each question is a read of the whole table.
func (g *gatherer) setCreated(ctx context.Context, rows []render.Row, more []render.More) {
	if g.needs&render.NeedCreated == 0 {
		return
	}
	conns := make([]tcptable.Conn, len(rows))
	for i := range rows {
		conns[i] = *rows[i].Conn
	}
	times, err := g.table.Created(ctx, conns)
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return
	}
	for i := range times {
		more[i].Created = times[i]
	}
}
