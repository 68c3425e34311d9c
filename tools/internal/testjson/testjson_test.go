package testjson

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The streams in testdata were recorded from go test; times and paths were taken out.
func TestRead(t *testing.T) {
	for _, tt := range []struct {
		stream string
		want   Result // of each Output a part
	}{
		{"subtests.json", Result{
			Passed: 5, // TestPass, TestSub/one, FuzzA, its seed, Example
			Failures: []Failure{
				{"example.com/a", "TestSub/three", ""},
				{"example.com/a", "TestSub", "a_test.go:4: want 1\n        got 2\n"},
			},
			Skips: []Skip{
				{"example.com/a", "TestSub/two", "no two second line"},
				{"example.com/a", "TestSkipNow", ""},
				{"example.com/a", "TestSkipLog", "needs root"},
			},
		}},
		{"benchmarks.json", Result{
			Passed:   2, // BenchmarkA, BenchmarkSub/x
			Failures: []Failure{{"example.com/a", "BenchmarkFail", "a_test.go:10: bad\n"}},
			Skips:    []Skip{{"example.com/a", "BenchmarkSub/skip", "not here"}},
		}},
		{"exit.json", Result{
			Passed:   1,
			Failures: []Failure{{"example.com/b", "TestExit", "did not end:\n=== RUN   TestExit\nto stderr\n"}},
		}},
		{"build.json", Result{
			Failures: []Failure{{"example.com/c", "", "c/c_test.go:3:27: undefined: undefined\n"}},
		}},
		{"panic.json", Result{
			Failures: []Failure{
				{"example.com/d", "TestPanic/sub", ""},
				{"example.com/d", "TestPanic", "panic: boom"},
			},
		}},
		{"goroutine.json", Result{
			Failures: []Failure{{"example.com/e", "TestGoroutine", "did not end:\n=== RUN   TestGoroutine\npanic: elsewhere\n"}},
		}},
		{"fuzz.json", Result{
			Failures: []Failure{{"example.com/z", "FuzzZ", "Failing input written to testdata/fuzz/FuzzZ/"}},
		}},
		{"notests.json", Result{}},
	} {
		t.Run(tt.stream, func(t *testing.T) {
			got := readFile(t, tt.stream)
			if len(got.Failures) != len(tt.want.Failures) {
				t.Fatalf("failures\n%q\nwant\n%q", got.Failures, tt.want.Failures)
			}
			for i, want := range tt.want.Failures {
				if !strings.Contains(got.Failures[i].Output, want.Output) {
					t.Errorf("output %q, want it to hold %q", got.Failures[i].Output, want.Output)
				}
				got.Failures[i].Output = want.Output
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, tt.want)
			}
		})
	}
}

func readFile(t *testing.T, name string) Result {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	result, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// A run whose go test was ended must not look like a shorter run.
func TestReadCutStream(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "subtests.json"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(whole), "\n")
	for _, tt := range []struct{ name, stream, want string }{
		{"between events", first + "\n", "the tests of example.com/a did not end"},
		{"inside an event", first + "\n" + `{"Action":"ru`, `line 2, "{\"Action\":\"ru", is no event`},
		{"not JSON", "go: no such tool\n", `line 1, "go: no such tool\n", is no event`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(tt.stream)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want it to hold %q", err, tt.want)
			}
		})
	}
}

func TestResultAdd(t *testing.T) {
	sum := Result{Passed: 1, Failures: []Failure{{Test: "A"}}}
	sum.Add(Result{Passed: 2, Failures: []Failure{{Test: "B"}}, Skips: []Skip{{Test: "C"}}})
	want := Result{3, []Failure{{Test: "A"}, {Test: "B"}}, []Skip{{Test: "C"}}}
	if !reflect.DeepEqual(sum, want) || sum.Ran() != 6 {
		t.Errorf("got %+v of %d, want %+v of 6", sum, sum.Ran(), want)
	}
}

func TestList(t *testing.T) {
	const (
		name  = `{"Action":"output","Package":"example.com/a","Output":"FuzzA\n"}` + "\n"
		ended = `{"Action":"output","Package":"example.com/a","Output":"ok  \texample.com/a\t0.003s\n"}` + "\n"
		said  = `{"ImportPath":"example.com/c","Action":"build-output","Output":"undefined: x\n"}` + "\n"
	)
	for _, tt := range []struct{ name, stream, err string }{
		{"names only", name + ended, ""},
		{"does not build", name + said, "undefined: x"},
		{"not JSON", name + "FuzzB\n", `line "FuzzB" is no event`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := List(strings.NewReader(tt.stream))
			if want := []Name{{"example.com/a", "FuzzA"}}; !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want it to hold %q", err, tt.err)
			}
		})
	}
}
