//go:build !windows

package cli

import (
	"errors"
	"syscall"
)

// readerGone reports whether err is that of a write to a pipe that nobody reads any more.
func readerGone(err error) bool { return errors.Is(err, syscall.EPIPE) }
