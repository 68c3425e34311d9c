package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

const schemaDir = "../../docs/schema/"

// schemas are those of the documentation, by name.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	paths, err := filepath.Glob(schemaDir + "*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no schemas in %s: %v", schemaDir, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if err := compiler.AddResource(schemaURL(path), schema); err != nil {
			t.Fatal(err)
		}
	}
	compiled := make(map[string]*jsonschema.Schema)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if compiled[name], err = compiler.Compile(schemaURL(path)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	return compiled
}

// schemaURL is a place for schemas to refer to each other, which nobody loads from.
func schemaURL(path string) string { return "https://schema.invalid/" + filepath.Base(path) }

// checkSchema holds each JSON value in text against a schema, and tells how many there are.
func checkSchema(t *testing.T, schema *jsonschema.Schema, text string) (values int) {
	t.Helper()
	for decoder := json.NewDecoder(strings.NewReader(text)); decoder.More(); values++ {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			t.Errorf("%v\n%s", err, text)
			return values
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err == nil {
			err = schema.Validate(value)
		}
		if err != nil {
			t.Errorf("%v\n%s", err, raw)
		}
	}
	return values
}

// TestSchemas holds whatever the program prints for programs against the documented schema of it.
func TestSchemas(t *testing.T) {
	known := schemas(t)
	for _, test := range []struct {
		schema, args string
		values       int
	}{
		{"list", "--json", 1},
		{"list", "--json -p -n", 1},
		{"list", "--json --port 9", 1},
		{"list", "--json -o all", 1},
		{"list", "--json -W --state all,closed", 1},
		{"list", "--json --no-owners -o state", 1},
		{"list", "--json --why", 1},
		{"list", "--json -o +rtt,netns_name --sort exe", 1},
		{"list", "--json --all-netns", 1},
		{"list", "--json process ~ nginx", 1},
		{"connection", "--ndjson", 6},
		{"connection", "--ndjson -o all", 6},
		{"connection", "--ndjson -o +container,why --all-netns", 6},
		{"groups", "--json --group process", 1},
		{"groups", "--json --group holders", 1},
		{"groups", "--json --group container --all-netns", 1},
		{"groups", "--json --group dual_stack --port 9", 1},
		{"group", "--ndjson --group state", 4},
		{"group", "--ndjson --group cmdline", 4},
		{"count", "--json --count", 1},
		{"count", "--ndjson --count --pid 22", 1},
		{"event", "watch --times 1", 6},
		{"event", "watch --ndjson --times 1 -l --no-owners", 2},
	} {
		t.Run(test.args, func(t *testing.T) {
			r := runEnv(factsEnv(sampleFacts(), strings.Fields(test.args)...))
			if got := checkSchema(t, known[test.schema], r.stdout); got != test.values || r.code != exitOK && r.code != exitDenied {
				t.Errorf("%d values, want %d; exit code %d: %s", got, test.values, r.code, r.stderr)
			}
		})
	}
}

// TestSchemasOfTornTables: what a program gets when something is missing.
func TestSchemasOfTornTables(t *testing.T) {
	known := schemas(t)
	f := sampleFacts()
	f.err = errors.New("to\x1brn")
	f.snap.Report.Missing = 1<<9 - 1
	f.snap.Report.Fallback = fs.ErrPermission
	f.snap.Report.Hidden = true
	f.snap.Namespaces = sampleNamespaces()
	f.snap.Report.NamespacesDenied, f.snap.Report.NamespacesUnseen = 1, 2
	for schema, args := range map[string]string{"list": "--json --all-netns", "groups": "--json --group netns", "count": "--json --count"} {
		r := runEnv(factsEnv(f, strings.Fields(args)...))
		if checkSchema(t, known[schema], r.stdout) != 1 || !strings.Contains(r.stdout, `"complete":false`) {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// TestSchemasOfSamples holds what package render writes of rows of every kind.
func TestSchemasOfSamples(t *testing.T) {
	known := schemas(t)
	for name, schema := range map[string]string{
		"document.json": "list", "empty.json": "list", "namespaces.json": "list",
		"rows.ndjson": "connection", "columns.ndjson": "connection", "stats.json": "stats",
	} {
		text, err := os.ReadFile("../render/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if checkSchema(t, known[schema], string(text)) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

// TestSchemasOfEvents are of everything that can happen to a connection.
func TestSchemasOfEvents(t *testing.T) {
	known := schemas(t)
	conns := sampleSource().snap.Conns
	for kind := tcptable.EventPresent; kind <= tcptable.EventOwner; kind++ {
		e := tcptable.Event{Kind: kind, Time: time.Now(), Exact: true, Brief: true, Conn: conns[0], Before: conns[2]}
		if kind == tcptable.EventClosed {
			e.Info = &tcptable.TCPInfo{RTT: 18 * time.Microsecond, BytesAcked: 40_001, BytesReceived: 121}
		}
		line := render.AppendEvent(nil, &e, render.Row{Conn: &e.Conn, Process: "\xff\x1b"})
		if checkSchema(t, known["event"], string(line)) != 1 {
			t.Errorf("got %s", line)
		}
	}
}

// TestSchemasOfOtherVerbs are of stats and diff.
func TestSchemasOfOtherVerbs(t *testing.T) {
	known := schemas(t)
	synctest.Test(t, func(t *testing.T) {
		for args, values := range map[string]int{"--json": 1, "--json --all": 1, "--json --interval 1 --times 2": 2} {
			r := runEnv(statsEnv(&countingSource{}, strings.Fields(args)...))
			if got := checkSchema(t, known["stats"], r.stdout); got != values || r.code != exitOK {
				t.Errorf("stats %s: %d values, want %d: %+v", args, got, values, r)
			}
		}
	})
	before, after := t.TempDir()+"/before", t.TempDir()+"/after"
	for path, port := range map[string]string{before: "80", after: "22"} {
		text := mustRun(t, sampleSource(), "--json", "--port", port)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out := mustRun(t, nil, "diff", "--json", before, after); checkSchema(t, known["diff"], out) != 1 {
		t.Errorf("got %s", out)
	}
}

// TestSchemasCanFail: a field more, one less, and a value of another kind.
func TestSchemasCanFail(t *testing.T) {
	known := schemas(t)
	document := mustRun(t, sampleSource(), "--json")
	for _, change := range [][2]string{
		{`"schema_version":1`, `"schema_version":2`},
		{`"source":"fake",`, ``},
		{`"rows":6`, `"rows":"6"`},
		{`"rows":6`, `"rows":6,"more":1`},
		{`"state":"LISTEN"`, `"state":"Listen"`},
		{`"local_port":22`, `"local_port":65536`},
		{`"cookie":"91"`, `"cookie":91`},
		{`"pid":100`, `"pid":null`},
		{`"begin":"`, `"begin":"x`},
		{`"recv_q":0`, `"recv_q":0,"recvq":0`},
	} {
		if !strings.Contains(document, change[0]) {
			t.Fatalf("no %s in\n%s", change[0], document)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(document, change[0], change[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		if known["list"].Validate(value) == nil {
			t.Errorf("the schema takes %s for %s", change[1], change[0])
		}
	}
}
