package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

const nobody = 65534

// The command that doctor names for an ordinary user gives the program what it is said to give: the
// owner of a socket of root's.
func TestDoctorAdviceHelps(t *testing.T) {
	if err := sockfarm.IsApart(); os.Geteuid() != 0 || err != nil {
		t.Skipf("only root can give a file capabilities, and only in a network namespace of its own: %v", err)
	}
	if _, err := exec.LookPath("setcap"); err != nil {
		t.Skip(err)
	}
	program := publicCopy(t)
	var fs unix.Statfs_t
	if err := unix.Statfs(program, &fs); err != nil || fs.Flags&unix.ST_NOSUID != 0 {
		t.Skipf("capabilities of files have no effect on the file system of %s (nosuid), %v", program, err)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // its end is the test's

	before := askDoctor(t, program)
	if before.status("bpf") == "works" || before.status("owners") == "works" || len(before.Advice) == 0 {
		t.Fatalf("an ordinary user has no need of advice: %+v", before)
	}
	if before.Advice[0].Commands[0] == "tcptable doctor" || strings.HasPrefix(before.Advice[0].Commands[0], "docker ") {
		t.Skip(before.Advice[0].Purpose)
	}
	for _, advice := range before.Advice {
		command, ok := strings.CutPrefix(advice.Commands[0], "sudo ")
		if !ok || !strings.HasPrefix(command, "setcap ") {
			continue // this machine's groups are left alone
		}
		if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", command, err, out)
		}
		after := askDoctor(t, program)
		for _, check := range after.Checks {
			if len(check.Needs) > 0 && strings.Contains(command, check.Needs[0]) {
				t.Errorf("after %s: %+v", command, check)
			}
		}
	}
	if out := asNobody(t, program, "-l", "-H"); !strings.Contains(out, "/"+ownName(t)) {
		t.Errorf("the owner of a listener of root's is not shown: %s", out)
	}
	for _, check := range askDoctor(t, program).Checks {
		if check.Status == "refused" || len(check.Needs) > 0 {
			t.Errorf("after all commands: %+v", check)
		}
	}
}

// A user without a name is a number, whatever the environment says.
func TestNamelessUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become a user without a name")
	}
	const nameless = 1<<31 - 7
	cmd := exec.Command(publicCopy(t), "doctor", "--json")
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "USER=root", "HOME=/")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nameless, Gid: nameless}}
	out, err := cmd.Output()
	if err != nil || !bytes.Contains(out, []byte(`"user":"as user 2147483641"`)) {
		t.Errorf("%v: %s", err, out)
	}
}

type doctorSays struct {
	Checks []struct {
		Name, Status, Detail string
		Error                *string
		Needs                []string
	}
	Advice []struct {
		Purpose  string
		Commands []string
	}
}

func (d *doctorSays) status(name string) string {
	for _, check := range d.Checks {
		if check.Name == name {
			return check.Status
		}
	}
	return "not checked"
}

func askDoctor(t *testing.T, program string) *doctorSays {
	t.Helper()
	var says doctorSays
	if err := json.Unmarshal([]byte(asNobody(t, program, "doctor", "--json")), &says); err != nil {
		t.Fatal(err)
	}
	return &says
}

func asNobody(t *testing.T, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v: %s", program, args, err, stderr.String())
	}
	return stdout.String()
}

// ownName is what this process is called.
func ownName(t *testing.T) string {
	t.Helper()
	name, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(name))
}

// publicCopy returns the program, which is this test under another name, where everybody may run it.
func publicCopy(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "doctor")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close() //nolint:errcheck // it was read
	to, err := os.OpenFile(filepath.Join(folder, "tcptable"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Name()
}
