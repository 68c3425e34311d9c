//go:build cgo

// Package examples_test runs the examples that are not in Go, against sockets of its own.
package examples_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// libraryEnv names the folder with a libiphlpapi.so that is built already. tools/testrun sets it, so
// that the library is built once for all users.
const libraryEnv = "TCPTABLE_LIBRARY"

// workshopEnv tells the copies of this program that sockfarm starts where the workshop is.
const workshopEnv = "TCPTABLE_EXAMPLES"

// A workshop is a folder with what the examples need that cannot be made in a network namespace
// without network: the library, in lib, and the modules of Node, in node. What could not be made has
// left its reason in a file beside the folder.
var workshop = sync.OnceValue(func() string {
	if folder := os.Getenv(workshopEnv); folder != "" {
		return folder
	}
	folder, err := os.MkdirTemp("", "tcptable-examples-")
	if err != nil {
		panic(err)
	}
	prepare(filepath.Join(folder, "lib"), buildLibrary)
	prepare(filepath.Join(folder, "node"), fetchModules)
	return folder
})

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Geteuid() != 0 && os.Getenv(workshopEnv) == "" && flag.Lookup("test.run").Value.String() != "^$" {
		// sockfarm will run the tests in a namespace without network.
		os.Setenv(workshopEnv, workshop())
	}
	sockfarm.Init()
	code := m.Run()
	if flag.Lookup("test.run").Value.String() != "^$" {
		_ = os.RemoveAll(workshop())
	}
	os.Exit(code)
}

// prepare has a folder filled, and notes why if it could not be.
func prepare(folder string, fill func(folder string) error) {
	err := errors.Join(os.MkdirAll(folder, 0o755), fill(folder))
	if err != nil {
		_ = os.WriteFile(folder+".err", []byte(err.Error()), 0o644)
	}
}

// prepared returns the folder of that name, and why it is not there if it is not.
func prepared(name string) (folder, why string) {
	folder = filepath.Join(workshop(), name)
	reason, _ := os.ReadFile(folder + ".err")
	return folder, string(reason)
}

// libraryNames are those that programs load the library by. They are hard links, as "make capi"
// makes them.
var libraryNames = []string{"libiphlpapi.so", "iphlpapi.dll"}

func buildLibrary(folder string) error {
	const built = "libiphlpapi.so.1"
	if ready := os.Getenv(libraryEnv); ready != "" {
		content, err := os.ReadFile(filepath.Join(ready, "libiphlpapi.so"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, built), content, 0o755); err != nil {
			return err
		}
	} else {
		ldflags := "-s -w -extldflags=-Wl,-soname," + built
		err := run(exec.Command("go", "build", "-buildvcs=false", "-buildmode=c-shared", "-ldflags", ldflags,
			"-o", filepath.Join(folder, built), "../capi"))
		if err != nil {
			return err
		}
	}
	for _, name := range libraryNames {
		if err := os.Link(filepath.Join(folder, built), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// fetchModules installs what examples/node/package-lock.json names. koffi comes with its machine
// code, so that no script of the package has to run.
func fetchModules(folder string) error {
	for _, name := range []string{"package.json", "package-lock.json", "tcptable.js"} {
		content, err := os.ReadFile(filepath.Join("node", name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", filepath.Join(folder, "cache"))
	cmd.Dir = folder
	return run(cmd)
}

// run runs a command. The error has what it printed.
func run(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return nil
}
