//go:build cgo

// Package include_test compiles the headers of the C library with every compiler that they are
// written for, and holds what they say against package iphlpapi and the goldens of internal/mib.
package include_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// target is a way to compile the headers.
type target struct {
	command string
	flags   []string
	bits    int
	system  bool // the headers of Windows that come with the compiler, in place of ours
}

func (t target) String() string { return strings.Join(append([]string{t.command}, t.flags...), " ") }

const mingw = "x86_64-w64-mingw32-gcc"

var targets = []target{
	{command: "gcc", flags: []string{"-std=c99"}, bits: 64},
	{command: "gcc", flags: []string{"-std=c11"}, bits: 64},
	{command: "gcc", flags: []string{"-std=gnu17", "-fshort-wchar"}, bits: 64},
	{command: "gcc", flags: []string{"-std=gnu17", "-m32"}, bits: 32},
	{command: "g++", flags: []string{"-std=c++11"}, bits: 64},
	{command: "g++", flags: []string{"-std=c++20"}, bits: 64},
	{command: "g++", flags: []string{"-std=gnu++17", "-m32"}, bits: 32},
	{command: "clang", flags: []string{"-std=c99"}, bits: 64},
	{command: "clang", flags: []string{"-std=c11", "-m32"}, bits: 32},
	{command: "clang++", flags: []string{"-std=c++11"}, bits: 64},
	{command: "clang++", flags: []string{"-std=c++20"}, bits: 64},
	{command: mingw, flags: []string{"-std=gnu17"}, bits: 64},
	{command: mingw, flags: []string{"-std=gnu17", "-D_WIN32_WINNT=0x0A00"}, bits: 64, system: true},
}

// strict makes everything that a compiler may find fault with an error.
var strict = []string{"-Wall", "-Wextra", "-Wpedantic", "-Werror"}

// require skips the test if the machine cannot compile for t.
func (t target) require(tb testing.TB) {
	tb.Helper()
	if _, err := exec.LookPath(t.command); err != nil {
		tb.Skipf("needs %s", t.command)
	}
	// A header of the library that the compiler comes without if it cannot compile for 32 bits.
	if out, err := t.compile("#include <stdlib.h>\n", nil); err != nil {
		tb.Skipf("%v has no C library to compile for: %v\n%s", t, err, out)
	}
}

// compile has the source looked at, with include folders and nothing else.
func (t target) compile(source string, folders []string) (string, error) {
	language := "c"
	if strings.HasSuffix(t.command, "++") {
		language = "c++"
	}
	args := append([]string{"-fsyntax-only", "-x", language}, t.flags...)
	if !t.system { // the system's own headers are not that strict
		args = append(args, strict...)
	}
	for _, folder := range folders {
		args = append(args, "-I", folder)
	}
	cmd := exec.Command(t.command, append(args, "-")...)
	cmd.Stdin = strings.NewReader(source)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// plain and unchanged are the two ways to use the headers: as they are, and with the stand-ins for
// the headers of Windows.
var (
	plain     = []string{"."}
	unchanged = []string{".", "windows"}
)

// ways returns the include folders to try for t.
func (t target) ways() map[string][]string {
	switch {
	case t.system:
		return map[string][]string{"the compiler's own": nil}
	case t.command == mingw:
		return map[string][]string{"plain": plain}
	}
	return map[string][]string{"plain": plain, "with windows.h": unchanged}
}

// eachTarget runs a test for every target and every way to use the headers. The source begins with
// the includes that such a program has.
func eachTarget(t *testing.T, test func(t *testing.T, target target, compile func(source string) (string, error))) {
	for _, target := range targets {
		t.Run(target.String(), func(t *testing.T) {
			target.require(t)
			for name, folders := range target.ways() {
				t.Run(name, func(t *testing.T) {
					includes := "#include <iphlpapi.h>\n"
					if target.system || len(folders) > 1 {
						includes = "#include <winsock2.h>\n#include <ws2tcpip.h>\n#include <windows.h>\n" + includes
					}
					test(t, target, func(source string) (string, error) { return target.compile(includes+source, folders) })
				})
			}
		})
	}
}
