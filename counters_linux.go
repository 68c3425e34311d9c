package tcptable

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/tcptable/tcptable/internal/procfs"
)

var (
	_ CounterReader = (*netlinkSource)(nil)
	_ CounterReader = (*procSource)(nil)
	_ CounterReader = (*fallbackSource)(nil)
)

// Counters reads net/netstat of the proc filesystem: netlink does not tell these counters.
func (s *netlinkSource) Counters(context.Context) ([]Counter, error) { return s.place.counters() }

// Counters reads net/netstat.
func (s *procSource) Counters(context.Context) ([]Counter, error) { return s.place.counters() }

// Counters asks the proc source, which is there whether or not netlink works.
func (s *fallbackSource) Counters(ctx context.Context) ([]Counter, error) {
	reader, ok := s.proc.(CounterReader)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return reader.Counters(ctx)
}

func (p place) counters() ([]Counter, error) {
	var f *os.File
	err := p.do(func() (err error) {
		f, err = procfs.OpenNetstat(p.procRoot)
		return err
	})
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	read, err := procfs.ReadTCPCounters(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	counters := make([]Counter, len(read))
	for i, c := range read {
		counters[i] = Counter(c)
	}
	return counters, nil
}
