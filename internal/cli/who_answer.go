package cli

import (
	"context"
	"slices"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// inquiry is one run of tcptable who.
type inquiry struct {
	env     *Env
	options *whoOptions
	table   *tcptable.Table
	snap    *tcptable.Snapshot
	names   namer
	facts   gatherer
}

// answer says who has each of the ports.
func (i *inquiry) answer(ctx context.Context, ports []namedPort) ([]render.Who, error) {
	i.names = i.env.newNamer(i.snap, i.options.numeric)
	i.names.withHolders = true
	i.facts = gatherer{
		table: i.table, snap: i.snap, needs: render.NeedFacts | render.NeedCreated,
		lookupUser: i.names.user, namespaces: i.env.Namespaces, owners: make(map[uint32]owner),
	}
	if i.options.place.allNetNS {
		i.facts.needs |= render.NeedNamespaces
	}
	rows := i.listeners()
	if err := i.facts.gather(ctx, rows); err != nil {
		return nil, err
	}
	var answers []render.Who
	for _, p := range ports {
		w := render.Who{Port: p.port, Name: p.name}
		for n := range rows {
			if rows[n].Conn.Local.Port() == p.port {
				w.Listeners = addListener(w.Listeners, rows[n])
			}
		}
		for n := range w.Listeners {
			w.Listeners[n].Parents = i.parents(ctx, w.Listeners[n].Row.More.Facts)
		}
		i.count(&w)
		answers = append(answers, w)
	}
	return answers, ctx.Err()
}

// listeners are the rows of all of them, in the fixed order.
func (i *inquiry) listeners() []render.Row {
	var rows []render.Row
	for n := range i.snap.Conns {
		if c := &i.snap.Conns[n]; c.State == tcptable.StateListen {
			row := i.names.row(c)
			row.Holders = slices.Clone(row.Holders) // the namer uses them for the next row
			rows = append(rows, row)
		}
	}
	return rows
}

// addListener adds a socket to those of its process. Where the process is not known, those of one user
// in one namespace are taken for one.
func addListener(to []render.Listener, row render.Row) []render.Listener {
	c := row.Conn
	at := slices.IndexFunc(to, func(l render.Listener) bool {
		o := l.Row.Conn
		return o.NetNS == c.NetNS && o.PID == c.PID && o.Owner == c.Owner && (c.PID != 0 || o.UID == c.UID)
	})
	if at < 0 {
		return append(to, render.Listener{Row: row, Sockets: []render.Row{row}})
	}
	to[at].Sockets = append(to[at].Sockets, row)
	return to
}

// parents are the processes that a process was started by, the nearest first.
func (i *inquiry) parents(ctx context.Context, f *tcptable.ProcessFacts) []tcptable.Process {
	var parents []tcptable.Process
	for f != nil && f.Parent != 0 {
		// On Windows the number of a parent that has ended can be that of another process, which began
		// later, so that there may even be circles.
		isParent := func(p tcptable.Process) bool { return p.PID == f.Parent }
		parent := i.facts.ownerOf(ctx, f.Parent).facts
		if parent == nil || parent.Start > f.Start || slices.ContainsFunc(parents, isParent) {
			break
		}
		parents = append(parents, parent.Process)
		f = parent
	}
	return parents
}

// denied counts the rows whose owner the caller may not see.
func (i *inquiry) denied() int {
	n := 0
	for at := range i.snap.Conns {
		if i.snap.Conns[at].Owner == tcptable.OwnerDenied {
			n++
		}
	}
	return n
}

func (i *inquiry) textOptions() render.WhoOptions {
	o := render.WhoOptions{
		Color: i.env.wantsColor(i.options.color), Wide: i.options.wide, Missing: i.snap.Report.Missing,
		Namespaces: i.options.place.allNetNS, Place: "this machine",
	}
	if i.options.place.allNetNS || i.options.place.netNS.text != "" {
		o.Place = "its network namespace"
	}
	return o
}
