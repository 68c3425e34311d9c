package tcptable_test

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// The tests of this file hold docs/filters.md against the language.

func filterDocs(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("docs/filters.md")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

// elsewhere are errors about a name that this machine need not know. On Windows users have no numbers.
var elsewhere = regexp.MustCompile(`^(no interface is called|there is no user|the user|users have no numbers)`)

// checkReads makes sure that a text is read.
func checkReads(t *testing.T, text string) {
	t.Helper()
	_, err := tcptable.ParseFilter(text)
	var wrong *tcptable.FilterError
	if errors.As(err, &wrong) && elsewhere.MatchString(wrong.Message) {
		return
	}
	if err != nil {
		t.Errorf("%q: %v", text, err)
	}
}

// TestFilterDocsExamples reads every line of the blocks of filters, and every command line.
func TestFilterDocsExamples(t *testing.T) {
	block, read := "", 0
	for _, line := range filterDocs(t) {
		if kind, ok := strings.CutPrefix(line, "```"); ok {
			block = kind
			continue
		}
		text, _, _ := strings.Cut(line, "  # ")
		switch block {
		case "filter":
		case "sh":
			text = shellWords(strings.TrimPrefix(text, "tcptable "))
		default:
			continue
		}
		read++
		checkReads(t, text)
		if again, err := tcptable.ParseFilter(text); err == nil {
			checkReads(t, again.String())
		}
	}
	if read < 35 {
		t.Errorf("%d examples: blocks were overlooked", read)
	}
}

// shellWords takes away the outermost quotes, which are of one kind.
func shellWords(line string) string {
	if strings.Contains(line, `"`) {
		return strings.ReplaceAll(line, `"`, "")
	}
	return strings.ReplaceAll(line, "'", "")
}

// TestFilterDocsFields reads the table of fields: its examples and its names, each with the comparisons
// that it has and no other; and finds every field of the language there.
func TestFilterDocsFields(t *testing.T) {
	documented := make(map[string]bool)
	for _, row := range docsTable(t, "| field |") {
		example := codeWords(row[3])[0]
		checkReads(t, example)
		value := example[strings.LastIndexByte(example, ' ')+1:]
		takes := codeWords(row[1])
		for _, name := range codeWords(row[0]) {
			documented[name] = true
			for _, sign := range []string{"=", "!=", "<", "<=", ">", ">=", "~", "!~"} {
				text := name + " " + sign + " " + value
				_, err := tcptable.ParseFilter(text)
				refused := err != nil && strings.Contains(err.Error(), name+" takes ")
				if refused == strings.Contains(" "+strings.Join(takes, " ")+" ", " "+sign+" ") {
					t.Errorf("%q: %v, and documented are %q", text, err, takes)
				}
			}
		}
	}
	_, err := tcptable.ParseFilter("§")
	_, list, _ := strings.Cut(err.Error(), "those begin with ")
	for name := range strings.SplitSeq(list, ", ") {
		if !documented[name] {
			t.Errorf("the field %s is not documented", name)
		}
	}
}

// TestFilterDocsStates reads the table of states: each spelling is the same state.
func TestFilterDocsStates(t *testing.T) {
	var set tcptable.StateSet
	for _, row := range docsTable(t, "| state |") {
		name := codeWords(row[0])[0]
		checkReads(t, "state "+name)
		state, err := tcptable.ParseState(name)
		if err != nil { // a group, whose meaning stands in words
			continue
		}
		set |= tcptable.States(state)
		for _, spelling := range codeWords(row[1]) {
			if s, err := tcptable.ParseState(spelling); s != state || err != nil {
				t.Errorf("%s is %v, %v, want %v", spelling, s, err, state)
			}
		}
	}
	if want := tcptable.AllStates | tcptable.States(tcptable.StateClosed); set != want {
		t.Errorf("the states %b are documented, want %b", set, want)
	}
}

// docsTable returns the cells of the table that begins so.
func docsTable(t *testing.T, begin string) (rows [][]string) {
	t.Helper()
	in := false
	for _, line := range filterDocs(t) {
		switch {
		case strings.HasPrefix(line, begin):
			in = true
		case in && strings.HasPrefix(line, "| `"):
			rows = append(rows, strings.Split(strings.Trim(line, "|"), "|"))
		case in && !strings.HasPrefix(line, "|"):
			return rows
		}
	}
	t.Fatalf("docs/filters.md has no table that begins with %q", begin)
	return nil
}

var codeWord = regexp.MustCompile("`([^`]+)`")

// codeWords returns what stands between backquotes.
func codeWords(cell string) (words []string) {
	for _, m := range codeWord.FindAllStringSubmatch(cell, -1) {
		words = append(words, m[1])
	}
	return words
}
