package cli

import (
	"slices"
	"strings"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// plan decides what is read and shown, and finds what does not go together, before anything is read.
func (l *listing) plan(words []string) error {
	var err error
	if l.format, err = l.options.format(); err != nil {
		return err
	}
	if err := l.exclusions(); err != nil {
		return err
	}
	l.columns = l.options.shown(l.format)
	if l.query, err = l.selection.query(words); err != nil {
		return err
	}
	l.needs = l.allNeeds()
	if l.noOwners && l.query.Owners != tcptable.OwnersNone {
		return errAsksForProcesses
	}
	l.query.Owners = max(l.query.Owners, l.ownerDetail())
	return nil
}

// errAsksForProcesses is about a filter.
var errAsksForProcesses = usagef("--no-owners and this filter exclude each other: it has a condition on processes, and --no-owners does not look for them")

// exclusions are flags that ask for different things.
func (l *listing) exclusions() error {
	for _, pair := range []struct {
		is    bool
		a, b  string
		cause string
	}{
		{l.tree && l.format != "", "--tree", "--" + l.format, "the tree is for people, and programs find parent among the columns"},
		{l.tree && l.group.column != nil, "--tree", "--group", "give one of them"},
		{l.tree && l.count, "--tree", "--count", "give one of them"},
		{l.tree && l.noOwners, "--tree", "--no-owners", "the tree is made of the processes that --no-owners does not look for"},
		{l.count && l.group.column != nil, "--count", "--group", "groups are counted anyway"},
		{l.count && len(l.sortFlag.keys) > 0, "--count", "--sort", "--count shows no rows"},
		{l.count && l.columnFlag.text != "", "--count", "--columns", "--count shows no rows"},
		{l.group.column != nil && len(l.sortFlag.keys) > 0, "--group", "--sort", "groups stand in the order of their counts"},
		{l.group.column != nil && l.columnFlag.text != "", "--group", "--columns", "groups have columns of their own"},
		{l.noOwners && l.processes, "--no-owners", "-p", "-p shows who holds each socket, and --no-owners does not look"},
		{l.noOwners && l.why, "--no-owners", "--why", "--why says who could not be found, and --no-owners does not look"},
		{l.noOwners && len(l.pids.values) > 0, "--no-owners", "--pid", "--pid needs to know who holds each socket, and --no-owners does not look"},
	} {
		if pair.is {
			return usagef("%s and %s exclude each other: %s", pair.a, pair.b, pair.cause)
		}
	}
	return l.askedOwners()
}

// askedOwners is for columns that --no-owners leaves without a value.
func (l *listing) askedOwners() error {
	if !l.noOwners {
		return nil
	}
	asked := slices.Clone(l.columnFlag.chosen)
	for _, key := range l.sortFlag.keys {
		asked = append(asked, key.column)
	}
	if l.group.column != nil {
		asked = append(asked, *l.group.column)
	}
	var names []string
	for _, c := range asked {
		if c.Needs&render.NeedOwners != 0 && l.columnFlag.text != "all" {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return usagef("--no-owners and %s exclude each other: that is about the processes, and --no-owners does not look for them",
		strings.Join(names, ", "))
}

// allNeeds is what the columns, the order and the groups need together.
func (l *listing) allNeeds() render.Needs {
	columns := l.columns
	if len(columns) == 0 {
		columns = render.FieldColumns()
	}
	needs := columns.Needs()
	switch {
	case l.group.column != nil:
		needs = l.group.column.Needs
	case l.count:
		needs = 0
	case l.tree:
		needs |= render.NeedOwners
	}
	needs |= l.sortFlag.needs()
	if l.allHolders() && l.format == "" {
		needs |= render.NeedOwners | render.NeedHolders
	}
	if l.noOwners {
		needs &^= render.NeedOwners | render.NeedHolders | render.NeedFacts
	}
	return needs
}

func (l *listing) ownerDetail() tcptable.OwnerDetail {
	switch {
	case l.noOwners:
		return tcptable.OwnersNone
	case l.needs&render.NeedHolders != 0, l.allHolders():
		return tcptable.OwnersAll
	case l.needs&render.NeedOwners != 0:
		return tcptable.OwnersProcess
	}
	return tcptable.OwnersNone
}
