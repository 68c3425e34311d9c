package cli

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/tcptable/tcptable/internal/render"
)

var update = flag.Bool("update", false, "write the documentation anew")

// TestDocumentationIsFresh holds docs/cli.md against the command tree, from which it is made.
func TestDocumentationIsFresh(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the page is made on Linux, whose sources it names")
	}
	compareDocumentation(t, "../../docs/cli.md", reference(newRoot(testEnv(nil))))
}

func compareDocumentation(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")); !bytes.Equal(got, want) {
		t.Errorf("%s is not what the command tree says: go test ./internal/cli -update", filepath.Base(path))
	}
}

// reference is docs/cli.md.
func reference(root *cobra.Command) []byte {
	m := &markdown{}
	m.paragraph("# The program `tcptable`")
	m.paragraph("<!-- Made from the command tree by: go test ./internal/cli -update -->")
	m.paragraph("This page is every command and flag. [output.md](output.md) says what the output means: text, the fields of a row,\n" +
		"the JSON documents, and what differs from ss and netstat. [filters.md](filters.md) is the language of FILTER.")
	m.command(root)
	for _, verb := range root.Commands() {
		if verb.IsAvailableCommand() {
			m.command(verb)
		}
	}
	m.paragraph("## Columns")
	m.paragraph("What `-o`, `--sort` and `--group` take. The first " + fmt.Sprint(len(render.FieldNames())) +
		" are the fields of a row in JSON, NDJSON and CSV; the others are there when asked for.")
	m.table([]string{"column", "in JSON", "meaning"}, columnRows())
	m.paragraph("## Exit codes")
	m.table([]string{"code", "meaning"}, factRows(exitCodes(), ""))
	m.paragraph("## Environment")
	m.table([]string{"variable", "meaning"}, factRows(environment(), "`"))
	return m.Bytes()
}

type markdown struct{ bytes.Buffer }

func (m *markdown) paragraph(text string) {
	if m.Len() > 0 {
		m.WriteByte('\n')
	}
	m.WriteString(strings.TrimSpace(text) + "\n")
}

func (m *markdown) table(titles []string, rows [][]string) {
	m.WriteString("\n| " + strings.Join(titles, " | ") + " |\n|" + strings.Repeat(" --- |", len(titles)) + "\n")
	for _, row := range rows {
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "|", `\|`)
		}
		m.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
}

func (m *markdown) code(lines ...string) {
	m.WriteString("\n```\n" + strings.Join(lines, "\n") + "\n```\n")
}

func (m *markdown) command(cmd *cobra.Command) {
	m.paragraph("## " + cmd.CommandPath())
	m.paragraph(sentence(cmd.Short))
	m.code(usageLines(cmd)...)
	if cmd.Long != "" {
		m.paragraph(cmd.Long)
	}
	var rows [][]string
	for _, f := range flagFacts(cmd) {
		rows = append(rows, []string{"`" + strings.TrimSpace(f.term) + "`", f.meaning})
	}
	if len(rows) > 0 {
		m.table([]string{"flag", "meaning"}, rows)
	}
	if lines := exampleLines(cmd); len(lines) > 0 {
		m.paragraph("Examples:")
		m.code(lines...)
	}
}

func columnRows() [][]string {
	var rows [][]string
	for _, c := range render.AllColumns() {
		rows = append(rows, []string{"`" + c.Name + "`", c.Kind.String(), c.Meaning})
	}
	return rows
}

func factRows(facts []fact, quote string) [][]string {
	var rows [][]string
	for _, f := range facts {
		rows = append(rows, []string{quote + f.term + quote, f.meaning})
	}
	return rows
}

// TestOutputDocumentation holds the part of the documentation that is written by hand.
func TestOutputDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	root := newRoot(testEnv(nil))
	known := " "
	for _, cmd := range append(root.Commands(), root) {
		known += strings.Join(flagTerms(cmd), " ") + " "
	}
	for _, named := range regexp.MustCompile("`(--[a-z0-9-]+)").FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(known, " "+named[1]+" ") {
			t.Errorf("docs/output.md names %s, which is no flag", named[1])
		}
	}
}
