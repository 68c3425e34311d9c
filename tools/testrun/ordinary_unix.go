//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/tcptable/tcptable/tools/internal/tree"
)

// ordinaryUser is a user that every unix has.
const ordinaryUser = "nobody"

// ordinaryWrapper prepares what a user without privileges needs to run the tests, and returns
// the flag for "go test -exec". The checkout is copied, because the folders above it may be
// closed to others.
func (h *house) ordinaryWrapper() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	uid, gid, err := lookupOrdinary()
	if err != nil {
		return "", err
	}
	to := filepath.Join(h.tmp, "ordinary")
	if err := tree.Copy(h.root, filepath.Join(to, "source")); err != nil {
		return "", err
	}
	for folder, owner := range map[string][2]int{"bin": {0, 0}, "home": {uid, gid}, "tmp": {uid, gid}} {
		folder = filepath.Join(to, folder)
		if err := errors.Join(os.Mkdir(folder, 0o755), os.Chmod(folder, 0o755), os.Chown(folder, owner[0], owner[1])); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%q %s %q %q", self, ordinaryVerb, h.root, to), nil
}

// runAsOrdinary replaces the process by the test program of args, run by the ordinary user in
// the copied folder of its package. args are the checkout, the folder that ordinaryWrapper
// prepared, the program and its arguments. It returns only if it fails.
func runAsOrdinary(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("%s needs a checkout, a folder and a program, not %q", ordinaryVerb, args)
	}
	root, prepared, program := args[0], args[1], args[2]
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	inside, err := filepath.Rel(root, folder)
	if err != nil {
		return err
	}
	// go test builds in a folder that is closed to others.
	reachable, err := copyProgram(program, filepath.Join(prepared, "bin"))
	if err != nil {
		return err
	}
	if err := os.Chdir(filepath.Join(prepared, "source", inside)); err != nil {
		return err
	}
	if err := becomeOrdinary(prepared); err != nil {
		return err
	}
	return syscall.Exec(reachable, append([]string{reachable}, args[3:]...), os.Environ())
}

func copyProgram(program, to string) (string, error) {
	content, err := os.ReadFile(program)
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(to, "")
	if err != nil {
		return "", err
	}
	reachable := filepath.Join(folder, filepath.Base(program))
	return reachable, errors.Join(
		os.Chmod(folder, 0o755),
		os.WriteFile(reachable, content, 0o755),
		os.Chmod(reachable, 0o755),
	)
}

// becomeOrdinary gives up every privilege and everything in the environment that points into
// root's own folders.
func becomeOrdinary(prepared string) error {
	uid, gid, err := lookupOrdinary()
	if err != nil {
		return err
	}
	env := map[string]string{
		"HOME":    filepath.Join(prepared, "home"),
		"TMPDIR":  filepath.Join(prepared, "tmp"),
		"USER":    ordinaryUser,
		"LOGNAME": ordinaryUser,
	}
	for name, value := range env {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	for _, name := range []string{"XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "GOCACHE", "GOENV", "GOPATH", "GOMODCACHE", "GOTMPDIR"} {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	return errors.Join(syscall.Setgroups([]int{gid}), syscall.Setgid(gid), syscall.Setuid(uid))
}

func lookupOrdinary() (uid, gid int, err error) {
	u, err := user.Lookup(ordinaryUser)
	if err != nil {
		return 0, 0, err
	}
	if uid, err = strconv.Atoi(u.Uid); err != nil {
		return 0, 0, err
	}
	gid, err = strconv.Atoi(u.Gid)
	return uid, gid, err
}
