package tcptable

import (
	"context"
	"errors"

	"github.com/tcptable/tcptable/internal/procfs"
)

var (
	_ ProcessReader = (*netlinkSource)(nil)
	_ ProcessReader = (*procSource)(nil)
	_ ProcessReader = (*fallbackSource)(nil)
)

// ProcessFacts reads the proc filesystem.
func (s *netlinkSource) ProcessFacts(_ context.Context, p Process) (ProcessFacts, error) {
	return s.place.processFacts(p)
}

// ProcessFacts reads the proc filesystem.
func (s *procSource) ProcessFacts(_ context.Context, p Process) (ProcessFacts, error) {
	return s.place.processFacts(p)
}

// ProcessFacts asks the proc source, which is there whether or not netlink works.
func (s *fallbackSource) ProcessFacts(ctx context.Context, p Process) (ProcessFacts, error) {
	reader, ok := s.proc.(ProcessReader)
	if !ok {
		return ProcessFacts{}, errors.ErrUnsupported
	}
	return reader.ProcessFacts(ctx, p)
}

func (p place) processFacts(of Process) (ProcessFacts, error) {
	f, err := procfs.ReadFacts(p.procRoot, of.PID, of.Start)
	return ProcessFacts{
		Process:    Process{PID: f.PID, Name: f.Name, Start: f.Start},
		Executable: f.Executable,
		Deleted:    f.Deleted,
		Kernel:     f.Kernel,
	}, err
}
