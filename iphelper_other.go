//go:build !windows

package tcptable

import (
	"errors"
	"fmt"
	"runtime"
)

// OpenIPHelper works on Windows only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func OpenIPHelper(...Option) (Source, error) {
	return nil, fmt.Errorf("no IP Helper on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
