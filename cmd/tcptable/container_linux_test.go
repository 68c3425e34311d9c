package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdContainer makes a control group as Docker does for a container, and puts the file that takes its
// processes, and the id, into variables: container PROCS ID. The id begins with 5ca1ab1e0000.
func cmdContainer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: container PROCS ID")
	}
	id := newContainerID()
	group, err := makeGroup(id)
	ts.Check(err)
	ts.Defer(func() { ts.Check(removeGroup(group)) })
	ts.Setenv(args[0], filepath.Join(group, "cgroup.procs"))
	ts.Setenv(args[1], id)
}

// haveContainers reports whether control groups can be made here.
func haveContainers() bool {
	group, err := makeGroup(newContainerID())
	return err == nil && removeGroup(group) == nil
}

// newContainerID returns an id that no other test has.
func newContainerID() string {
	return fmt.Sprintf("5ca1ab1e0000%016x%016x%020x", rand.Uint64(), rand.Uint64(), rand.Uint64())
}

func makeGroup(id string) (group string, err error) {
	root, err := groupRoot()
	if err != nil {
		return "", err
	}
	group = filepath.Join(root, "docker-"+id+".scope")
	return group, os.Mkdir(group, 0o755)
}

// removeGroup waits for the end of processes that are about to end.
func removeGroup(group string) error {
	for end := time.Now().Add(10 * time.Second); ; {
		err := os.Remove(group)
		if !errors.Is(err, syscall.EBUSY) || time.Now().After(end) {
			return err
		}
	}
}

// groupRoot is where the control groups of version 2 are.
func groupRoot() (string, error) {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(mounts)) {
		if fields := strings.Fields(line); len(fields) > 2 && fields[2] == "cgroup2" {
			return fields[1], nil
		}
	}
	return "", fs.ErrNotExist
}
