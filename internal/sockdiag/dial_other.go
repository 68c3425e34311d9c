//go:build !linux

package sockdiag

import "errors"

// Dial returns errors.ErrUnsupported: only Linux has sock_diag.
func Dial() (Transport, error) { return nil, errors.ErrUnsupported }
