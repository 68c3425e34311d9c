package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// What an ordinary user sees of root's listener: the row, that its owner is not permitted and what would
// help, in every kind of output.
func TestOwnersOfOthers(t *testing.T) {
	if err := sockfarm.IsApart(); os.Geteuid() != 0 || err != nil {
		t.Skipf("only root has a listener to hide, and only in a network namespace of its own: %v", err)
	}
	program := publicCopy(t)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // its end is the test's
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	const note = `^tcptable: owners of 1 connection are not shown: \d+ process(es)? may not be looked at; run as root.*\n$`
	for _, test := range []struct {
		args, stdout, stderr string
		code                 int
	}{
		{"-H", `^LISTEN  127\.0\.0\.1:` + port + `  0\.0\.0\.0:0  - not permitted  root\n$`, note, 0},
		{"-H --why", `- not permitted  root  its process may not be looked at: run as root.*\n$`, `^$`, 0},
		{"-H -o exe,cmdline,runs_as,container,unit,netns_name", `^-  -  -  -  -  .*\n$`, note, 0},
		{"--tree", `^- not permitted\n   LISTEN  127\.0\.0\.1:` + port + ` `, note, 0},
		{"-H --group process", `^1  - not permitted  LISTEN 1\n$`, note, 0},
		{"--ndjson -o +exe", `"pid":0,"process":"","owner":"denied",.*"exe":null}\n$`, `^$`, 0},
		{"--json", `"complete":true,.*"denied":[1-9]\d*,.*"owners_complete":false`, `^$`, 0},
		{"--csv -H -o owner,pid,exe", `^denied,0,\r\n$`, `^$`, 0},
		{"--count", `^1\n$`, `^$`, 0},
		{"-H process ~ .", `^$`, `^tcptable: 1 connection was left out that the filter may be about: `, 0},
		{"--count process ~ .", `^0\n$`, `^tcptable: 1 connection was left out that the filter may be about: `, 0},
		{"--json process ~ .", `"rows":0,"undecided":1,`, `^tcptable: 1 connection was left out `, 0},
		{"-H --all-netns", `- not permitted  root  \d+ .*\n$`, `may (not )?be`, 3},
	} {
		got := runAsNobody(t, program, append(strings.Fields(test.args), "--port", port)...)
		if got.code != test.code || !regexp.MustCompile(test.stdout).MatchString(got.stdout) || !regexp.MustCompile(test.stderr).MatchString(got.stderr) {
			t.Errorf("tcptable %s: exit code %d\n%s%s", test.args, got.code, got.stdout, got.stderr)
		}
	}
}

type outcome struct {
	stdout, stderr string
	code           int
}

// runAsNobody runs a program as an ordinary user, however it ends.
func runAsNobody(t *testing.T, program string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
