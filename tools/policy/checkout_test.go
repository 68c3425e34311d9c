package policy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/tools/internal/tree"
)

// checkout is the folder of the repository.
const checkout = "../.."

// readCheckout returns the content of every file of the repository by its path.
func readCheckout(t *testing.T) map[string]string {
	t.Helper()
	paths, err := tree.Files(checkout)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, p := range paths {
		content, err := os.ReadFile(filepath.Join(checkout, p))
		if err != nil {
			t.Fatal(err)
		}
		files[p] = string(content)
	}
	return files
}

// source is a Go file.
type source struct {
	folder string // with slashes, "." is the root
	path   string
	test   bool // a _test.go file
	syntax *ast.File
}

// parseGo returns the Go files of files but those that only a test reads.
func parseGo(t *testing.T, files map[string]string) []source {
	t.Helper()
	var sources []source
	for p, content := range files {
		if path.Ext(p) != ".go" || strings.Contains("/"+p, "/testdata/") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), p, content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source{path.Dir(p), p, strings.HasSuffix(p, "_test.go"), syntax})
	}
	return sources
}

// expect fails the test unless got are exactly the violations that want describes: one
// substring for each, in any order.
func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d violations, want %d\ngot  %q\nwant %q", len(got), len(want), got, want)
	}
	all := strings.Join(got, "\n")
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("got\n%s\nwant %q", all, w)
		}
	}
}

// report fails the test for each violation.
func report(t *testing.T, violations []string) {
	t.Helper()
	for _, v := range violations {
		t.Error(v)
	}
}
