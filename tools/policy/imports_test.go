package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const modulePath = "github.com/tcptable/tcptable"

// listing is what go list tells of a package.
type listing struct {
	ImportPath string
	Imports    []string // of the package itself, without its tests
	Deps       []string // of all that it links
}

func TestRooms(t *testing.T) {
	found := map[string]bool{}
	for _, goos := range []string{"linux", "windows", "darwin"} {
		t.Run(goos, func(t *testing.T) {
			packages := list(t, goos)
			for _, p := range packages {
				found[roomOf(rooms, short(p.ImportPath))] = true
			}
			report(t, checkRooms(packages, rooms))
		})
	}
	for name := range rooms {
		if !found[name] {
			t.Errorf("%s has a room and does not exist", name)
		}
	}
}

func TestRoomsCanFail(t *testing.T) {
	rooms := map[string]room{
		".":          {links: slices.Concat(basics, []string{"./internal/a"}), never: []string{"./internal/b"}, why: "W1"},
		"./e/...":    {imports: []string{"std"}, why: "W3"},
		"./internal": {imports: []string{"std", "golang.org/x/sys/..."}, why: "W2"},
	}
	self := func(p string) string { return modulePath + p }
	for _, tt := range []struct {
		name    string
		listing listing
		want    []string
	}{
		{"clean", listing{self(""), []string{"fmt", self("/internal/a")}, []string{"fmt", "golang.org/x/sys/unix", self("/internal/a")}}, nil},
		{"links more", listing{self(""), nil, []string{"fmt", "example.com/x", self("/internal/c")}}, []string{". links example.com/x: W1", ". links ./internal/c: W1"}},
		{"never", listing{self(""), []string{self("/internal/b")}, nil}, []string{". imports ./internal/b: W1"}},
		{"imports more", listing{self("/internal"), []string{"net/http", "golang.org/x/sys", "golang.org/x/sysx", self("")}, []string{"example.com/x"}}, []string{"./internal imports golang.org/x/sysx: W2", "./internal imports .: W2"}},
		{"below a folder", listing{self("/e/f/g"), []string{self("")}, nil}, []string{"./e/f/g imports .: W3"}},
		{"beside a folder", listing{self("/ee/f"), nil, nil}, []string{"./ee/f has no room"}},
		{"no room", listing{self("/new"), nil, nil}, []string{"./new has no room"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, checkRooms([]listing{tt.listing}, rooms), tt.want...)
		})
	}
}

// checkRooms returns how the packages break the rules of their rooms.
func checkRooms(packages []listing, rooms map[string]room) []string {
	var violations []string
	for _, p := range packages {
		name := short(p.ImportPath)
		r, ok := rooms[roomOf(rooms, name)]
		if !ok {
			violations = append(violations, fmt.Sprintf("package %s has no room: say in rooms_test.go what it may import, and why", name))
			continue
		}
		complain := func(verb string, paths []string, wrong func(string) bool) {
			for _, path := range paths {
				if path = short(path); wrong(path) {
					violations = append(violations, fmt.Sprintf("%s %s %s: %s", name, verb, path, r.why))
				}
			}
		}
		complain("imports", p.Imports, func(path string) bool {
			return r.imports != nil && !matches(r.imports, path) || matches(r.never, path)
		})
		complain("links", p.Deps, func(path string) bool { return r.links != nil && !matches(r.links, path) })
	}
	return violations
}

// roomOf returns the key in rooms that stands for the package: its own name or, where that has no
// room, the one of a folder above it.
func roomOf(rooms map[string]room, name string) string {
	if _, ok := rooms[name]; ok {
		return name
	}
	for above := path.Dir(name); above != "."; above = path.Dir(above) {
		if _, ok := rooms["./"+above+"/..."]; ok {
			return "./" + above + "/..."
		}
	}
	return name
}

// short turns an import path of the module into the form that rooms uses.
func short(path string) string {
	rest, ok := strings.CutPrefix(path, modulePath)
	switch {
	case ok && rest == "":
		return "."
	case ok && rest[0] == '/':
		return "." + rest
	}
	return path
}

func matches(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "std" {
			first, _, _ := strings.Cut(path, "/")
			return !strings.Contains(first, ".")
		}
		folder, below := strings.CutSuffix(pattern, "/...")
		return path == folder || below && strings.HasPrefix(path, folder+"/")
	})
}

// list returns the packages of the root module as they are built for goos.
func list(t *testing.T, goos string) []listing {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOWORK=off")
	out, err := cmd.Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		t.Fatalf("go list: %v\n%s", err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	packages := map[string]listing{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listing
		if err := decoder.Decode(&p); err == io.EOF {
			return slices.Collect(maps.Values(packages))
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
}
