package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// machine matches what is true on one machine only: the folders that people and builders work
// in, and the hosts that packages come from.
var machine = regexp.MustCompile(`(?:^|[^\w.)}*/-])/(?:work|root)(?:/|\b)|\b(?:proxy\.golang|sum\.golang|deb\.debian|registry\.npmjs)\.org\b`)

func TestText(t *testing.T) {
	report(t, checkText(readCheckout(t)))
}

func TestTextCanFail(t *testing.T) {
	work, root := "/"+"work", "/"+"root"
	expect(t, checkText(map[string]string{
		"a.md":     "Go to " + work + "/main.",
		"b.go":     `const home = "` + root + `"`,
		"c.txt":    "HOME=" + root + "/x",
		"d.yml":    "GOPROXY: https://proxy.golang" + ".org",
		"e":        root + "\n",
		"fine.md":  "See /proc/1/root/etc, /proc/self/root, go.dev/work and the /rooted /workers of ./root.",
		"raw.bin":  "\x00" + work + "/main",
		"also.txt": "line\n" + work,
	}), "a.md:1", "b.go:1", "c.txt:1", "d.yml:1", "e:1", "also.txt:2")
}

// checkText returns where the text among files tells of one machine.
func checkText(files map[string]string) (violations []string) {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if strings.Contains(files[path], "\x00") { // not text
			continue
		}
		n := 0
		for line := range strings.Lines(files[path]) {
			n++
			if found := machine.FindString(line); found != "" {
				violations = append(violations, fmt.Sprintf("%s:%d: %q is so on one machine only", path, n, found))
			}
		}
	}
	return violations
}
