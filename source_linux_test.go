package tcptable_test

import (
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/tcptabletest"
)

func TestNetlinkSource(t *testing.T) {
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenNetlink() })
}

func TestProcSource(t *testing.T) {
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenProc() })
}
