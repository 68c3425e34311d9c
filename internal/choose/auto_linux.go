package choose

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
)

// full is a Source that can do everything that there is to do on Linux.
type full interface {
	tcptable.Streamer
	tcptable.Killer
	tcptable.TCPInfoReader
	tcptable.StatisticsReader
	tcptable.CounterReader
	tcptable.ProcessReader
	tcptable.EndsReader
}

// auto reads through BPF what is read faster so. All that is no read of the table goes to the
// default source, which answers one question at a time and is as good at that.
type auto struct {
	full // the default source

	sizes    func() (sizes, error)
	openBPF  func() (tcptable.Source, error)
	closeAll []func() error

	// amongMany is set if it is one of the sources of all namespaces, for each of which BPF would
	// have to be loaded.
	amongMany bool

	// extra is what the reads up to now have cost more than BPF would have. Read alone uses it,
	// which is called from one goroutine at a time.
	extra time.Duration

	// tried is what came of opening BPF, nil before. Stream looks at it while Read may set it.
	tried atomic.Pointer[attempt]
}

// Ends are those of BPF, which alone knows the owners of brief connections: whoever wants them watches
// for long enough that loading it pays. Where it cannot be had, they come without owners.
func (a *auto) Ends(ctx context.Context) (tcptable.EndStream, error) {
	if a.amongMany {
		return a.full.Ends(ctx)
	}
	if try := a.bpf(); try.refused == nil {
		if reader, ok := try.source.(tcptable.EndsReader); ok {
			return reader.Ends(ctx)
		}
	}
	return a.full.Ends(ctx)
}

// attempt is what came of BPF. It does not change.
type attempt struct {
	source  tcptable.Source
	refused error // nil: source can be used
}

var _ full = (*auto)(nil)

func openAuto(opts ...tcptable.Option) (tcptable.Source, error) {
	source, err := tcptable.OpenDefault(opts...)
	if err != nil {
		return nil, err
	}
	plain, ok := source.(full)
	if !ok {
		return source, nil
	}
	g := openGauge(tcptable.SettingsOf(opts...))
	return &auto{
		full:     plain,
		sizes:    g.read,
		openBPF:  func() (tcptable.Source, error) { return bpf.Open(opts...) },
		closeAll: []func() error{plain.Close, g.close},
	}, nil
}

func (a *auto) Read(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	if !a.wantsBPF(q) {
		return a.full.Read(ctx, q, into)
	}
	try := a.bpf()
	if try.refused == nil {
		before := *into
		err := try.source.Read(ctx, q, into)
		if err == nil || ctx.Err() != nil || len(into.Conns) > len(before.Conns) {
			return err
		}
		// It cannot be read after all. The other source does not know what was begun.
		*into = before
		try = &attempt{try.source, err}
		a.tried.Store(try)
	}
	err := a.full.Read(ctx, q, into)
	into.Report.Fallback = both(try.refused, into.Report.Fallback)
	return err
}

// wantsBPF reports whether the answer to q is to come through BPF: it is once the reads, q
// included, have cost so much more without it that loading it would have paid. So they never
// cost more than twice what the right choice in the beginning would have.
func (a *auto) wantsBPF(q tcptable.Query) bool {
	if a.tried.Load() == nil && q.Owners == tcptable.OwnersNone {
		return false // it is as fast without
	}
	s, err := a.sizes()
	if err != nil {
		return false
	}
	netlink, bpf := s.overNetlink(q), s.withBPF(q)
	switch try := a.tried.Load(); {
	case try == nil:
		a.extra += max(0, netlink-bpf)
		return a.extra >= loading
	case try.refused != nil:
		return netlink > bpf
	}
	// Now that it is there, it is also worth having because it neither loses nor doubles rows,
	// unless it would go through a large table for a few of them.
	return 2*netlink > bpf
}

// bpf returns what came of opening BPF, which is tried once.
func (a *auto) bpf() *attempt {
	if try := a.tried.Load(); try != nil {
		return try
	}
	source, err := a.openBPF()
	if err == nil {
		a.closeAll = append(a.closeAll, source.Close)
	}
	try := &attempt{source, err}
	a.tried.Store(try)
	return try
}

// both is why neither the source that would have been best nor the next one could be used.
func both(first, second error) error {
	if second == nil {
		return first
	}
	return fmt.Errorf("%w; netlink: %w", first, second)
}

// Stream goes through BPF once that is there: it does not pay to load it for rows alone.
func (a *auto) Stream(ctx context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error {
	if try := a.tried.Load(); try != nil && try.refused == nil && q.StateSet().Has(tcptable.StateEstablished) {
		if s, ok := try.source.(tcptable.Streamer); ok {
			return s.Stream(ctx, q, yield)
		}
	}
	return a.full.Stream(ctx, q, yield)
}

func (a *auto) Close() error {
	var errs []error
	for _, closeOne := range a.closeAll {
		errs = append(errs, closeOne())
	}
	return errors.Join(errs...)
}
