package render

import "github.com/tcptable/tcptable"

// Sequences of ECMA-48 SGR. Only the eight colours that every terminal lets its user choose.
const (
	resetColor = "\x1b[0m"
	bold       = "\x1b[1m"
	dim        = "\x1b[2m"
	red        = "\x1b[31m"
	green      = "\x1b[32m"
	yellow     = "\x1b[33m"
	magenta    = "\x1b[35m"
	cyan       = "\x1b[36m"
)

// stateColor tells the states apart by what they ask of the reader: listeners and live
// connections, those on their way up, those on their way down, CLOSE_WAIT, which waits for the
// program on this side and is a sign of a leak when it stays, and what is over.
func stateColor(s tcptable.State) string {
	switch s {
	case tcptable.StateListen:
		return green
	case tcptable.StateEstablished:
		return cyan
	case tcptable.StateSynSent, tcptable.StateSynReceived:
		return yellow
	case tcptable.StateFinWait1, tcptable.StateFinWait2, tcptable.StateClosing, tcptable.StateLastAck:
		return magenta
	case tcptable.StateCloseWait:
		return red
	case tcptable.StateTimeWait, tcptable.StateClosed:
		return dim
	}
	return ""
}

// Dim returns text that is less bright than the rest, or as it is where there are no colours.
func Dim(text string, color bool) string {
	if !color {
		return text
	}
	return dim + text + resetColor
}
