//go:build cgo

package main

import (
	"fmt"
	"path/filepath"
	"strconv"
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

// BenchmarkFirstCall is about a program that loads the library and calls, on an empty table. It reports
// the least of all rounds: what else a machine does is no cost of the library's.
func BenchmarkFirstCall(b *testing.B) {
	alone := enterAlone(b)
	program := compile(b, "first", "-ldl", "-Wl,--as-needed") // so that it is loaded by dlopen alone
	path := filepath.Join(library(b), "libiphlpapi.so")
	var least [3]float64
	for b.Loop() {
		var now [3]float64
		out := output(b, alone, program, path)
		if _, err := fmt.Sscan(out, &now[0], &now[1], &now[2]); err != nil {
			b.Fatalf("%q: %v", out, err)
		}
		for i := range now {
			if least[i] == 0 || now[i] < least[i] {
				least[i] = now[i]
			}
		}
	}
	for i, unit := range []string{"load-µs", "first-µs", "second-µs"} {
		b.ReportMetric(least[i], unit)
	}
}
