//go:build cgo

package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestPython(t *testing.T) {
	need(t, "python3")
	library := needLibrary(t)
	expectFarm(t, exec.Command("python3", "python/tcptable.py", filepath.Join(library, "libiphlpapi.so")))
}

// TestMono: the library is found by the name that the program has for it, because it is beside it.
func TestMono(t *testing.T) {
	need(t, "mcs", "mono")
	library := needLibrary(t)
	folder := t.TempDir()
	program := filepath.Join(folder, "Program.exe")
	if err := run(exec.Command("mcs", "-warnaserror", "-out:"+program, "csharp/Program.cs")); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(library, "iphlpapi.dll"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "iphlpapi.dll"), content, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("mono", program)
	cmd.Env = append(os.Environ(), "HOME="+folder) // it keeps files there
	expectFarm(t, cmd)
}

func TestNode(t *testing.T) {
	need(t, "node", "npm")
	library := needLibrary(t)
	folder, why := prepared("node")
	if why != "" && os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	if why != "" {
		t.Skipf("the modules cannot be fetched: %s", why)
	}
	expectFarm(t, exec.Command("node", filepath.Join(folder, "tcptable.js"), filepath.Join(library, "libiphlpapi.so")))
}

// expectFarm runs a program that lists both tables with owners, and checks that it prints the rows
// of a farm.
func expectFarm(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	sockfarm.Enter(t)
	rows := wantRows(sockfarm.New(t))
	expectRows(t, cmd.Args[0], lines(output(t, cmd)), rows)
}
