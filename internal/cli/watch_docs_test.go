package cli

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// The events that docs/watch.md shows have the fields of those that are printed, and its table names those
// which no row has.
func TestWatchDocumentation(t *testing.T) {
	content, err := os.ReadFile("../../docs/watch.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	want := fieldsOf(t, firstLine(mustRun(t, sampleSource(), "watch", "--times", "1")))
	shown := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, `{"event"`) {
			continue
		}
		shown++
		if got := fieldsOf(t, line); !slices.Equal(got, want) {
			t.Errorf("docs/watch.md shows the fields %v, but printed are %v", got, want)
		}
	}
	if shown == 0 {
		t.Error("docs/watch.md shows no event")
	}
	ofRow := fieldsOf(t, firstLine(mustRun(t, sampleSource(), "--ndjson")))
	for _, field := range want {
		if !slices.Contains(ofRow, field) && !strings.Contains(text, "| `"+field+"` |") {
			t.Errorf("docs/watch.md does not tell what %s means", field)
		}
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// fieldsOf returns the names of the fields of a JSON object.
func fieldsOf(t *testing.T, object string) []string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(object), &fields); err != nil {
		t.Fatalf("%v: %s", err, object)
	}
	return slices.Sorted(maps.Keys(fields))
}
