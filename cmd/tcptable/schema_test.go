package main

import (
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// cmdSchema holds each JSON value in a file to one of the documented schemas, and counts them:
// schema list 1 stdout.
func cmdSchema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: schema NAME COUNT FILE")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	schema := compileSchema(ts, args[0])
	values := 0
	for decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[2]))); ; values++ {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			ts.Fatalf("%s is not JSON: %v", args[2], err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
		ts.Check(err)
		if err := schema.Validate(value); err != nil {
			ts.Fatalf("%v\n%s", err, raw)
		}
	}
	if values != want {
		ts.Fatalf("%d JSON values, want %d", values, want)
	}
}

func compileSchema(ts *testscript.TestScript, name string) *jsonschema.Schema {
	path, err := filepath.Abs(filepath.Join("..", "..", "docs", "schema", name+".json"))
	ts.Check(err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	ts.Check(err)
	return schema
}
