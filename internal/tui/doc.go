// Package tui is the full-screen view of the table: what "tcptable watch" shows on a terminal.
//
// Its model is a function of keystrokes and looks at the table: it touches no terminal, and everything
// that takes time runs beside it and comes back as a message, so that no key ever waits for the
// kernel. Of a table of any length only the lines on the screen are formatted.
package tui

import (
	"context"
	"io"
	"net/netip"
	"time"

	"github.com/tcptable/tcptable"
)

// Colors says what the terminal can show. Bold, reversed and struck text is used in any case.
type Colors uint8

// From none at all to 24 bits.
const (
	ColorsNone Colors = iota
	Colors16
	Colors256
	ColorsTrue
)

// Options says what is watched, and where it is shown. Table, In and Out must be set.
type Options struct {
	Table *tcptable.Table
	Query tcptable.Query // its order does not count

	// Selection is how the person who started the program chose Query, to be shown. Empty: every row.
	Selection string

	// Privilege is who is looking, to be shown, for example "as root". It may be empty.
	Privilege string

	Interval time.Duration // between two looks. Zero: a second
	Looks    int           // the view ends after so many. Zero: when the user wants

	In      io.Reader // the keyboard
	Out     io.Writer // the screen
	Environ []string  // as of [os.Environ]
	Colors  Colors
	ASCII   bool // the terminal has no letters but those of ASCII

	// ParseFilter reads a filter. Nil: as [tcptable.ParseFilter] does without options.
	ParseFilter func(text string) (tcptable.Filter, error)

	// LookupUser returns the name of a user. Nil: numbers are shown.
	LookupUser func(uid uint32) (string, error)

	// LookupAddr returns the name of a host. It may take its time. Nil: names cannot be shown.
	LookupAddr func(ctx context.Context, addr netip.Addr) (string, error)

	// Terminate asks exactly that process to end. Nil: this is not offered.
	Terminate func(ctx context.Context, p tcptable.Process) error
}

// slowest and fastest are the bounds of the interval.
const (
	fastest = 50 * time.Millisecond
	slowest = time.Minute
)
