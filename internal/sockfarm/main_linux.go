package sockfarm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// roleEnv tells a copy of the test binary what it was started for.
const roleEnv = "SOCKFARM_ROLE"

const (
	rolePrivate = "private" // run the tests as root of a user namespace of its own
	rolePlain   = "plain"   // run a test with the privileges there are, see Rerun
	roleHolder  = "holder"  // hold sockets, see holder
	roleApart   = "apart"   // run the tests in a network namespace of their own, see RunApart
)

// exitUnusable is the exit status of a private copy whose user namespace gives it no privilege,
// as some security modules arrange. It is none that package testing uses.
const exitUnusable = 89

// Main is [Init], followed by the tests and the exit of the program.
func Main(m *testing.M) {
	Init()
	os.Exit(m.Run())
}

// Init prepares the test binary for namespaces. TestMain must call it before anything else.
//
// As root it returns at once. As another user it runs the whole test binary once more as root
// of a new user namespace and a new network namespace, and exits with its status; where the
// kernel refuses that it returns, and [Enter] will skip the tests that need a namespace.
//
// In a process that the farm itself has started it does what that process is for, and exits.
func Init() {
	switch os.Getenv(roleEnv) {
	case roleHolder:
		hold()
	case rolePrivate:
		if err := setUpLoopback(); err != nil {
			os.Exit(exitUnusable)
		}
		if err := os.Unsetenv(roleEnv); err != nil { // it is not for the programs that tests start
			fatal(err)
		}
	case rolePlain:
	default:
		if os.Geteuid() != 0 {
			runPrivate()
		}
	}
}

// The main thread is kept for the main goroutine, so that no test runs on it: /proc/net and
// /proc/self/ns of the whole process follow the namespace of the main thread. Only an init function
// is sure to be on that thread: when TestMain is called, the main goroutine may have left it.
func init() { runtime.LockOSThread() }

// runPrivate runs the test binary in new namespaces and exits. It returns if they are refused.
func runPrivate() {
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = withRole(rolePrivate)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   unix.SIGKILL,
	}
	if err := cmd.Start(); err != nil {
		return
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		os.Exit(0)
	case !errors.As(err, &exit):
		fatal(err)
	case exit.ExitCode() == exitUnusable:
		return
	case exit.ExitCode() < 0:
		fatal(err) // ended by a signal
	}
	os.Exit(exit.ExitCode())
}

// withRole returns the environment of a copy of this program that is started for role.
func withRole(role string) []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, roleEnv+"=")
	})
	return append(env, roleEnv+"="+role)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "sockfarm:", err)
	os.Exit(1)
}
