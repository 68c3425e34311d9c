package tcptable

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sys/unix"

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
	facts := ProcessFacts{
		Process:    Process{PID: f.PID, Name: f.Name, Start: f.Start},
		Executable: f.Executable, Deleted: f.Deleted, Kernel: f.Kernel, CommandLine: f.CommandLine,
		Parent: f.Parent, UID: f.UID, HasUID: f.HasUID,
		NetNS: f.NetNS, Cgroup: f.Cgroup, Unit: f.Unit, Container: Container(f.Container),
	}
	if f.PID != 0 {
		facts.Started = p.timeOf(f.Start)
	}
	return facts, err
}

// timeOf returns the time of day that a process started at.
func (p place) timeOf(start uint64) time.Time {
	const tick = time.Second / 100 // USER_HZ, on every architecture that Go knows
	if p.boot.IsZero() {
		return time.Time{}
	}
	return p.boot.Add(time.Duration(start) * tick).Round(tick)
}

// bootTime returns when the machine started, by the clock as it is set now. The kernel counts start
// times from there, times of sleep included.
func bootTime() time.Time {
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil {
		return time.Time{}
	}
	return time.Now().Round(0).Add(-time.Duration(since.Nano()))
}
