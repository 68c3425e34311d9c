package contest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// CallVerb is the first argument of a program that is to measure a library. Such a program calls
// [Call] with the other arguments.
const CallVerb = "call-library"

// How often a process calls: until enough time was measured, but never more than mostCalls times. The
// first call only warms up, unless it takes long: then it is the only one, and counts. Ours is always
// warmed up, because it is about a slice that is used again.
const (
	mostCalls = 50
	enough    = 200 * time.Millisecond
	long      = 10 * time.Second
)

// Call measures the library that args name and writes the sample as JSON.
func Call(args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("call: %d arguments, want the name of a contestant", len(args))
	}
	c, ok := find(args[0])
	if !ok || c.open == nil {
		return fmt.Errorf("call: no library is called %q", args[0])
	}
	library, err := c.open()
	if err != nil {
		return err
	}
	sample, err := measureCalls(library.call, c.Ours)
	if err = errors.Join(err, library.close()); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(sample)
}

func measureCalls(call func() (int, error), warm bool) (result.Sample, error) {
	first, err := measureSeries(call, 1)
	if err != nil || first.Wall >= long && !warm {
		return first, err
	}
	return measureSeries(call, mostCalls)
}

// measureSeries calls again and again and returns what one call took.
func measureSeries(call func() (int, error), most int) (result.Sample, error) {
	var s result.Sample
	var walls []time.Duration
	var total time.Duration
	before, cpu := memory(), cpuTime()
	for len(walls) < most && total < enough {
		begin := time.Now()
		rows, err := call()
		took := time.Since(begin)
		if err != nil {
			return s, err
		}
		s.Rows = rows
		total += took
		walls = append(walls, took)
	}
	n := uint64(len(walls))
	s.CPU = (cpuTime() - cpu) / time.Duration(n)
	after := memory()
	s.Allocs, s.Bytes = (after.Mallocs-before.Mallocs)/n, (after.TotalAlloc-before.TotalAlloc)/n
	slices.Sort(walls)
	s.Wall = walls[len(walls)/2]
	var err error
	s.Peak, err = Peak()
	return s, err
}

func memory() (m runtime.MemStats) {
	runtime.ReadMemStats(&m)
	return m
}

func cpuTime() time.Duration {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		panic(err) // it fails for wrong arguments only
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
