package testjson

// Result is what came of a run of tests. The zero Result is a run of nothing.
type Result struct {
	// Passed is the count of tests, subtests, examples and benchmarks that passed.
	Passed int

	// Failures has an element for every test that failed, and one for every package that
	// failed without a failing test: one that did not build, say.
	Failures []Failure

	// Skips has an element for every test that was skipped.
	Skips []Skip
}

// Failure is one failed test.
type Failure struct {
	Package string // import path
	Test    string // empty: the package as a whole
	Output  string // what was printed, empty where the failure of a subtest holds it already
}

// Skip is one skipped test.
type Skip struct {
	Package string // import path
	Test    string
	Reason  string // empty: the test gave none
}

// Ran returns how many tests the result tells of.
func (r *Result) Ran() int { return r.Passed + len(r.Failures) + len(r.Skips) }

// Add adds what other tells of to r.
func (r *Result) Add(other Result) {
	r.Passed += other.Passed
	r.Failures = append(r.Failures, other.Failures...)
	r.Skips = append(r.Skips, other.Skips...)
}
