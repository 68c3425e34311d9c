package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/render"
	"github.com/tcptable/tcptable/internal/rights"
)

// sourceUses is what each source is good for.
var sourceUses = map[choose.Kind]string{
	choose.Auto:    "every connection and its owner",
	choose.Netlink: "every connection, with all there is to know of its socket",
	choose.BPF:     "large tables many times faster, and the owners of connections that are over at once",
	choose.Proc:    "the fallback, which knows less",
}

// examine tries everything. The error is that no table can be read.
func (e *examiner) examine(ctx context.Context) error {
	kinds := choose.Kinds()
	if len(kinds) > 1 {
		kinds = kinds[1:] // auto is one of the others
	}
	var failures []error
	for _, kind := range kinds {
		if err := e.source(ctx, kind); err != nil {
			failures = append(failures, err)
		}
	}
	if len(failures) == len(kinds) {
		return errors.Join(failures...)
	}
	table, err := e.env.Open(choose.Auto)
	if err != nil {
		return err
	}
	own, err := connectToSelf(ctx, table)
	e.owners(ctx, table) // a table without any connection has no owner that could be missed
	e.brief(ctx, table)
	e.course(ctx, table, own, err)
	e.kill(ctx, table, own, err)
	own.end()
	e.namespaces(ctx)
	return table.Close()
}

// source reads the rows once.
func (e *examiner) source(ctx context.Context, kind choose.Kind) error {
	c := render.Check{Name: kind.String(), Detail: sourceUses[kind]}
	if kind == choose.Auto {
		c.Name = "table"
	}
	report, err := e.read(ctx, kind)
	var needs []rights.Capability
	if kind == choose.BPF && errors.Is(err, fs.ErrPermission) && !e.rights.Effective.Has(rights.SysAdmin) {
		needs = []rights.Capability{rights.BPF, rights.Perfmon}
	}
	switch {
	case err != nil:
		c.Status, c.Failure = statusOf(err), cause(err)
	case kind != choose.BPF && report.Missing != 0:
		c.Detail += "; it does not tell " + missingFields(report.Missing)
	}
	e.add(c, needs...)
	return err
}

func (e *examiner) read(ctx context.Context, kind choose.Kind) (*tcptable.Report, error) {
	table, err := e.env.Open(kind)
	if err != nil {
		return nil, err
	}
	snap, err := table.Snapshot(ctx, tcptable.Query{States: tcptable.AllStates})
	if err := errors.Join(err, table.Close()); err != nil {
		return nil, err
	}
	return &snap.Report, nil
}

func statusOf(err error) render.CheckStatus {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return render.Refused
	case errors.Is(err, errors.ErrUnsupported):
		return render.Missing
	}
	return render.Failed
}

// owners looks who may be looked at.
func (e *examiner) owners(ctx context.Context, table *tcptable.Table) {
	c := render.Check{Name: "owners", Detail: "the process behind each connection"}
	needs := []rights.Capability{rights.SysPtrace, rights.DACReadSearch}
	snap, err := table.Snapshot(ctx, tcptable.Query{States: tcptable.AllStates, Owners: tcptable.OwnersProcess})
	if err != nil {
		c.Status, c.Failure = statusOf(err), err
		e.add(c)
		return
	}
	r := &snap.Report
	e.hidden = r.Hidden
	switch {
	case r.OwnersComplete():
		needs = nil
	case r.Hidden:
		c.Status = render.Partly
		c.Detail += ": those of other users are hidden (hidepid)"
	default:
		c.Status = render.Partly
		c.Detail += fmt.Sprintf(": %d of %s may not be looked at", r.Denied, count(r.Processes+r.Denied, "process", "processes"))
	}
	if c.Status == render.Partly && e.hasAll(needs) {
		c.Detail += ", because a security module forbids it or they live in a user namespace above"
	}
	e.add(c, needs...)
}

func (e *examiner) hasAll(needs []rights.Capability) bool {
	return e.rights.Effective&rights.SetOf(needs...) == rights.SetOf(needs...)
}

// brief tries whether a watch sees connections that are shorter than its interval.
func (e *examiner) brief(ctx context.Context, table *tcptable.Table) {
	c := render.Check{Name: "brief connections", Detail: "watch sees those that are shorter than its interval"}
	if err := table.EndsAvailable(ctx); err != nil {
		c.Status, c.Failure = statusOf(err), err
		e.add(c)
		return
	}
	if !e.rights.Effective.Has(rights.NetAdmin) {
		c.Detail += ", but loses some where more than a few hundred end at once"
	}
	e.add(c, rights.NetAdmin)
}

// namespaces looks into all of them.
func (e *examiner) namespaces(ctx context.Context) {
	c := render.Check{Name: "namespaces", Detail: "--netns and --all-netns look into other network namespaces"}
	needs := []rights.Capability{rights.SysAdmin, rights.SysPtrace}
	table, err := e.env.Open(choose.Auto, choose.AllNetNS(choose.Auto))
	if err != nil {
		c.Status, c.Failure = statusOf(err), err
		e.add(c)
		return
	}
	snap, err := table.Snapshot(ctx, tcptable.Query{States: tcptable.AllStates})
	if err = errors.Join(err, table.Close()); err == nil {
		err = missingNamespaces(&snap.Report)
	}
	switch {
	case err == nil:
		c.Detail += fmt.Sprintf(", of which there are %d", len(snap.Namespaces))
	case !e.rights.Effective.Has(rights.SysAdmin):
		c.Status = render.Refused
	case errors.Is(err, fs.ErrPermission):
		c.Status = render.Partly
		c.Detail += ": some belong to processes that may not be looked at"
	default:
		c.Status, c.Failure = statusOf(err), err
	}
	e.add(c, needs...)
}

// missingFields says in words what a source does not tell.
func missingFields(missing tcptable.Fields) string {
	var names []string
	for _, f := range []struct {
		field tcptable.Fields
		name  string
	}{
		{tcptable.FieldScopes, "scope ids"},
		{tcptable.FieldInterface, "interfaces"},
		{tcptable.FieldOffload, "offload states"},
		{tcptable.FieldCookie, "cookies"},
		{tcptable.FieldDualStack, "dual-stack listeners"},
		{tcptable.FieldQueues, "queues"},
		{tcptable.FieldInode, "inodes"},
		{tcptable.FieldUser, "users"},
	} {
		if missing&f.field != 0 {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ", ")
}
