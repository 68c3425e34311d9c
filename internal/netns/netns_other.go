//go:build !linux

package netns

import "errors"

// Handle refers to a network namespace. Here there are none.
type Handle struct{}

// Current returns errors.ErrUnsupported.
func Current() (*Handle, error) { return nil, errors.ErrUnsupported }

// Open returns errors.ErrUnsupported.
func Open(string) (*Handle, error) { return nil, errors.ErrUnsupported }

// ID returns 0.
func (*Handle) ID() uint64 { return 0 }

// FD returns -1.
func (*Handle) FD() int { return -1 }

// Close does nothing.
func (*Handle) Close() error { return nil }

// Do returns errors.ErrUnsupported.
func (*Handle) Do(func() error) error { return errors.ErrUnsupported }
