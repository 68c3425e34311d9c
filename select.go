package tcptable

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Select drops the rows for which f does not hold, see [Snapshot.Holds], with the processes that hold none
// of the rest, and sets the counts of rows in the report.
func (s *Snapshot) Select(f Filter) {
	s.choose(Query{Where: f, Owners: OwnersAll}, 0)
	s.Report.Rows = len(s.Conns)
}

// choose drops what q does not ask for, and a source was asked for all the same, from the rows from
// kept on and from what is known about their processes.
func (s *Snapshot) choose(q Query, kept int) {
	if q.Where.Owners() == OwnersNone {
		return
	}
	j := judge{snapshot: s}
	chosen := s.Conns[:kept]
	for i := kept; i < len(s.Conns); i++ {
		switch j.decide(q.Where, &s.Conns[i]) {
		case yes:
			chosen = append(chosen, s.Conns[i])
		case unknown:
			s.Report.Undecided++
		}
	}
	s.Conns = chosen
	s.forget(q.Owners, kept)
}

// forget drops what was found out about owners beyond the detail that is asked for.
func (s *Snapshot) forget(detail OwnerDetail, kept int) {
	rows := s.Conns[kept:]
	if detail == OwnersNone {
		for i := range rows {
			rows[i].PID, rows[i].Owner = 0, OwnerNotAsked
		}
	}
	if detail < OwnersProcess {
		s.Processes, s.Holders = s.Processes[:0], s.Holders[:0]
		return
	}
	s.dropHolders(rows)
	s.dropProcesses(rows)
	if detail < OwnersAll {
		s.Holders = s.Holders[:0]
	}
}

func (s *Snapshot) dropHolders(rows []Conn) {
	inodes := make(map[uint64]struct{}, len(rows))
	for i := range rows {
		inodes[rows[i].Inode] = struct{}{}
	}
	s.Holders = slices.DeleteFunc(s.Holders, func(h Holder) bool {
		_, ok := inodes[h.Inode]
		return !ok
	})
}

func (s *Snapshot) dropProcesses(rows []Conn) {
	pids := make(map[uint32]struct{})
	for i := range rows {
		pids[rows[i].PID] = struct{}{}
	}
	for _, h := range s.Holders {
		pids[h.PID] = struct{}{}
	}
	s.Processes = slices.DeleteFunc(s.Processes, func(p Process) bool {
		_, ok := pids[p.PID]
		return !ok
	})
}

// fields returns the fields of a row that f looks at and that not every source tells.
func (f Filter) fields() Fields {
	if f.rule == nil {
		return 0
	}
	return f.rule.fields
}

// fieldNames says in words what a source may not tell.
var fieldNames = []struct {
	field Fields
	name  string
}{
	{FieldScopes, "scopes"},
	{FieldInterface, "interfaces"},
	{FieldOffload, "offload states"},
	{FieldCookie, "cookies"},
	{FieldDualStack, "which listeners take IPv4 too"},
	{FieldListenSendQ, "the length of queues"},
	{FieldQueues, "queues"},
	{FieldInode, "inodes"},
	{FieldUser, "users"},
}

// answerable returns an error if f is about something that the source did not tell.
func (f Filter) answerable(r *Report) error {
	missing := f.fields() & r.Missing
	if missing == 0 {
		return nil
	}
	var names []string
	for _, n := range fieldNames {
		if missing&n.field != 0 {
			names = append(names, n.name)
		}
	}
	return fmt.Errorf("filter: the source %s does not tell %s: %w", r.Source, strings.Join(names, ", "), errors.ErrUnsupported)
}
