package hugepage

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"
)

// TestMapped demands that the kernel marks the memory: "hg" among its flags, see proc_pid_smaps(5).
func TestMapped(t *testing.T) {
	s := make([]byte, 4*worth)
	Advise(s)
	middle := uintptr(unsafe.Pointer(&s[2*worth]))
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	inside := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var first, end uintptr
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x ", &first, &end); n == 2 {
			inside = first <= middle && middle < end
		}
		if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && inside {
			if !strings.Contains(flags+" ", " hg ") {
				t.Skipf("this kernel does not mark the memory: %s", flags)
			}
			return
		}
	}
	t.Skip("this kernel does not tell the flags of memory")
}
