package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"reflect"
	"testing"

	"github.com/tcptable/tcptable"
)

// fakeKernel is a fakeSource that can tell counters and facts too, and fails if err is set.
type fakeKernel struct {
	fakeSource
	statistics tcptable.Statistics
	counters   []tcptable.Counter
	facts      tcptable.ProcessFacts
}

func (s *fakeKernel) Statistics(context.Context) (tcptable.Statistics, error) {
	return s.statistics, s.err
}

func (s *fakeKernel) Counters(context.Context) ([]tcptable.Counter, error) {
	return s.counters, s.err
}

func (s *fakeKernel) ProcessFacts(_ context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	facts := s.facts
	facts.Process = p
	return facts, s.err
}

// capabilities are the methods of a Table that not every Source can answer. Each returns whether
// it has returned what the fakeKernel tells.
var capabilities = map[string]func(context.Context, *tcptable.Table) (told bool, err error){
	"Statistics": func(ctx context.Context, t *tcptable.Table) (bool, error) {
		statistics, err := t.Statistics(ctx)
		return statistics == newFakeKernel(nil).statistics, err
	},
	"ProcessFacts": func(ctx context.Context, t *tcptable.Table) (bool, error) {
		p := tcptable.Process{PID: 7, Start: 9}
		facts, err := t.ProcessFacts(ctx, p)
		want := newFakeKernel(nil).facts
		want.Process = p
		return reflect.DeepEqual(facts, want), err
	},
}

func newFakeKernel(err error) *fakeKernel {
	return &fakeKernel{
		fakeSource: fakeSource{err: err},
		statistics: tcptable.Statistics{MaxConn: -1, InSegs: 1 << 40},
		facts:      tcptable.ProcessFacts{Executable: "/bin/p", Deleted: true},
	}
}

func TestCapabilities(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range capabilities {
		if told, err := call(t.Context(), openFake(t, newFakeKernel(nil))); !told || err != nil {
			t.Errorf("%s: %t, %v", name, told, err)
		}
		if told, err := call(t.Context(), openFake(t, newFakeKernel(errPartial))); !told || !errors.Is(err, errPartial) {
			t.Errorf("%s: of a part is told: %t, %v", name, told, err)
		}
		if told, err := call(t.Context(), openFake(t, &fakeSource{})); told || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: a source that cannot: %v, want errors.ErrUnsupported", name, err)
		}
		if told, err := call(cancelled, openFake(t, newFakeKernel(nil))); told || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
		closed := openFake(t, newFakeKernel(nil))
		if err := closed.Close(); err != nil {
			t.Fatal(err)
		}
		if told, err := call(t.Context(), closed); told || !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s: %v, want fs.ErrClosed", name, err)
		}
	}
}
