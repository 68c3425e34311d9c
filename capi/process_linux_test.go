//go:build cgo

package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestFork(t *testing.T) {
	sockfarm.Enter(t)
	runC(t, "fork")
}

func TestSignals(t *testing.T) {
	sockfarm.Enter(t)
	runC(t, "signals")
}

func TestNamespaces(t *testing.T) { runAlone(t, "namespace") }

// TestThreads takes some ten seconds where nothing else is done.
func TestThreads(t *testing.T) {
	rounds := 2000
	if testing.Short() {
		rounds = 50
	}
	runAlone(t, "threads", strconv.Itoa(rounds))
}

// TestMemoryDoesNotGrow allows for what a garbage collector leaves lying about. A leak of a few
// hundred bytes in each call would be more.
func TestMemoryDoesNotGrow(t *testing.T) {
	calls, limit := 10_000, 4<<10
	if testing.Short() {
		calls = 1000
	}
	var grown, descriptors, before int
	out := runAlone(t, "memory", strconv.Itoa(calls))
	if _, err := fmt.Sscan(out, &grown, &descriptors, &before); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	t.Logf("%d calls: %+d KiB, %+d descriptors, after a beginning with %d KiB", calls, grown, descriptors, before)
	if grown > limit || descriptors != 0 {
		t.Errorf("%d calls: %d KiB and %d descriptors more", calls, grown, descriptors)
	}
}

// BenchmarkFirstCall is about a program that loads the library and calls once, on an empty table.
func BenchmarkFirstCall(b *testing.B) {
	sockfarm.Enter(b)
	program := compile(b, "first", "-ldl", "-Wl,--as-needed") // so that it is loaded by dlopen alone
	path := filepath.Join(library(b), "libiphlpapi.so")
	var sum [3]float64
	for b.Loop() {
		var load, first, second float64
		out := output(b, new(syscall.SysProcAttr), program, path)
		if _, err := fmt.Sscan(out, &load, &first, &second); err != nil {
			b.Fatalf("%q: %v", out, err)
		}
		sum[0], sum[1], sum[2] = sum[0]+load, sum[1]+first, sum[2]+second
	}
	for i, unit := range []string{"load-µs", "first-µs", "second-µs"} {
		b.ReportMetric(sum[i]/float64(b.N), unit)
	}
}
