//go:build !unix

package main

import (
	"errors"
	"fmt"
	"runtime"
)

// ordinaryWrapper is not called where there is no root.
func (h *house) ordinaryWrapper() (string, error) { return "", runAsOrdinary(nil) }

func runAsOrdinary([]string) error {
	return fmt.Errorf("no root to give up on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
