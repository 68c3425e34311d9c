package cli

import (
	"errors"

	"golang.org/x/sys/windows"
)

// readerGone reports whether err is that of a write to a pipe that nobody reads any more.
func readerGone(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
