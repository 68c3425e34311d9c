package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

func TestCountersOfSource(t *testing.T) {
	kernel := newFakeKernel(nil)
	kernel.counters = []tcptable.Counter{{Name: "ListenDrops", Value: 7}}
	if got, err := openFake(t, kernel).Counters(t.Context()); err != nil || !slices.Equal(got, kernel.counters) {
		t.Errorf("%+v, %v", got, err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	closed := openFake(t, newFakeKernel(nil))
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		ctx   context.Context //nolint:containedctx // of one call
		table *tcptable.Table
		want  error
	}{
		"an error":             {t.Context(), openFake(t, newFakeKernel(errPartial)), errPartial},
		"a source that cannot": {t.Context(), openFake(t, &fakeSource{}), errors.ErrUnsupported},
		"cancelled":            {cancelled, openFake(t, newFakeKernel(nil)), context.Canceled},
		"closed":               {t.Context(), closed, fs.ErrClosed},
	} {
		if got, err := tt.table.Counters(tt.ctx); got != nil || !errors.Is(err, tt.want) {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, tt.want)
		}
	}
}
