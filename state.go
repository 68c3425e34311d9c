package tcptable

import (
	"fmt"
	"iter"
	"math/bits"
	"strings"
)

// State is the state of a TCP endpoint. The numbers are those of MIB_TCP_STATE
// (RFC 4022 tcpConnectionState), not the kernel's own: a program can put them into a MIB row
// as they are. The zero State is no state at all and is never found in a row.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-mib_tcp_state
type State uint8

// The states of RFC 9293, and DELETE_TCB, which no row ever has: it is what a caller of
// SetTcpEntry asks for.
const (
	StateClosed      State = 1
	StateListen      State = 2
	StateSynSent     State = 3
	StateSynReceived State = 4
	StateEstablished State = 5
	StateFinWait1    State = 6
	StateFinWait2    State = 7
	StateCloseWait   State = 8
	StateClosing     State = 9
	StateLastAck     State = 10
	StateTimeWait    State = 11
	StateDeleteTCB   State = 12
)

// stateNames is indexed by State; the empty first entry is the zero State.
var stateNames = [...]string{
	StateClosed:      "CLOSED",
	StateListen:      "LISTEN",
	StateSynSent:     "SYN_SENT",
	StateSynReceived: "SYN_RCVD",
	StateEstablished: "ESTABLISHED",
	StateFinWait1:    "FIN_WAIT1",
	StateFinWait2:    "FIN_WAIT2",
	StateCloseWait:   "CLOSE_WAIT",
	StateClosing:     "CLOSING",
	StateLastAck:     "LAST_ACK",
	StateTimeWait:    "TIME_WAIT",
	StateDeleteTCB:   "DELETE_TCB",
}

// stateSpellings holds what ss, netstat, lsof, Windows, PowerShell and OpenTelemetry call a state
// beside our own name, folded as foldState does.
var stateSpellings = map[string]State{
	"CLOSE":         StateClosed,
	"UNCONN":        StateClosed,
	"BOUND":         StateClosed,
	"BOUNDINACTIVE": StateClosed, // ss since 6.9
	"LISTENING":     StateListen,
	"SYNRECV":       StateSynReceived,
	"SYNRECEIVED":   StateSynReceived,
	"SYNRCDV":       StateSynReceived, // lsof
	"NEWSYNRECV":    StateSynReceived, // what Linux calls a request for a connection
	"ESTAB":         StateEstablished,
	"DELETE":        StateDeleteTCB,
}

// Valid reports whether s is one of the twelve states.
func (s State) Valid() bool { return s >= StateClosed && s <= StateDeleteTCB }

// String returns the name of the state as the MIB spells it, for example "TIME_WAIT".
func (s State) String() string {
	if !s.Valid() {
		return fmt.Sprintf("STATE(%d)", uint8(s))
	}
	return stateNames[s]
}

// AppendText appends the name of the state to b, see [State.String].
// It fails for a State that is not [State.Valid].
func (s State) AppendText(b []byte) ([]byte, error) {
	if !s.Valid() {
		return b, fmt.Errorf("tcptable: no state has the number %d", uint8(s))
	}
	return append(b, stateNames[s]...), nil
}

// MarshalText is AppendText into a new slice.
func (s State) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText sets s to the state that text names, see [ParseState].
func (s *State) UnmarshalText(text []byte) error {
	parsed, err := ParseState(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// ParseState reads the name of a state in any spelling in use: upper or lower case, with
// "_", "-", a space or nothing between the words, the short forms of ss ("ESTAB", "SYN-RECV",
// "UNCONN"), of Windows ("LISTENING", "SYN_RECEIVED") and of PowerShell ("Bound", "DeleteTCB"), and the
// names of constants in C ("MIB_TCP_STATE_ESTAB", "TCP_ESTABLISHED").
func ParseState(name string) (State, error) {
	folded := foldState(name)
	for s := StateClosed; s <= StateDeleteTCB; s++ {
		if folded == foldState(stateNames[s]) {
			return s, nil
		}
	}
	if s, ok := stateSpellings[folded]; ok {
		return s, nil
	}
	return 0, fmt.Errorf("unknown TCP state %q", name)
}

func foldState(name string) string {
	name = strings.ToUpper(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
	return strings.TrimPrefix(strings.TrimPrefix(name, "MIBTCPSTATE"), "TCP")
}

// StateSet is a set of states, one bit for each: bit n stands for State n.
// In a [Query] the zero StateSet stands for [AllStates].
type StateSet uint16

// AllStates holds every state that a row of the table can be in: all but CLOSED, which the
// documented tables leave out and which has to be asked for by name, and DELETE_TCB.
const AllStates StateSet = 1<<(StateTimeWait+1) - 1<<StateListen

// States returns the set of the given states. A State that is not valid is left out.
func States(states ...State) StateSet {
	var set StateSet
	for _, s := range states {
		if s.Valid() {
			set |= 1 << s
		}
	}
	return set
}

// Has reports whether s is in the set.
func (set StateSet) Has(s State) bool { return s.Valid() && set&(1<<s) != 0 }

// Len returns how many states the set holds.
func (set StateSet) Len() int { return bits.OnesCount16(uint16(set)) }

// All yields the states of the set in ascending order.
func (set StateSet) All() iter.Seq[State] {
	return func(yield func(State) bool) {
		for s := StateClosed; s <= StateDeleteTCB; s++ {
			if set.Has(s) && !yield(s) {
				return
			}
		}
	}
}
