package policy

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sourceRules are the rules that a Go file, or the files of a package together, can break.
var sourceRules = []struct {
	name  string
	check func([]source) []string
	why   string
	bad   map[string]string // sources that break it, and others beside them
	want  []string          // what check says of them
}{
	{
		name:  "cgo",
		check: checkCgo,
		why:   "everything but the C library must build without a C compiler",
		bad: map[string]string{
			"a/a.go":       "package a\n\nimport \"C\"\n",
			"b/b_test.go":  "package b\n\nimport (\n\t\"fmt\"\n\n\t\"C\"\n)\n",
			"capi/c.go":    "package main\n\nimport \"C\"\n",
			"capital/d.go": "package main\n\nimport \"C\"\n",
		},
		want: []string{"a/a.go", "b/b_test.go", "capital/d.go"},
	},
	{
		name:  "package name",
		check: checkNames,
		why:   "a package is named after what it provides; these names hold anything",
		bad: map[string]string{
			"util/a.go":        "package util\n",
			"b/b.go":           "package helpers\n",
			"c/common_test.go": "package c_test\n",
			"testutil/d.go":    "package testutil\n",
			"utilities/e.go":   "package utilities\n",
		},
		want: []string{"util/a.go: package util", "b/b.go: package helpers", "testutil/d.go: package testutil"},
	},
	{
		name:  "package comment",
		check: checkComments,
		why:   "a reader of the package's documentation wants one beginning, not none and not two",
		bad: map[string]string{
			"none/a.go":       "package none\n",
			"one/a.go":        "// Package one is.\npackage one\n",
			"one/b.go":        "//go:build linux\n\npackage one\n",
			"one/b_test.go":   "// Package one_test is not counted.\npackage one_test\n",
			"two/a.go":        "// Package two is.\npackage two\n",
			"two/b.go":        "// Package two is.\npackage two\n",
			"other/a.go":      "// Copyright is no comment of a package.\npackage other\n",
			"prog/main.go":    "// Prog does.\npackage main\n",
			"gen/gen.go":      "//go:build ignore\n\npackage main\n",
			"tests/a_test.go": "package tests\n",
		},
		want: []string{
			"package none has 0 package comments", "package two has 2 package comments",
			`other/a.go: the package comment does not begin with "Package other "`,
		},
	},
	{
		name:  "unfinished work",
		check: checkUnfinished,
		why:   "what is left to do stands in an issue, where it is seen",
		bad: map[string]string{
			"a.go":      "package a\n\n// TO" + "DO: all of it.\nvar A = \"TO" + "DO in a string\"\n",
			"b_test.go": "package a\n\nfunc b() {\n\t_ = 1 // FIX" + "ME\n}\n",
			"c.go":      "package a\n\n// TODOS is no marker.\n",
		},
		want: []string{"a.go", "b_test.go"},
	},
}

func TestSources(t *testing.T) {
	sources := parseGo(t, readCheckout(t))
	for _, rule := range sourceRules {
		t.Run(rule.name, func(t *testing.T) {
			for _, violation := range rule.check(sources) {
				t.Errorf("%s: %s", violation, rule.why)
			}
		})
	}
}

func TestSourcesCanFail(t *testing.T) {
	for _, rule := range sourceRules {
		t.Run(rule.name, func(t *testing.T) {
			expect(t, rule.check(parseGo(t, rule.bad)), rule.want...)
		})
	}
}

func checkCgo(sources []source) (violations []string) {
	for _, s := range sources {
		if s.folder == "capi" {
			continue
		}
		for _, spec := range s.syntax.Imports {
			if spec.Path.Value == `"C"` {
				violations = append(violations, s.path+" uses cgo outside capi")
			}
		}
	}
	return violations
}

var meaningless = regexp.MustCompile(`^(test)?(base|common|helpers?|lib|misc|shared|types|utils?)(_test)?$`)

func checkNames(sources []source) (violations []string) {
	for _, s := range sources {
		if name := s.syntax.Name.Name; meaningless.MatchString(name) {
			violations = append(violations, fmt.Sprintf("%s: package %s", s.path, name))
		}
	}
	return violations
}

func checkComments(sources []source) (violations []string) {
	comments := map[string]int{}
	for _, s := range sources {
		if s.test || ignored(s.syntax) {
			continue
		}
		comments[s.folder] += 0
		if s.syntax.Doc == nil {
			continue
		}
		comments[s.folder]++
		want := "Package " + s.syntax.Name.Name + " "
		if s.syntax.Name.Name != "main" && !strings.HasPrefix(s.syntax.Doc.Text(), want) {
			violations = append(violations, fmt.Sprintf("%s: the package comment does not begin with %q", s.path, want))
		}
	}
	for folder, n := range comments {
		if n != 1 {
			violations = append(violations, fmt.Sprintf("package %s has %d package comments", folder, n))
		}
	}
	return violations
}

// ignored reports whether the file is in no package, because only "go run" or "go generate"
// uses it.
func ignored(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		if slices.ContainsFunc(group.List, func(c *ast.Comment) bool {
			expr, err := constraint.Parse(c.Text)
			return err == nil && expr.String() == "ignore"
		}) {
			return true
		}
	}
	return false
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)

func checkUnfinished(sources []source) (violations []string) {
	for _, s := range sources {
		for _, group := range s.syntax.Comments {
			if marker := unfinished.FindString(group.Text()); marker != "" {
				violations = append(violations, s.path+" has a "+marker)
			}
		}
	}
	return violations
}
