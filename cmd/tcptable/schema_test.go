package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

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

// TestEverySchemaIsHeld: no schema is without a script that holds to it what the program prints. Those of
// parts are in others.
func TestEverySchemaIsHeld(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(text)
	}
	paths, err := filepath.Glob("../../docs/schema/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if name == "report" || name == "namespace" {
			continue
		}
		if !strings.Contains(lines.String(), "schema "+name+" ") {
			t.Errorf("no script has the schema %s", name)
		}
	}
}
