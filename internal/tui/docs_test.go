package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// docScreen is a screen in the documentation: the file of screens and which of them it is, from 1, in a
// comment, and then the screen itself.
var docScreen = regexp.MustCompile("(?m)^<!-- screen (\\S+) (\\d+) -->\n(?:\n```\n(?:.*\n)*?```\n)?")

// testDocumentedScreens holds the screens that docs/watch.md shows against those that the tests see.
func testDocumentedScreens(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "watch.md")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	screens := 0
	want := docScreen.ReplaceAllStringFunc(text, func(found string) string {
		screens++
		m := docScreen.FindStringSubmatch(found)
		return fmt.Sprintf("<!-- screen %s %s -->\n\n```\n%s```\n", m[1], m[2], goldenScreen(t, m[1], m[2]))
	})
	if screens == 0 {
		t.Errorf("%s shows no screen", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != want {
		t.Errorf("%s shows other screens than the tests: go test ./internal/tui -update", path)
	}
}

// goldenScreen returns a screen out of a file of them.
func goldenScreen(t *testing.T, file, number string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	screens := strings.Split("\n"+strings.ReplaceAll(string(content), "\r\n", "\n"), "\n=== ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n >= len(screens) {
		t.Fatalf("%s has no screen %s", file, number)
	}
	_, screen, _ := strings.Cut(screens[n], "\n")
	return strings.TrimSuffix(screen, "\n") + "\n"
}
