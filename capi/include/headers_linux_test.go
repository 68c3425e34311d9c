//go:build cgo

package include_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exports returns the symbols that the version script of the library lets out, in order.
func exports(t *testing.T) []string {
	t.Helper()
	script, err := os.ReadFile("../exports.map")
	if err != nil {
		t.Fatal(err)
	}
	global, _, _ := strings.Cut(string(script), "local:")
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^\s+(\w+);`).FindAllStringSubmatch(global, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return names
}

// TestHeadersAlone: each header can be the only one, and can come twice.
func TestHeadersAlone(t *testing.T) {
	for _, target := range targets {
		if target.system || target.command == mingw {
			continue
		}
		t.Run(target.String(), func(t *testing.T) {
			target.require(t)
			for _, header := range headers(t) {
				folders := plain
				if strings.HasPrefix(header, "windows/") {
					folders = unchanged
				}
				source := fmt.Sprintf("#include <%[1]s>\n#include <%[1]s>\nextern int translation_unit;\n", filepath.Base(header))
				if out, err := target.compile(source, folders); err != nil {
					t.Errorf("%s: %v\n%s", header, err, out)
				}
			}
		})
	}
}

// headers returns the paths of all headers.
func headers(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.h", "windows/*.h"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d headers, %v", pattern, len(found), err)
		}
		all = append(all, found...)
	}
	return all
}

// TestPragma: a program may tell a linker of Windows what to link, where the compiler lets a header
// allow it. g++ does so from version 13 on.
func TestPragma(t *testing.T) {
	for _, target := range targets {
		if target.system || target.command == mingw || target.command == "g++" {
			continue
		}
		t.Run(target.String(), func(t *testing.T) {
			target.require(t)
			source := "#include <windows.h>\n#pragma comment(lib, \"iphlpapi.lib\")\nextern int translation_unit;\n"
			if out, err := target.compile(source, unchanged); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestIncludeOrder: whichever header comes first, an IPv6 address of a row is the system's own.
func TestIncludeOrder(t *testing.T) {
	const use = "extern struct in6_addr *at;\nstruct in6_addr *at = &((PMIB_TCP6ROW2)0)->LocalAddr;\n"
	for _, target := range targets {
		if target.system || target.command == mingw {
			continue
		}
		t.Run(target.String(), func(t *testing.T) {
			target.require(t)
			for _, test := range []struct {
				folders []string
				source  string
			}{
				{plain, "#include <iphlpapi.h>\n#include <netinet/in.h>\n" + use},
				{plain, "#include <netinet/in.h>\n#include <iphlpapi.h>\n" + use},
				{unchanged, "#include <iphlpapi.h>\n#include <winsock2.h>\n" + use},
				{unchanged, "#include <windows.h>\n#include <winsock2.h>\n#include <iphlpapi.h>\n" + use},
				{unchanged, "#include <netdb.h>\n#include <ws2tcpip.h>\n#include <iphlpapi.h>\n" + use},
			} {
				if out, err := target.compile(test.source, test.folders); err != nil {
					t.Errorf("%s%v\n%s", test.source, err, out)
				}
			}
		})
	}
}
