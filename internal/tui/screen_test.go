package tui

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scenarios are keystrokes in. After each group of them the screen is looked at.
var scenarios = map[string][][]string{
	"tour":   tour,
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
	"refused":  {{"down", "K", "y"}, {"x"}, {"down", "K", "o", "y"}, {"down", "down", "K"}, {"type listener", "enter"}},
	"gone":     {{"down", "down", "down", "down", "down", "down", "enter"}, {"look", "look"}, {"K"}},
	"caret": {
		{"/", "type state established and not sport = 22 and process = curl and pid = 1x"},
		{"type  and dport = 1"},
		{"left", "left", "left"},
	},
	"resize":    {{"end"}, {"size 50x9"}, {"enter", "size 30x6"}, {"esc", "size 12x3"}, {"size 1x1"}, {"size 100x12"}},
	"failing":   {{"fail no table today"}, {"down", "K", "x"}, {"heal", "look"}},
	"empty":     {{}, {"enter", "K", "g"}, {"s", "/", "type sport = 1", "enter"}, {"space"}},
	"ascii":     {{"end", "up", "up", "up", "up", "up"}, {"enter", "look", "look"}},
	"less":      {{}, {"enter"}, {"esc", "down", "enter"}},
	"ownerless": {{"look"}, {"g"}, {"/", "type pid = 100", "enter"}, {"enter"}},
}

// settings of scenarios that are not as the others.
var (
	changes = map[string]func(o *Options){
		"refused": func(o *Options) {
			o.Terminate = func(context.Context, tcptable.Process) error { return fs.ErrPermission }
		},
		"tour":      func(o *Options) { o.Privilege = "as root" },
		"ascii":     func(o *Options) { o.ASCII = true },
		"ownerless": func(o *Options) { o.Query.Owners, o.Selection = tcptable.OwnersNone, "--port 80,443" },
	}
	tables = map[string]func() []tcptable.Snapshot{
		"netns": func() []tcptable.Snapshot { return inNamespaces(sampleTables()) },
		"tour":  tourTables,
		"less":  func() []tcptable.Snapshot { return withLess(sampleTables()) },
		"empty": func() []tcptable.Snapshot { return []tcptable.Snapshot{{Report: tcptable.Report{Source: "netlink"}}} },
	}
)

func TestScreens(t *testing.T) {
	for name, steps := range scenarios {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			file := fmt.Sprintf("%s_%dx%d.txt", name, size[0], size[1])
			t.Run(file, func(t *testing.T) {
				looks := sampleTables
				if other, known := tables[name]; known {
					looks = other
				}
				s := newStageOf(t, looks(), size[0], size[1], changes[name])
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
	t.Run("documentation", testDocumentedScreens) // behind the files, which -update may have written
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
