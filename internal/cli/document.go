package cli

import (
	"cmp"
	"slices"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// document is what tcptable --json has written, read again.
type document struct {
	name       string // of the file, "-" for standard input
	source     string
	begin      time.Time
	complete   bool
	hasCookies bool
	hasNetNS   bool // all rows have one
	rows       []render.DiffRow
}

func documentTitle(name string) string {
	if name == "-" {
		return "standard input"
	}
	return printable(name)
}

func (d *document) title() string { return documentTitle(d.name) }

func (d *document) side() render.DiffSide {
	return render.DiffSide{Name: d.name, Source: d.source, Begin: d.begin, Complete: d.complete, Rows: len(d.rows)}
}

func (d *document) forgetCookies() {
	for i := range d.rows {
		d.rows[i].Conn.Cookie = 0
	}
}

func (d *document) forgetNetNS() {
	for i := range d.rows {
		d.rows[i].Conn.NetNS = 0
	}
}

// snapshot returns the rows as a table.
func (d *document) snapshot() *tcptable.Snapshot {
	snap := &tcptable.Snapshot{Report: tcptable.Report{Source: d.source, Begin: d.begin, Partial: !d.complete}}
	for i := range d.rows {
		row := &d.rows[i]
		snap.Conns = append(snap.Conns, row.Conn)
		if row.Conn.PID != 0 {
			snap.Processes = append(snap.Processes, tcptable.Process{PID: row.Conn.PID, Name: row.Process})
		}
	}
	byPID := func(a, b tcptable.Process) int { return cmp.Compare(a.PID, b.PID) }
	slices.SortFunc(snap.Processes, byPID)
	snap.Processes = slices.CompactFunc(snap.Processes, func(a, b tcptable.Process) bool { return a.PID == b.PID })
	return snap
}

// byConn returns where each row is.
func (d *document) byConn() map[tcptable.Conn]*render.DiffRow {
	rows := make(map[tcptable.Conn]*render.DiffRow, len(d.rows))
	for i := range d.rows {
		rows[d.rows[i].Conn] = &d.rows[i]
	}
	return rows
}
