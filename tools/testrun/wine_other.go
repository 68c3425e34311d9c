//go:build !linux

package main

import (
	"errors"
	"os"
)

// newNetNS is not called where there are no network namespaces.
func newNetNS() (*os.File, error) { return nil, errors.ErrUnsupported }
