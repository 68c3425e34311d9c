package bpf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// compiler made the objects; another one makes others.
const compiler = "clang version 14."

// TestGenerated makes the objects and the Go files from the sources and compares them with those
// that are committed.
func TestGenerated(t *testing.T) {
	version, err := exec.Command("clang", "--version").Output()
	if err != nil {
		t.Skipf("it takes clang, llvm-strip and libbpf's headers (Debian: clang llvm libbpf-dev): %v", err)
	}
	if !strings.Contains(string(version), compiler) {
		t.Skipf("the objects are those of %s, this is %s", compiler, version)
	}
	if _, err := exec.LookPath("llvm-strip"); err != nil {
		t.Skip(err)
	}
	if _, err := os.Stat("/usr/include/bpf/bpf_core_read.h"); err != nil {
		t.Skip(err)
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "bpf2go")
	build := exec.Command("go", "build", "-o", program, "github.com/cilium/ebpf/cmd/bpf2go")
	build.Env = append(os.Environ(), "GOPROXY=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("bpf2go cannot be built from what is on this machine: %v\n%s", err, out)
	}
	for _, args := range generateArgs(t) {
		cmd := exec.Command(program, append([]string{"-output-dir", folder}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, name := range []string{
		"sockets_bpfel.go", "sockets_bpfel.o", "sockets_bpfeb.go", "sockets_bpfeb.o",
		"makers_bpfel.go", "makers_bpfel.o", "makers_bpfeb.go", "makers_bpfeb.o",
	} {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what go generate makes, %v", name, err)
		}
	}
}

// generateArgs returns the arguments of each bpf2go in generate.go.
func generateArgs(t *testing.T) (calls [][]string) {
	t.Helper()
	text, err := os.ReadFile("generate.go")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if _, args, ok := strings.Cut(line, "cmd/bpf2go "); ok {
			calls = append(calls, strings.Fields(args))
		}
	}
	if len(calls) != 2 {
		t.Fatalf("generate.go calls bpf2go %d times", len(calls))
	}
	return calls
}
