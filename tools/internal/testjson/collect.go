package testjson

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// collector makes a Result of events.
type collector struct {
	result   Result
	builds   map[string]*strings.Builder // what the compiler said, by the path that it built
	packages map[string]*packageRun      // the packages whose tests are under way
}

// packageRun is one package between its start and its end.
type packageRun struct {
	output   strings.Builder             // what belongs to no test
	tops     map[string]*strings.Builder // what each top-level test and its subtests printed
	running  map[string]bool             // the tests without an end, subtests included
	own      map[string]*strings.Builder // what each of them printed itself
	failures int
}

func newPackageRun() *packageRun {
	return &packageRun{
		tops:    map[string]*strings.Builder{},
		running: map[string]bool{},
		own:     map[string]*strings.Builder{},
	}
}

func (c *collector) take(e event) {
	switch {
	case e.ImportPath != "":
		if e.Action == "build-output" {
			write(c.builds, e.ImportPath, e.Output)
		}
	case e.Test != "":
		c.takeTest(c.packageOf(e), e)
	default:
		c.takePackage(c.packageOf(e), e)
	}
}

func (c *collector) packageOf(e event) *packageRun {
	p, ok := c.packages[e.Package]
	if !ok {
		p = newPackageRun()
		c.packages[e.Package] = p
	}
	return p
}

func (c *collector) takeTest(p *packageRun, e event) {
	switch e.Action {
	case "run":
		p.running[e.Test] = true
	case "output":
		write(p.tops, top(e.Test), e.Output)
		write(p.own, e.Test, e.Output)
	case "pass":
		c.result.Passed++
		p.end(e.Test)
	case "fail":
		p.failures++
		failure := Failure{Package: e.Package, Test: e.Test}
		if e.Test == top(e.Test) {
			failure.Output = text(p.tops, e.Test)
		}
		c.result.Failures = append(c.result.Failures, failure)
		p.end(e.Test)
	case "skip":
		skip := Skip{Package: e.Package, Test: e.Test, Reason: reason(text(p.own, e.Test))}
		c.result.Skips = append(c.result.Skips, skip)
		p.end(e.Test)
	}
}

func (p *packageRun) end(test string) {
	delete(p.running, test)
	delete(p.own, test)
	if test == top(test) {
		delete(p.tops, test)
	}
}

func (c *collector) takePackage(p *packageRun, e event) {
	switch e.Action {
	case "output":
		p.output.WriteString(e.Output)
	case "pass", "skip", "fail":
		c.endPackage(p, e)
		delete(c.packages, e.Package)
	}
}

// endPackage counts the tests that never said how they ended. A benchmark that ran says nothing
// but its result; any other test was ended by what ended the process.
func (c *collector) endPackage(p *packageRun, e event) {
	for _, test := range slices.Sorted(maps.Keys(p.running)) {
		printed := text(p.own, test)
		switch {
		case !strings.HasPrefix(test, "Benchmark"):
			p.failures++
			c.result.Failures = append(c.result.Failures, Failure{e.Package, test, "did not end:\n" + printed})
		case strings.Contains(printed, " ns/op"):
			c.result.Passed++
		}
	}
	if e.Action == "fail" && p.failures == 0 {
		output := text(c.builds, e.FailedBuild) + p.output.String()
		c.result.Failures = append(c.result.Failures, Failure{Package: e.Package, Output: output})
	}
}

// unfinished is an error if a package has begun and not ended: go test itself was ended.
func (c *collector) unfinished() error {
	if len(c.packages) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(c.packages))
	return fmt.Errorf("the tests of %s did not end", strings.Join(names, ", "))
}

// top returns the name of the test that a subtest belongs to.
func top(test string) string {
	name, _, _ := strings.Cut(test, "/")
	return name
}

func write(to map[string]*strings.Builder, key, s string) {
	b, ok := to[key]
	if !ok {
		b = new(strings.Builder)
		to[key] = b
	}
	b.WriteString(s)
}

func text(from map[string]*strings.Builder, key string) string {
	if b, ok := from[key]; ok {
		return b.String()
	}
	return ""
}
