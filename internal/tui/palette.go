package tui

import (
	"fmt"
	"time"

	"github.com/tcptable/tcptable"
)

// A style is the parameters of an ECMA-48 SGR sequence, for example "1;32". Empty: as it comes.
const (
	plain      = ""
	bold       = "1"
	dim        = "2"
	reversed   = "7"
	struck     = "9"
	resetStyle = "\x1b[0m"
)

func appendStyle(dst []byte, style string) []byte {
	if style == "" {
		return dst
	}
	dst = append(dst, "\x1b["...)
	dst = append(dst, style...)
	return append(dst, 'm')
}

// both is the style that adds one to another.
func both(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + ";" + b
}

// A change is shown for as long as fading lasts, in as many steps.
const (
	fading    = 3 * time.Second
	fadeSteps = 6
	fadeStep  = fading / fadeSteps
)

// palette is the styles of what can be shown.
type palette struct {
	fresh, gone, changed [fadeSteps]string // the first is for what has just happened
	state                func(s tcptable.State) string
	alarm                string // something is wrong
	group                string
}

func newPalette(c Colors) *palette {
	p := &palette{
		state: func(tcptable.State) string { return plain },
		alarm: bold,
		group: bold,
	}
	if c > ColorsNone {
		p.state, p.alarm = stateStyle, "1;31"
	}
	for i := range fadeSteps {
		p.fresh[i] = both(early(i, bold, plain), fade(c, i, 32, rgb{60, 200, 90}))
		p.gone[i] = both(struck, both(early(i, plain, dim), fade(c, i, 31, rgb{220, 80, 80})))
		p.changed[i] = both(early(i, bold, plain), fade(c, i, 33, rgb{220, 170, 40}))
	}
	return p
}

// early returns what is for the first third of the time.
func early(step int, first, later string) string {
	if step < fadeSteps/3 {
		return first
	}
	return later
}

type rgb [3]int

// fade returns the colour of a step on the way from a colour to grey, which can be read on black and on
// white. The colour is given twice: as one of the eight, and as itself.
func fade(c Colors, step, ansi int, from rgb) string {
	var mixed rgb
	for i := range mixed {
		mixed[i] = from[i] + (128-from[i])*step/(fadeSteps-1)
	}
	switch c {
	case ColorsTrue:
		return fmt.Sprintf("38;2;%d;%d;%d", mixed[0], mixed[1], mixed[2])
	case Colors256:
		return fmt.Sprintf("38;5;%d", cube(mixed))
	case Colors16:
		return fmt.Sprint(ansi)
	}
	return plain
}

// cube returns the number of a colour in the cube of 6 by 6 by 6 of 256 colours.
func cube(c rgb) int {
	nearest := func(n int) int {
		if n < 75 {
			return (n + 28) / 75
		}
		return (n - 35) / 40
	}
	return 16 + 36*nearest(c[0]) + 6*nearest(c[1]) + nearest(c[2])
}

// stateStyle tells the states apart as the text table does.
func stateStyle(s tcptable.State) string {
	switch s {
	case tcptable.StateListen:
		return "32"
	case tcptable.StateEstablished:
		return "36"
	case tcptable.StateSynSent, tcptable.StateSynReceived:
		return "33"
	case tcptable.StateFinWait1, tcptable.StateFinWait2, tcptable.StateClosing, tcptable.StateLastAck:
		return "35"
	case tcptable.StateCloseWait:
		return "31"
	case tcptable.StateTimeWait, tcptable.StateClosed:
		return dim
	}
	return plain
}
