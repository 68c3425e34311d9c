package sockfarm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// outsideEnv tells a test binary that runs apart which network namespace it came out of.
const outsideEnv = "SOCKFARM_OUTSIDE"

// RunApart runs the tests as m.Run does and returns their exit code. For root it runs the whole test
// binary once more in a new network namespace, so that programs which the tests start see, and can
// harm, only the sockets that the tests make. It takes the place of [Main] where every goroutine is to
// be inside and the privileges are to stay as they are. As another user, and where the kernel refuses
// a namespace, it runs the tests where they are: see [IsApart].
func RunApart(m *testing.M) int {
	switch {
	case os.Getenv(roleEnv) == roleApart:
		// The role is not for the programs that tests start.
		if err := errors.Join(os.Unsetenv(roleEnv), setUpLoopback()); err != nil {
			fatal(err)
		}
		return m.Run()
	case os.Geteuid() != 0:
		return m.Run()
	}
	cmd, err := newApart()
	if err != nil {
		fatal(err)
	}
	if err := cmd.Start(); err != nil {
		return m.Run()
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	if err != nil {
		fatal(err)
	}
	return 0
}

func newApart() (*exec.Cmd, error) {
	outside, err := ownNamespace()
	if err != nil {
		return nil, err
	}
	program, err := os.Executable() // by its own path: the name of the process is to be the same
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(withRole(roleApart), outsideEnv+"="+strconv.FormatUint(outside, 10))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET, Pdeathsig: unix.SIGKILL}
	return cmd, nil
}

// IsApart returns nil if [RunApart] has given this process a network namespace of its own. Otherwise
// it returns why not: what closes connections or ends processes must not be tried there.
func IsApart() error {
	outside, err := strconv.ParseUint(os.Getenv(outsideEnv), 10, 64)
	if err != nil {
		return errors.New("the tests are where the machine's own connections are")
	}
	own, err := ownNamespace()
	if err == nil && own == outside {
		err = fmt.Errorf("the network namespace is still %d", own)
	}
	return err
}

// ownNamespace is that of the main thread, which is the process' own.
func ownNamespace() (uint64, error) {
	const path = "/proc/self/ns/net"
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return 0, fmt.Errorf("stat %s: %w", path, err)
	}
	return st.Ino, nil
}
