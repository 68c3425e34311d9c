//go:build !linux && !windows

package tcptable

import (
	"errors"
	"fmt"
	"runtime"
)

func openDefault(...Option) (Source, error) { return nil, errNotHere() }

// OpenNetlink works on Linux only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func OpenNetlink(...Option) (Source, error) { return nil, errNotHere() }

// OpenProc works on Linux only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func OpenProc(...Option) (Source, error) { return nil, errNotHere() }

func errNotHere() error {
	return fmt.Errorf("no source of TCP connections for %s yet: %w", runtime.GOOS, errors.ErrUnsupported)
}
