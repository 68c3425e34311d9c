package tcptable_test

import (
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/tcptabletest"
)

func TestNetlinkSource(t *testing.T) {
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenNetlink() })
}

// The kernel tells rows of /proc/net/tcp twice, or not at all, while other sockets come and go, and nothing
// in them tells which: the test has a table to itself.
func TestProcSource(t *testing.T) {
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		sockfarm.Rerun(t, nil, nil)
		return
	}
	tcptabletest.TestSource(t, func() (tcptable.Source, error) { return tcptable.OpenProc() })
}
