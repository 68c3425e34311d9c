package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// fakeKiller is a fakeSource that remembers which connections it was asked about.
type fakeKiller struct {
	fakeSource
	info   tcptable.TCPInfo
	killed []tcptable.Conn
	told   []tcptable.Conn
}

func (s *fakeKiller) Kill(_ context.Context, c tcptable.Conn) error {
	s.killed = append(s.killed, c)
	return s.err
}

func (s *fakeKiller) TCPInfo(_ context.Context, c tcptable.Conn) (tcptable.TCPInfo, error) {
	s.told = append(s.told, c)
	return s.info, s.err
}

// TestSingleConnection: what Kill and TCPInfo have in common, whatever the source.
func TestSingleConnection(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	with := ordered[3]
	with.Cookie = 7
	without := with
	without.Cookie = 0
	for _, test := range []struct {
		name   string
		source tcptable.Source
		ctx    context.Context
		conn   tcptable.Conn
		closed bool
		want   error
		asked  bool
	}{
		{"done", new(fakeKiller), t.Context(), with, false, nil, true},
		{"error of the source", &fakeKiller{fakeSource: fakeSource{err: errPartial}}, t.Context(), with, false, errPartial, true},
		{"no cookie", new(fakeKiller), t.Context(), without, false, errors.ErrUnsupported, false},
		{"the source cannot", new(fakeSource), t.Context(), with, false, errors.ErrUnsupported, false},
		{"canceled", new(fakeKiller), canceled, with, false, context.Canceled, false},
		{"closed", new(fakeKiller), t.Context(), with, true, fs.ErrClosed, false},
	} {
		table := openFake(t, test.source)
		if test.closed {
			if err := table.Close(); err != nil {
				t.Fatal(err)
			}
		}
		killErr := table.Kill(test.ctx, test.conn)
		killer, ok := test.source.(*fakeKiller)
		if ok {
			killer.info = tcptable.TCPInfo{SndCwnd: 10}
		}
		info, infoErr := table.TCPInfo(test.ctx, test.conn)
		for _, err := range []error{killErr, infoErr} {
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("%s: error %v, want %v", test.name, err, test.want)
			}
			if err != nil && (!strings.HasPrefix(err.Error(), "tcptable: ") || !strings.Contains(err.Error(), test.conn.Remote.String())) {
				t.Errorf("%s: error %q does not say which connection", test.name, err)
			}
		}
		if (info.SndCwnd != 0) != (infoErr == nil) {
			t.Errorf("%s: TCPInfo = %+v with the error %v", test.name, info, infoErr)
		}
		if !ok {
			continue
		}
		var want []tcptable.Conn
		if test.asked {
			want = []tcptable.Conn{test.conn}
		}
		if !slices.Equal(killer.killed, want) || !slices.Equal(killer.told, want) {
			t.Errorf("%s: the source was asked to close %v and to tell about %v, want %v", test.name, killer.killed, killer.told, want)
		}
	}
}

func TestCAStateNames(t *testing.T) {
	for state, want := range map[tcptable.CAState]string{
		tcptable.CAOpen: "open", tcptable.CADisorder: "disorder", tcptable.CACWR: "cwr",
		tcptable.CARecovery: "recovery", tcptable.CALoss: "loss", 5: "ca_state(5)", 255: "ca_state(255)",
	} {
		text, err := state.MarshalText()
		if state.String() != want || string(text) != want || err != nil {
			t.Errorf("state %d is %q, %q, %v, want %q", uint8(state), state, text, err, want)
		}
	}
}
