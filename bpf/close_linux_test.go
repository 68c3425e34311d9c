package bpf

import (
	"errors"
	"os"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestClose makes sure that nothing stays open.
func TestClose(t *testing.T) {
	openOrSkip(t) // so that what is opened once for the whole process is open
	count := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	before := count()
	for range 3 {
		s, err := Open()
		if err != nil {
			t.Fatal(err)
		}
		mustRead(t, s, tcptable.Query{Owners: tcptable.OwnersAll, States: tcptable.AllStates | tcptable.States(tcptable.StateClosed)})
		if err := s.(tcptable.Streamer).Stream(t.Context(), tcptable.Query{}, func(tcptable.Conn) bool { return false }); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors were open before, %d after", before, after)
	}
}

// TestWithoutNetlink asks for what needs netlink where there is none.
func TestWithoutNetlink(t *testing.T) {
	broken := errors.New("no sock_diag here")
	closed := tcptable.Query{States: tcptable.States(tcptable.StateClosed)}
	for s, want := range map[*source]error{
		{netlinkErr: broken}:  broken,
		{netlink: rowsOnly{}}: errors.ErrUnsupported,
	} {
		_, infoErr := s.TCPInfo(t.Context(), tcptable.Conn{})
		_, statisticsErr := s.Statistics(t.Context())
		_, endsErr := s.Ends(t.Context())
		_, processErr := s.ProcessFacts(t.Context(), tcptable.Process{})
		for what, err := range map[string]error{
			"Kill":         s.Kill(t.Context(), tcptable.Conn{}),
			"TCPInfo":      infoErr,
			"Statistics":   statisticsErr,
			"ProcessFacts": processErr,
			"Ends":         endsErr,
			"CLOSED":       s.streamClosed(t.Context(), closed, nil),
		} {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
	}
}

// rowsOnly is a source that can do nothing but read.
type rowsOnly struct{ tcptable.Source }
