package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"time"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// step is one thing to check.
type step struct {
	name string
	run  func(context.Context, *house) testjson.Result
}

// platforms are the systems that everything must build for. The first of each system is the
// one that staticcheck looks at.
var platforms = []platform{
	{"linux", "amd64"},
	{"linux", "386"},
	{"linux", "arm64"},
	{"windows", "amd64"},
	{"windows", "386"},
	{"windows", "arm64"},
	{"darwin", "arm64"},
	{"freebsd", "amd64"},
}

// linted are the platforms that staticcheck reads the sources for.
var linted = []platform{{"linux", "amd64"}, {"windows", "amd64"}, {"darwin", "arm64"}}

// modules are the folders that hold a go.mod, the library's first. The others are for this machine
// only, and run nowhere else.
var modules = []string{".", "tools", "bench"}

// plan returns all steps in the order in which they run: what is quick to fail comes first.
func plan(o options) []step {
	steps := []step{
		{"packages", installPackages},
		{"format", checkFormat},
		{"generate", checkGenerated},
	}
	for _, m := range modules {
		steps = append(steps, step{"go.mod " + m, tidy(m)})
	}
	for _, m := range modules[1:] {
		steps = append(steps, step{m + ": vet", vetModule(m)}, step{m + ": tests", testModule(m)})
	}
	for _, p := range platforms {
		steps = append(steps, step{"build, vet " + p.String(), buildAndVet(p)})
	}
	steps = append(steps, step{"C library for windows", buildDLL})
	for _, p := range linted {
		steps = append(steps, step{"staticcheck " + p.String(), staticcheck(p)})
	}
	steps = append(
		steps,
		step{"tests as root", testAsRoot},
		step{"tests as an ordinary user", testAsOrdinary},
		step{"tests of the C library with BPF", testWithBPF},
	)
	for _, e := range emulations {
		if e.arch != runtime.GOARCH {
			steps = append(steps, step{"tests on " + e.arch, testOn(e)})
		}
	}
	steps = append(steps, step{"tests on windows", testUnderWine})
	return append(steps, step{"fuzz", fuzz(o.fuzz)}, step{"benchmarks", benchmarks})
}

func choose(steps []step, only *regexp.Regexp) []step {
	var chosen []step
	for _, s := range steps {
		if only.MatchString(s.name) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// run runs the steps, tells out how each went and sums up. It returns whether nothing failed.
func (h *house) run(ctx context.Context, steps []step, out io.Writer) bool {
	var sum summary
	for _, s := range steps {
		begin := time.Now()
		result := s.run(ctx, h)
		if err := ctx.Err(); err != nil {
			result.Add(failed(fmt.Sprintf("stopped: %v", err)))
		}
		writeStep(out, s.name, result, time.Since(begin))
		sum.add(s.name, result)
		if ctx.Err() != nil {
			break
		}
	}
	sum.write(out)
	return sum.failed == 0
}

// passed, failed and skipped are the results of a step that is one check.
func passed() testjson.Result { return testjson.Result{Passed: 1} }

func failed(output string) testjson.Result {
	return testjson.Result{Failures: []testjson.Failure{{Output: output}}}
}

func skipped(reason string) testjson.Result {
	return testjson.Result{Skips: []testjson.Skip{{Reason: reason}}}
}
