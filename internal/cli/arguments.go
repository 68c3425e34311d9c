package cli

import (
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// noArguments is for commands that take flags alone.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("unexpected argument %q: %s takes none", args[0], cmd.CommandPath())
	}
	return nil
}

// interval is a flag for the time between two looks at something. It implements pflag.Value.
type interval struct {
	time.Duration
	least time.Duration // zero: shortestInterval
}

// The shortest interval is one in which something can be counted.
const (
	shortestInterval = 10 * time.Millisecond
	longestInterval  = 365 * 24 * time.Hour
)

// Set takes a duration such as 500ms or 1m30s, or a number of seconds.
func (i *interval) Set(text string) error {
	d, err := time.ParseDuration(text)
	if seconds, notNumber := strconv.ParseFloat(text, 64); notNumber == nil && math.Abs(seconds) < longestInterval.Seconds() {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil {
		return usagef("unknown interval %q: give seconds, or a duration such as 500ms or 1m30s", text)
	}
	if least := max(i.least, shortestInterval); d < least || d > longestInterval {
		return usagef("the interval %s is out of range: give one from %v to a year", text, least)
	}
	i.Duration = d
	return nil
}

// String returns the duration; the zero interval, which means none, has no text.
func (i *interval) String() string {
	if i.Duration == 0 {
		return ""
	}
	return i.Duration.String()
}

// Type is what help shows for the value.
func (i *interval) Type() string { return "DURATION" }
