package choose

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

func TestParse(t *testing.T) {
	for _, k := range []Kind{Auto, Netlink, BPF, Proc} {
		if got, err := Parse(k.String()); err != nil || got != k {
			t.Errorf("Parse(%q) = %v, %v", k, got, err)
		}
	}
	for _, name := range []string{"", "BPF", "ebpf", "kind(1)"} {
		if _, err := Parse(name); err == nil || !strings.Contains(err.Error(), "there are auto, netlink, bpf, proc") {
			t.Errorf("Parse(%q): %v", name, err)
		}
	}
	if got := Kind(9).String(); got != "kind(9)" {
		t.Errorf("got %q", got)
	}
}

// What is not on this system says so.
func TestNotHere(t *testing.T) {
	for _, k := range []Kind{Netlink, BPF, Proc} {
		if slices.Contains(Kinds(), k) {
			continue
		}
		_, err := Open(k)
		if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), k.String()) {
			t.Errorf("%v: %v", k, err)
		}
	}
}

// Options reach the source, and what they name has to be there.
func TestOptions(t *testing.T) {
	for _, k := range Kinds() {
		if s, err := Open(k, tcptable.WithNetNS("/nonexistent")); err == nil {
			t.Errorf("%v: a namespace that is not there: %v", k, s.Close())
		}
	}
}
