//go:build cgo

package include_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// olderMingw are the structures that the headers of mingw-w64 10 lack or spell in another way.
var olderMingw = []string{"MIB_TCPSTATS2"}

// TestLayout has the compilers check every size and offset of the goldens of internal/mib.
func TestLayout(t *testing.T) {
	eachTarget(t, func(t *testing.T, target target, compile func(string) (string, error)) {
		assertions := layoutAssertions(t, target)
		if out, err := compile(assertions); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// TestLayoutCanFail: an assertion that does not hold is an error of the compiler's.
func TestLayoutCanFail(t *testing.T) {
	target := target{command: "gcc", flags: []string{"-std=c11"}}
	target.require(t)
	out, err := target.compile("#include <iphlpapi.h>\n"+assertMacro+"ASSERT(sizeof(MIB_TCP6ROW2) == 64);\n", plain)
	if err == nil || !strings.Contains(out, "sizeof(MIB_TCP6ROW2)") {
		t.Errorf("got %v\n%s", err, out)
	}
}

// assertMacro is a static assertion in every language.
const assertMacro = `
#include <stddef.h>
#ifdef __cplusplus
#define ASSERT(condition) static_assert(condition, #condition)
#else
#define ASSERT(condition) __extension__ _Static_assert(condition, #condition)
#endif
`

// layoutAssertions makes assertions of the golden for the target.
func layoutAssertions(t *testing.T, target target) string {
	t.Helper()
	golden, err := os.ReadFile(fmt.Sprintf("../../internal/mib/testdata/layout_%d.txt", target.bits))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(assertMacro)
	fmt.Fprintf(&b, "ASSERT(sizeof(void *) * 8 == %d);\n", target.bits)
	n := 0
	for line := range strings.Lines(string(golden)) {
		var name string
		var numbers [2]int
		count, _ := fmt.Sscan(line, &name, &numbers[0], &numbers[1])
		structure, field, _ := strings.Cut(name, ".")
		if count < 2 || field != "" && count != 3 {
			t.Fatalf("unexpected line %q", line)
		}
		if target.system && slices.Contains(olderMingw, structure) {
			continue
		}
		for _, spelled := range spellings(target, structure) {
			n++
			if field == "" {
				fmt.Fprintf(&b, "ASSERT(sizeof(%s) == %d);\n", spelled, numbers[0])
				fmt.Fprintf(&b, "ASSERT(sizeof(*(P%s)0) == %d);\n", spelled, numbers[0])
				continue
			}
			f := fieldName(structure, field)
			fmt.Fprintf(&b, "ASSERT(offsetof(%s, %s) == %d);\n", spelled, f, numbers[0])
			fmt.Fprintf(&b, "ASSERT(sizeof(((P%s)0)->%s) == %d);\n", spelled, f, numbers[1])
		}
	}
	if n < 200 {
		t.Fatalf("only %d lines in the golden", n)
	}
	return b.String()
}

// spellings returns the names of a structure. Two have names for the Windows before Vista and after.
func spellings(target target, structure string) []string {
	if !target.system && (structure == "MIB_TCPROW" || structure == "MIB_TCPSTATS") {
		return []string{structure, structure + "_LH", structure + "_W2K"}
	}
	return []string{structure}
}

// fieldName returns the documented name of a field. The newer statistics have lost a prefix.
func fieldName(structure, field string) string {
	if structure == "MIB_TCPSTATS2" && field == "dwRtoAlgorithm" {
		return "RtoAlgorithm"
	}
	return field
}
