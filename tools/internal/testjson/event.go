// Package testjson reads what "go test -json" prints and counts what passed, failed and was
// skipped. The format is described by "go doc test2json".
package testjson

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// event is one line of the stream.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string

	// ImportPath is set in the events of a build instead of Package, and FailedBuild in the
	// last event of a package that was not tested because that build failed.
	ImportPath  string
	FailedBuild string
}

// Read reads a stream of events to its end. A line that is no event is an error, and what came
// before it is returned with the error.
func Read(r io.Reader) (Result, error) {
	c := collector{builds: map[string]*strings.Builder{}, packages: map[string]*packageRun{}}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if jsonErr := json.Unmarshal(line, &e); jsonErr != nil {
				return c.result, fmt.Errorf("line %d, %q, is no event of go test: %w", n, line, jsonErr)
			}
			c.take(e)
		}
		switch err {
		case nil:
		case io.EOF:
			return c.result, c.unfinished()
		default:
			return c.result, err
		}
	}
}
