//go:build !linux && !windows

package tcptable

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
)

func sendSignal(Process, syscall.Signal, string) error {
	return fmt.Errorf("not on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
