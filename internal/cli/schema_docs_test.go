package cli

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocumentedFields: docs/output.md has a line for each field of a document and its report, and for
// no other, and it names every schema.
func TestDocumentedFields(t *testing.T) {
	text, err := os.ReadFile("../../docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, field := range regexp.MustCompile("(?m)^\\| `([a-z_.\\[\\]]+)` \\| (?:boolean|number|string|list|object)").FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, field[1])
	}
	var written []string
	for name := range propertiesOf(t, "list") {
		if name != "report" && name != "namespaces" && name != "connections" {
			written = append(written, name)
		}
	}
	for name := range propertiesOf(t, "report") {
		written = append(written, "report."+name)
	}
	for name := range propertiesOf(t, "namespace") {
		written = append(written, "namespaces[]."+name)
	}
	slices.Sort(documented)
	slices.Sort(written)
	if !slices.Equal(documented, written) {
		t.Errorf("docs/output.md documents\n%v, the schemas\n%v", documented, written)
	}
	for name := range schemas(t) {
		if !strings.Contains(string(text), "schema/"+name+".json") {
			t.Errorf("docs/output.md does not name schema/%s.json", name)
		}
	}
}

func propertiesOf(t *testing.T, schema string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(schemaDir + schema + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var object struct{ Properties map[string]any }
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	return object.Properties
}
