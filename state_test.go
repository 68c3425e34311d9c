package tcptable_test

import (
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// Every state with its number and name: an array that leaves one out would shift the rest.
var stateTable = []struct {
	state     tcptable.State
	number    uint8
	name      string
	spellings []string
}{
	{tcptable.StateClosed, 1, "CLOSED", []string{"close", "UNCONN", "Bound", "bound-inactive", "TCP_CLOSE"}},
	{tcptable.StateListen, 2, "LISTEN", []string{"LISTENING", "Listen"}},
	{tcptable.StateSynSent, 3, "SYN_SENT", []string{"SYN-SENT", "SynSent"}},
	{tcptable.StateSynReceived, 4, "SYN_RCVD", []string{"SYN-RECV", "SYN_RECV", "SynReceived", "SYN_RECEIVED", "SYN_RCDV", "TCP_NEW_SYN_RECV"}},
	{tcptable.StateEstablished, 5, "ESTABLISHED", []string{"ESTAB", "estab", "Established", "MIB_TCP_STATE_ESTAB", "TCP_ESTABLISHED"}},
	{tcptable.StateFinWait1, 6, "FIN_WAIT1", []string{"FIN-WAIT-1", "FIN_WAIT_1", "FinWait1"}},
	{tcptable.StateFinWait2, 7, "FIN_WAIT2", []string{"FIN-WAIT-2", "fin_wait_2"}},
	{tcptable.StateCloseWait, 8, "CLOSE_WAIT", []string{"CLOSE-WAIT", "CloseWait"}},
	{tcptable.StateClosing, 9, "CLOSING", []string{"Closing"}},
	{tcptable.StateLastAck, 10, "LAST_ACK", []string{"LAST-ACK", "last ack"}},
	{tcptable.StateTimeWait, 11, "TIME_WAIT", []string{"TIME-WAIT", "TimeWait", "time_wait"}},
	{tcptable.StateDeleteTCB, 12, "DELETE_TCB", []string{"DeleteTCB", "DELETE"}},
}

func TestStates(t *testing.T) {
	for _, tt := range stateTable {
		if uint8(tt.state) != tt.number || tt.state.String() != tt.name || !tt.state.Valid() {
			t.Errorf("state %d is called %v, want %d %s", uint8(tt.state), tt.state, tt.number, tt.name)
		}
		for _, spelling := range append(tt.spellings, tt.name) {
			if s, err := tcptable.ParseState(spelling); s != tt.state || err != nil {
				t.Errorf("ParseState(%q) = %v, %v, want %v", spelling, s, err, tt.state)
			}
		}
		text, err := tt.state.MarshalText()
		var back tcptable.State
		if unmarshalErr := back.UnmarshalText(text); err != nil || unmarshalErr != nil || back != tt.state {
			t.Errorf("%v as text: %q, %v, %v", tt.state, text, err, unmarshalErr)
		}
	}
}

func TestNoState(t *testing.T) {
	for _, s := range []tcptable.State{0, 13, 100, 255} {
		if _, err := s.MarshalText(); s.Valid() || err == nil || tcptable.AllStates.Has(s) {
			t.Errorf("%v is taken for a state, error %v", s, err)
		}
	}
	for _, name := range []string{"", "foo", "STATE(0)", "ESTABLISHEDX", "1", "TCP_", "TCP_MIB_TCP_STATE_ESTAB"} {
		s := tcptable.StateListen
		if err := s.UnmarshalText([]byte(name)); err == nil || s != tcptable.StateListen {
			t.Errorf("UnmarshalText(%q) sets %v, %v", name, s, err)
		}
	}
}

func TestStateSet(t *testing.T) {
	set := tcptable.States(tcptable.StateTimeWait, tcptable.StateListen, 0, 200)
	want := []tcptable.State{tcptable.StateListen, tcptable.StateTimeWait}
	if got := slices.Collect(set.All()); !slices.Equal(got, want) || set.Len() != 2 {
		t.Errorf("set of %v, %d long, want %v", got, set.Len(), want)
	}
	for range set.All() {
		break // must not go on
	}
	for _, tt := range stateTable {
		inTable := tt.state != tcptable.StateClosed && tt.state != tcptable.StateDeleteTCB
		if tcptable.AllStates.Has(tt.state) != inTable {
			t.Errorf("AllStates.Has(%v) = %t", tt.state, !inTable)
		}
	}
}

func FuzzParseState(f *testing.F) {
	f.Fuzz(func(t *testing.T, name string) {
		s, err := tcptable.ParseState(name)
		if (err == nil) != s.Valid() {
			t.Fatalf("ParseState(%q) = %v, %v", name, s, err)
		}
		if err != nil {
			return
		}
		if again, err := tcptable.ParseState(s.String()); again != s || err != nil {
			t.Errorf("%q is %v, which parses as %v, %v", name, s, again, err)
		}
	})
}
