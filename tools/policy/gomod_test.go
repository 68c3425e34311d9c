package policy

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// goMod is what "go mod edit -json" tells of a go.mod.
type goMod struct {
	Replace []struct{ Old, New struct{ Path string } }
	Tool    []struct{ Path string }
}

func TestGoMod(t *testing.T) {
	for path := range readCheckout(t) {
		if path == "go.mod" || strings.HasSuffix(path, "/go.mod") {
			out, err := exec.Command("go", "mod", "edit", "-json", checkout+"/"+path).Output()
			if err != nil {
				t.Fatal(err)
			}
			report(t, checkGoMod(t, path, out))
		}
	}
}

func TestGoModCanFail(t *testing.T) {
	const bad = `{"Replace": [{"Old": {"Path": "example.com/x"}, "New": {"Path": "../x"}}], "Tool": [{"Path": "example.com/y"}]}`
	expect(t, checkGoMod(t, "go.mod", []byte(bad)), "go.mod replaces example.com/x", "go.mod has the tool example.com/y")
	expect(t, checkGoMod(t, "tools/go.mod", []byte(bad)), "tools/go.mod replaces example.com/x")
	const own = `{"Replace": [{"Old": {"Path": "` + modulePath + `"}, "New": {"Path": "../"}}]}`
	expect(t, checkGoMod(t, "bench/go.mod", []byte(own)))
	expect(t, checkGoMod(t, "go.mod", []byte(own)), "go.mod replaces "+modulePath)
}

func checkGoMod(t *testing.T, path string, content []byte) (violations []string) {
	t.Helper()
	var mod goMod
	if err := json.Unmarshal(content, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Replace {
		if path == "bench/go.mod" && r.Old.Path == modulePath && r.New.Path == "../" {
			continue // nobody imports the benchmarks, which measure the library that they stand beside
		}
		violations = append(violations, fmt.Sprintf("%s replaces %s: that works here only, not for who imports the module", path, r.Old.Path))
	}
	for _, tool := range mod.Tool {
		if path == "go.mod" {
			violations = append(violations, fmt.Sprintf("%s has the tool %s: who imports the module would get its requirements, so it belongs in tools/go.mod", path, tool.Path))
		}
	}
	slices.Sort(violations)
	return violations
}
