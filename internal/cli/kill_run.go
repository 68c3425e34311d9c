package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// killing is one run of tcptable kill.
type killing struct {
	*killOptions
	env   *Env
	out   io.Writer
	table *tcptable.Table
	words []string

	snap     *tcptable.Snapshot
	outcomes []render.Outcome
}

func (k *killing) run(ctx context.Context, q tcptable.Query) error {
	var readErr error
	k.snap, readErr = k.table.Snapshot(ctx, q)
	if readErr != nil && (k.snap == nil || len(k.snap.Conns) == 0) {
		return readErr
	}
	k.choose()
	noteFallback(k.env.Stderr, &k.snap.Report)
	noteUndecided(k.env.Stderr, &k.snap.Report)
	readErr = errors.Join(readErr, missingNamespaces(&k.snap.Report))
	if len(k.outcomes) == 0 {
		return k.nothing(readErr)
	}
	k.foresee()
	if k.dryRun {
		return worst(k.print(readErr), readErr)
	}
	if !k.yes && k.planned() > 0 {
		if err := k.ask(); err != nil {
			return err
		}
	}
	if k.owner {
		k.signalAll()
	} else {
		k.closeAll(ctx)
	}
	return worst(k.print(readErr), readErr, k.failure())
}

// nothing is what is said where no row was found.
func (k *killing) nothing(readErr error) error {
	if k.json || k.ndjson {
		if err := k.print(readErr); err != nil {
			return err
		}
	}
	if readErr == nil {
		say(k.env.Stderr, "no connection was found that is to be "+k.done())
	}
	if readErr == nil && k.failEmpty {
		return errEmpty
	}
	return readErr
}

// choose keeps the rows that may be closed, and tells of those that have to be asked for by name.
func (k *killing) choose() {
	listeners := k.listeners || k.listening || k.names(tcptable.StateListen)
	over := k.names(tcptable.StateTimeWait)
	names := k.env.newNamer(k.snap, k.numeric)
	namespaces := k.namespaces()
	var leftListeners, leftOver int
	for i := range k.snap.Conns {
		c := &k.snap.Conns[i]
		switch {
		case c.State == tcptable.StateListen && !listeners:
			leftListeners++
		case c.State == tcptable.StateTimeWait && !over:
			leftOver++
		default:
			row := names.row(c)
			row.More = &render.More{NetNS: namespaces[c.NetNS]}
			k.outcomes = append(k.outcomes, render.Outcome{Row: row})
		}
	}
	if leftListeners > 0 {
		say(k.env.Stderr, count(leftListeners, "listener is", "listeners are")+" left alone: --listeners is for these too, -l for no others")
	}
	if leftOver > 0 {
		say(k.env.Stderr, count(leftOver, "connection", "connections")+
			" in TIME_WAIT left alone, because they are over: --state time_wait is for these")
	}
}

// names reports whether the command line asks for the state by its name, and not as one of a group.
func (k *killing) names(state tcptable.State) bool {
	only := tcptable.States(state)
	if slices.Contains(k.states.values, only) {
		return true
	}
	split := func(r rune) bool { return strings.ContainsRune("() \t\n,", r) }
	words := strings.FieldsFunc(strings.Join(k.words, " "), split)
	for i, word := range words[min(1, len(words)):] {
		set, err := parseStates(word)
		if words[i] == "state" && err == nil && set == only {
			return true
		}
	}
	return false
}

// namespaces are what the namespaces of the rows are called, where there are several.
func (k *killing) namespaces() map[uint64]string {
	names := make(map[uint64]string)
	for _, n := range render.NameNamespaces(k.snap.Namespaces) {
		names[n.ID] = n.Name
	}
	return names
}

// planned counts what is to be done.
func (k *killing) planned() int {
	n := 0
	for i := range k.outcomes {
		if k.outcomes[i].Result == render.KillPlanned {
			n++
		}
	}
	return n
}

func (k *killing) print(failure error) error {
	d := render.KillDocument{Report: &k.snap.Report, Failure: failure, DryRun: k.dryRun, Outcomes: k.outcomes}
	if k.owner {
		d.Signal = k.signal.name()
	}
	switch {
	case k.json:
		return d.JSON(k.out)
	case k.ndjson:
		return d.NDJSON(k.out)
	}
	return render.KillText(k.out, k.outcomes, k.textOptions())
}

func (k *killing) textOptions() render.KillOptions {
	return render.KillOptions{Header: !k.noHeaders, Color: k.env.wantsColor(k.color), Namespaces: k.allNetNS}
}

// failure says how many rows are left, if any, and what would help.
func (k *killing) failure() error {
	var denied, others int
	for i := range k.outcomes {
		switch k.outcomes[i].Result {
		case render.KillDenied:
			denied++
		case render.KillUnsupported, render.KillFailed, render.KillSpared:
			others++
		}
	}
	left := fmt.Sprintf("%d of %d connections not %s", denied+others, len(k.outcomes), k.done())
	switch {
	case denied > 0 && k.owner:
		return fmt.Errorf("%s: run as root, or as the user of the process: %w", left, fs.ErrPermission)
	case denied > 0:
		return fmt.Errorf("%s: run as root, or see tcptable doctor: %w", left, fs.ErrPermission)
	case others > 0:
		return errors.New(left)
	}
	return nil
}

// done is what is done to a row.
func (k *killing) done() string {
	if k.owner {
		return "signaled"
	}
	return "closed"
}
