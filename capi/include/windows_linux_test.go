//go:build cgo

package include_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/iphlpapi"
)

// TestWindows runs what testdata/windows.c tries, in C, in C++ and with one file in each.
func TestWindows(t *testing.T) {
	for _, compilers := range [][2]string{{"gcc", "gcc"}, {"g++", "g++"}, {"clang", "g++"}, {"gcc", "clang++"}} {
		t.Run(strings.Join(compilers[:], " and "), func(t *testing.T) {
			program := build(t, compilers)
			var input, want strings.Builder
			for code := range messages() {
				fmt.Fprintln(&input, uint32(code))
				fmt.Fprintf(&want, "%d %v\r\n", uint32(code), code)
			}
			cmd := exec.Command(program)
			cmd.Stdin = strings.NewReader(input.String())
			out, err := cmd.CombinedOutput()
			if err != nil || string(out) != want.String() {
				t.Errorf("%v\ngot\n%s\nwant\n%s", err, out, want.String())
			}
		})
	}
}

// messages returns the codes of package iphlpapi that have a text, in order.
func messages() func(yield func(iphlpapi.Errno) bool) {
	return func(yield func(iphlpapi.Errno) bool) {
		for code := range iphlpapi.Errno(2000) {
			if !strings.HasPrefix(code.Error(), "Win32 error") && !yield(code) {
				return
			}
		}
		yield(iphlpapi.STATUS_UNSUCCESSFUL)
	}
}

// build compiles the two files with a compiler each, and links them.
func build(t *testing.T, compilers [2]string) string {
	t.Helper()
	folder := t.TempDir()
	var objects []string
	for i, file := range []string{"windows", "other"} {
		target := target{command: compilers[i]}
		target.require(t)
		language := "c"
		if strings.HasSuffix(target.command, "++") {
			language = "c++"
		}
		object := filepath.Join(folder, file+".o")
		objects = append(objects, object)
		args := []string{"-x", language, "-O2", "-pthread", "-I.", "-Iwindows", "-c", "-o", object, "testdata/" + file + ".c"}
		if out, err := exec.Command(target.command, slices.Concat(strict, args)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	program := filepath.Join(folder, "program")
	out, err := exec.Command("g++", append(objects, "-pthread", "-o", program)...).CombinedOutput()
	if err != nil {
		t.Skipf("g++ does not link: %v\n%s", err, out)
	}
	return program
}
