package tcptable_test

import (
	"errors"
	"os"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/wine"
	"github.com/tcptable/tcptable/tcptabletest"
)

func TestIPHelperSource(t *testing.T) {
	var limits []tcptabletest.Limit
	if wine.Present() {
		limits = append(limits, tcptabletest.OwnersUncertain)
	}
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenIPHelper() }, limits...)
}

// What Windows has not is refused, and not left aside.
func TestOpenWhatWindowsHasNot(t *testing.T) {
	for name, opt := range map[string]tcptable.Option{
		"a network namespace": tcptable.WithNetNS("/proc/1/ns/net"),
		"a proc filesystem":   tcptable.WithProcRoot(os.TempDir()),
	} {
		table, err := tcptable.Open(opt)
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("Open with %s: %v, %v; want an error that is %v", name, table, err, errors.ErrUnsupported)
		}
	}
}
