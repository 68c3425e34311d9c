package sockfarm

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestEnterIsPrivateAndTemporary(t *testing.T) {
	var main unix.Stat_t
	if err := unix.Stat("/proc/self/ns/net", &main); err != nil {
		t.Fatal(err)
	}
	seen := make(map[uint64]bool)
	for range 3 {
		t.Run("", func(t *testing.T) {
			Enter(t)
			inside := NetNS(t)
			if inside == main.Ino {
				t.Error("Enter left the test where it was")
			}
			seen[inside] = true
			rows, err := ReadProc()
			if err != nil || len(rows) != 0 {
				t.Errorf("a new namespace has the rows %v, %v", rows, err)
			}
		})
		if t.Skipped() || len(seen) == 0 {
			t.Skip("no namespaces")
		}
		if now := NetNS(t); now != main.Ino {
			t.Fatalf("the test is in namespace %d, the program in %d", now, main.Ino)
		}
	}
}

// TestProgramsAreInside runs a program from the goroutine that has entered.
func TestProgramsAreInside(t *testing.T) {
	Enter(t)
	var inside unix.Stat_t
	if err := unix.Stat(threadNetNS, &inside); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("readlink", "/proc/self/ns/net").Output()
	if err != nil {
		t.Fatal(err)
	}
	link, err := os.Readlink(threadNetNS)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(out)); got != link {
		t.Errorf("the program is in %s, the test in %s", got, link)
	}
}

func TestMapsUser(t *testing.T) {
	const two = "         0       1000          1\n         1     100000      65536\n"
	for _, tc := range []struct {
		text string
		uid  uint32
		want bool
	}{
		{"         0          0 4294967295\n", 65534, true},
		{"         0       1000          1\n", 0, true},
		{"         0       1000          1\n", 1, false},
		{two, 65534, true},
		{two, 65537, false},
		{"", 0, false},
	} {
		got, err := mapsUser(tc.text, tc.uid)
		if err != nil || got != tc.want {
			t.Errorf("mapsUser(%q, %d) = %t, %v, want %t", tc.text, tc.uid, got, err, tc.want)
		}
	}
	if _, err := mapsUser("0 zero 1\n", 0); err == nil {
		t.Error("a line that is no mapping is taken for one")
	}
}
