package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// containerID is the id of the container that cmdContainer makes.
const containerID = "5ca1ab1e0000000000000000000000000000000000000000000000000000cafe"

// cmdContainer makes a control group as Docker does for a container, and puts the file that takes its
// processes, and the id, into variables: container PROCS ID.
func cmdContainer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: container PROCS ID")
	}
	group, err := makeGroup()
	ts.Check(err)
	ts.Defer(func() { ts.Check(removeGroup(group)) })
	ts.Setenv(args[0], filepath.Join(group, "cgroup.procs"))
	ts.Setenv(args[1], containerID)
}

// haveContainers reports whether control groups can be made here.
func haveContainers() bool {
	group, err := makeGroup()
	return err == nil && removeGroup(group) == nil
}

func makeGroup() (group string, err error) {
	root, err := groupRoot()
	if err != nil {
		return "", err
	}
	group = filepath.Join(root, "docker-"+containerID+".scope")
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
