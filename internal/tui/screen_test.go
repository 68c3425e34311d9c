package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scenarios are keystrokes in. After each group of them the screen is looked at.
var scenarios = map[string][][]string{
	"table":  {{}, {"look"}, {"fade", "fade", "fade", "fade", "fade"}, {"look", "fade", "fade"}},
	"move":   {{"down", "down"}, {"look"}, {"end"}, {"k"}, {"home"}, {"right", "right"}, {"left"}},
	"filter": {{"/"}, {"type state established"}, {"enter"}, {"/", "type x"}, {"backspace", "backspace"}, {"esc"}},
	"wrong":  {{"/", "type state establishd and dport = 443"}, {"enter"}, {"ctrl+a", "ctrl+k"}, {"type pid = 100", "enter"}},
	"sort":   {{"s"}, {"s", "S"}, {"s"}, {"s"}, {"s"}, {"s"}, {"s"}},
	"group":  {{"g"}, {"down", "enter"}, {"down", "look"}, {"space"}, {"g"}, {"g"}, {"g"}, {"g"}, {"g"}, {"g"}},
	"detail": {{"down", "down", "enter"}, {"look", "look", "look"}, {"pgdown"}, {"esc"}, {"end", "enter"}, {"enter", "home", "enter"}},
	"kill": {
		{"down", "down", "K"},
		{"x"},
		{"K", "y"},
		{"home", "K"},
		{"type listener"},
		{"enter"},
		{"down", "down", "down", "K", "o"},
		{"y"},
	},
	"names":    {{"r"}, {"n"}},
	"pause":    {{"p"}, {"look"}, {"+"}, {"-", "-"}, {"p"}},
	"help":     {{"?"}, {"x"}},
	"netns":    {{"look"}, {"s", "s", "s", "s"}, {"g", "g", "g", "g", "g", "g", "g"}, {"g", "down", "enter"}},
	"question": {{"g", "K"}, {"g", "g", "g", "g", "g", "g", "end", "K"}},
}

func TestScreens(t *testing.T) {
	for name, steps := range scenarios {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			file := fmt.Sprintf("%s_%dx%d.txt", name, size[0], size[1])
			t.Run(file, func(t *testing.T) {
				s := newStageOf(t, sampleTables(), size[0], size[1], nil)
				if name == "netns" {
					tables := sampleTables()
					inNamespaces(tables)
					s = newStageOf(t, tables, size[0], size[1], nil)
				}
				var text strings.Builder
				for _, keys := range steps {
					for _, key := range keys {
						s.do(key)
					}
					fmt.Fprintf(&text, "=== %s\n%s\n", strings.Join(keys, ", "), s.screen())
				}
				compareGolden(t, file, text.String())
			})
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs: go test -update, and read the difference; got\n%s", path, got)
	}
}
