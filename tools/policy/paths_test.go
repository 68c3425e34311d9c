package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unportable matches the names that Windows keeps for devices, whatever comes after a dot, and names
// with characters that its file systems do not take.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
var unportable = regexp.MustCompile(`(?i)(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^/]*)?(/|$)|[<>:"|?*\\\x00-\x1f]|[. ](/|$)`)

func TestPaths(t *testing.T) {
	report(t, checkPaths(slices.Collect(maps.Keys(readCheckout(t)))))
}

func TestPathsCanFail(t *testing.T) {
	expect(t, checkPaths([]string{
		"a/nul", "b/Con.txt", "aux/x.go", "lpt1.a.b", "c/x:y", "d/q?", "e/dot.", "f /x", "g/back\\slash",
		"fine/null", "fine/console.go", "fine/com", ".gitignore", "Makefile", "fine/a b.txt", "fine/x.nul",
		"README.md", "readme.md",
	}), "a/nul", "b/Con.txt", "aux/x.go", "lpt1.a.b", "c/x:y", "d/q?", "e/dot.", "f /x", "g/back",
		"README.md and readme.md")
}

// checkPaths returns which of the paths a checkout on Windows could not hold.
func checkPaths(paths []string) (violations []string) {
	folded := map[string]string{}
	for _, path := range slices.Sorted(slices.Values(paths)) {
		if unportable.MatchString(path) {
			violations = append(violations, fmt.Sprintf("no file on Windows can be called %q", path))
		}
		if other, ok := folded[strings.ToLower(path)]; ok {
			violations = append(violations, fmt.Sprintf("%s and %s are one file on Windows", other, path))
		}
		folded[strings.ToLower(path)] = path
	}
	return violations
}
