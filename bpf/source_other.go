//go:build !linux

package bpf

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/tcptable/tcptable"
)

// Open works on Linux only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func Open(...tcptable.Option) (tcptable.Source, error) {
	return nil, fmt.Errorf("bpf: no iterators on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
