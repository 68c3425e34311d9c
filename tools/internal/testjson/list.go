package testjson

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Name is the name of a test, an example, a benchmark or a fuzz target.
type Name struct {
	Package string // import path
	Test    string
}

var listed = regexp.MustCompile(`^(Test|Example|Benchmark|Fuzz)\w*\n$`)

// List returns the names in the stream of "go test -json -list". What did not build is an error
// that holds what the compiler said.
func List(r io.Reader) ([]Name, error) {
	var names []Name
	var compiler strings.Builder
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return names, fmt.Errorf("line %q is no event of go test: %w", lines.Bytes(), err)
		}
		switch {
		case e.Action == "build-output":
			compiler.WriteString(e.Output)
		case e.Action == "output" && listed.MatchString(e.Output):
			names = append(names, Name{e.Package, strings.TrimSpace(e.Output)})
		}
	}
	if compiler.Len() > 0 {
		return names, errors.New(compiler.String())
	}
	return names, lines.Err()
}
