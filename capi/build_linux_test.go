//go:build cgo

package main

import (
	"debug/elf"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxLen is how long the library may be.
const maxLen = 3_000_000

// TestSymbols holds what the library exports against the golden list: a name that is missing there
// breaks programs, and one too many is promised for ever.
func TestSymbols(t *testing.T) {
	file, err := elf.Open(filepath.Join(library(t), "libiphlpapi.so"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var exported []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF && elf.ST_TYPE(s.Info) == elf.STT_FUNC {
			exported = append(exported, s.Name)
		}
	}
	slices.Sort(exported)
	want, err := os.ReadFile(filepath.Join("testdata", "symbols.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(exported, "\n") + "\n"; got != string(want) {
		t.Errorf("exported:\n%snot:\n%s", got, want)
	}
	if names, err := file.DynString(elf.DT_SONAME); err != nil || !slices.Equal(names, []string{"libiphlpapi.so.1"}) {
		t.Errorf("SONAME %q, %v", names, err)
	}
	if file.Section(".symtab") != nil {
		t.Error("not stripped")
	}
}

func TestFiles(t *testing.T) {
	folder := library(t)
	library, err := os.Stat(filepath.Join(folder, "libiphlpapi.so.1"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", library.Size())
	if library.Size() > maxLen {
		t.Errorf("%d bytes, more than %d", library.Size(), maxLen)
	}
	for _, name := range []string{"libiphlpapi.so", "iphlpapi.dll", "Iphlpapi.dll", "IPHLPAPI.DLL"} {
		if info, err := os.Lstat(filepath.Join(folder, name)); err != nil || !os.SameFile(info, library) {
			t.Errorf("%s is not the same file: %v", name, err)
		}
	}
	if headers, _ := filepath.Glob(filepath.Join(folder, "*.h")); len(headers) > 0 {
		t.Errorf("left behind: %q", headers)
	}
}
