//go:build cgo

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInstall installs below another root, and builds a program with what is there as pkg-config says.
func TestInstall(t *testing.T) {
	need(t, "make", "gcc")
	root, bin := t.TempDir(), t.TempDir()
	// Only the installing is tested: the library is there, and anything will do for the program.
	if err := os.WriteFile(filepath.Join(bin, "tcptable"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	install := exec.Command("make", "-s", "-C", "..", "-o", "build", "-o", "capi", "install",
		"PREFIX=/opt/tcptable", "DESTDIR="+root, "DIST="+library(t), "BIN="+bin)
	if err := run(install); err != nil {
		t.Fatal(err)
	}
	prefix := filepath.Join(root, "opt/tcptable")
	pc, err := os.ReadFile(filepath.Join(prefix, "lib/pkgconfig/iphlpapi.pc"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"prefix=/opt/tcptable\n", "Libs: -L${libdir} -liphlpapi\n", "Cflags: -I${includedir}\n"} {
		if !strings.Contains(string(pc), line) {
			t.Errorf("iphlpapi.pc without %q:\n%s", line, pc)
		}
	}
	lib, program := filepath.Join(prefix, "lib"), filepath.Join(t.TempDir(), "fork")
	if err := run(exec.Command("gcc", "-D_GNU_SOURCE", "-I"+filepath.Join(prefix, "include/tcptable"), "-o", program,
		"testdata/fork.c", "-L"+lib, "-liphlpapi", "-Wl,-rpath,"+lib)); err != nil {
		t.Fatal(err)
	}
	if err := run(exec.Command(program)); err != nil {
		t.Error(err)
	}
}
