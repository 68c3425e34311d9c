package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// TestRowSchemasAreFresh holds the schemas of rows against the columns, from which they are made.
func TestRowSchemasAreFresh(t *testing.T) {
	compareDocumentation(t, schemaDir+"connection.json", connectionSchema())
	compareDocumentation(t, schemaDir+"event.json", eventSchema())
}

// schemaWriter writes a JSON Schema of an object, its properties in the order that they are printed in.
type schemaWriter struct {
	strings.Builder
	properties int
}

func newSchema(title string) *schemaWriter {
	w := new(schemaWriter)
	w.WriteString("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$comment\": \"made from the columns by: " +
		"go test ./internal/cli -update\",\n  \"title\": " + toJSON(title) + ",\n  \"type\": \"object\",\n")
	return w
}

// required lists the properties that are always there.
func (w *schemaWriter) required(names []string) {
	w.WriteString("  \"required\": " + toJSON(names) + ",\n")
}

func (w *schemaWriter) property(name, schema, description string) {
	if w.properties == 0 {
		w.WriteString("  \"properties\": {")
	} else {
		w.WriteString(",")
	}
	w.properties++
	fmt.Fprintf(w, "\n    %s: {%s, \"description\": %s}", toJSON(name), schema, toJSON(strings.ReplaceAll(description, "`", "")))
}

func (w *schemaWriter) end() []byte {
	w.WriteString("\n  },\n  \"additionalProperties\": false\n}\n")
	return []byte(w.String())
}

func toJSON(v any) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return strings.TrimSpace(out.String())
}

// connectionSchema is a row of a document.
func connectionSchema() []byte {
	w := newSchema("a row of tcptable --json, and a line of tcptable --ndjson; without -o and --wide it has the first " +
		fmt.Sprint(len(render.FieldNames())) + " properties")
	w.WriteString("  \"minProperties\": 1,\n")
	for _, c := range render.AllColumns() {
		w.property(c.Name, columnSchema(&c), c.Meaning)
	}
	return w.end()
}

// eventSchema is a line of watch.
func eventSchema() []byte {
	own := []string{"event", "time", "exact", "brief", "before_state", "before_pid"}
	w := newSchema("a line of tcptable watch")
	course := render.EventColumns()
	var last []string
	for _, c := range course {
		last = append(last, c.Name)
	}
	w.required(slices.Concat(own, render.FieldNames(), last))
	w.property("event", `"enum": `+toJSON(eventWords()), "what has happened to the connection; present: it was there when watching began")
	w.property("time", `"type": "string", "format": "date-time"`, "when it happened or, unless exact is true, when it was seen, UTC")
	w.property("exact", `"type": "boolean"`, "whether time is when it happened, as the kernel told")
	w.property("brief", `"type": "boolean"`, "whether the connection was opened and closed between two looks")
	w.property("before_state", `"enum": `+toJSON(append([]any{nil}, anys(stateNames())...)), "of state: the state before; else null")
	w.property("before_pid", `"type": ["integer", "null"], "minimum": 0`, "of owner: the owner before, 0 for none; else null")
	for _, c := range render.FieldColumns() {
		w.property(c.Name, columnSchema(&c), c.Meaning)
	}
	for _, c := range course {
		w.property(c.Name, columnSchema(&c), "of closed, where the kernel told: "+c.Meaning+"; else null")
	}
	return w.end()
}

// columnSchema is what the values of a column are. Nothing but the fields of a row is always known.
func columnSchema(c *render.Column) string {
	always := slices.Contains(render.FieldNames(), c.Name) && c.Name != "uid"
	if words := columnWords(c.Name); words != nil {
		list := anys(words)
		if !always {
			list = append(list, nil)
		}
		return `"enum": ` + toJSON(list)
	}
	kind, more := kindSchema(c.Kind)
	if strings.HasSuffix(c.Name, "_port") || c.Name == "port" {
		more += `, "maximum": 65535`
	}
	if always {
		return `"type": ` + toJSON(kind) + more
	}
	return `"type": ` + toJSON([]string{kind, "null"}) + more
}

func kindSchema(kind render.Kind) (name, more string) {
	switch kind {
	case render.KindNumber, render.KindBytes, render.KindRate:
		return "integer", `, "minimum": 0`
	case render.KindSeconds:
		return "number", `, "minimum": 0`
	case render.KindBool:
		return "boolean", ""
	case render.KindDigits:
		return "string", `, "pattern": "^[0-9]+$"`
	case render.KindTime:
		return "string", `, "format": "date-time"`
	case render.KindWords:
		return "array", `, "items": {"type": "string"}`
	case render.KindProcesses:
		return "array", `, "items": {"type": "object", "required": ["pid", "process"], "properties": ` +
			`{"pid": {"type": "integer", "minimum": 0}, "process": {"type": "string"}}, "additionalProperties": false}`
	}
	return "string", ""
}

// columnWords are all values that a column can have, where they can be listed.
func columnWords(column string) []string {
	switch column {
	case "family":
		return []string{tcptable.IPv4.String(), tcptable.IPv6.String()}
	case "state":
		return stateNames()
	case "owner":
		return namesOf(tcptable.OwnerNotAsked, tcptable.OwnerElsewhere)
	case "offload":
		return namesOf(tcptable.OffloadInHost, tcptable.OffloadUploading)
	}
	return nil
}

func stateNames() []string { return namesOf(tcptable.StateClosed, tcptable.StateDeleteTCB) }

func eventWords() []string { return namesOf(tcptable.EventPresent, tcptable.EventOwner) }

// namesOf returns the names of the numbers from first to last.
func namesOf[T interface {
	~uint8
	fmt.Stringer
}](first, last T) []string {
	var names []string
	for n := first; n <= last; n++ {
		names = append(names, n.String())
	}
	return names
}

func anys(words []string) []any {
	list := make([]any, len(words))
	for i, word := range words {
		list[i] = word
	}
	return list
}
