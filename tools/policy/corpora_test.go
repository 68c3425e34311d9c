package policy

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

func TestCorpora(t *testing.T) {
	files := readCheckout(t)
	report(t, checkCorpora(files, parseGo(t, files)))
}

func TestCorporaCanFail(t *testing.T) {
	const target = "package a\n\nimport \"testing\"\n\nfunc FuzzA(f *testing.F) {}\n\nfunc Fuzzy() {}\n"
	files := map[string]string{
		"a/a_test.go": target,
		"b/b_test.go": target, "b/testdata/fuzz/FuzzA/one": "go test fuzz v1\n",
		"c/c_test.go": target, "c/testdata/fuzz/FuzzAll/one": "go test fuzz v1\n",
		"d/d.go": target,
	}
	expect(t, checkCorpora(files, parseGo(t, files)),
		"a/a_test.go: FuzzA has no corpus in a/testdata/fuzz/FuzzA",
		"c/c_test.go: FuzzA has no corpus in c/testdata/fuzz/FuzzA",
		"c/testdata/fuzz/FuzzAll/one belongs to no fuzz target")
}

// checkCorpora returns the fuzz targets without a corpus, which would be tried on next to
// nothing by "go test", and the corpora without a target, which are tried on nothing.
func checkCorpora(files map[string]string, sources []source) (violations []string) {
	unused := map[string]string{} // corpus folder to one of its files
	for path := range files {
		if before, rest, ok := strings.Cut(path, "testdata/fuzz/"); ok {
			target, _, _ := strings.Cut(rest, "/")
			unused[before+"testdata/fuzz/"+target] = path
		}
	}
	for _, s := range sources {
		for _, name := range fuzzTargets(s) {
			corpus := strings.TrimPrefix(s.folder+"/testdata/fuzz/"+name, "./")
			if _, ok := unused[corpus]; !ok {
				violations = append(violations, fmt.Sprintf("%s: %s has no corpus in %s", s.path, name, corpus))
			}
			delete(unused, corpus)
		}
	}
	for _, path := range unused {
		violations = append(violations, path+" belongs to no fuzz target")
	}
	return violations
}

// fuzzTargets returns the names of the functions of s that "go test -fuzz" can run.
func fuzzTargets(s source) (names []string) {
	for _, decl := range s.syntax.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || !s.test || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Fuzz") || len(f.Type.Params.List) != 1 {
			continue
		}
		pointer, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		if selector, ok := pointer.X.(*ast.SelectorExpr); ok && selector.Sel.Name == "F" {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
