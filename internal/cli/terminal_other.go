//go:build !windows

package cli

// enableColor has nothing to enable: a terminal that cannot show colours says so in TERM.
func enableColor() bool { return true }
