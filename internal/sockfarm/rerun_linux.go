package sockfarm

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// Rerun runs the calling test once more, in a process of its own with the attributes and the
// standard input that are given, and in the namespaces of the calling thread. There
// [IsRerun] is true, and [Init] leaves the privileges as they are. The calling test fails if the
// other one does, and is skipped if the other one is or if the kernel refuses such a process.
func Rerun(tb testing.TB, attr *syscall.SysProcAttr, stdin []byte) {
	tb.Helper()
	// The link leads to the program even where the path to it is closed to another user.
	cmd := exec.Command("/proc/self/exe", "-test.run=^"+strings.ReplaceAll(tb.Name(), "/", "$/^")+"$", "-test.count=1", "-test.v")
	cmd.Args[0] = os.Args[0]
	cmd.Dir = "/"
	cmd.Env = withRole(rolePlain)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM): // from clone, not an exit status
		tb.Skipf("the kernel refuses a process in other namespaces or as another user: %v", err)
	case err != nil:
		tb.Fatalf("%v in another process:\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP: "+tb.Name()+" ("):
		tb.Skipf("skipped in another process:\n%s", out)
	case !strings.Contains(string(out), "--- PASS: "+tb.Name()+" ("):
		tb.Fatalf("another process did not run the test:\n%s", out)
	}
}

// IsRerun reports whether this process was started by [Rerun].
func IsRerun() bool { return os.Getenv(roleEnv) == rolePlain }
