//go:build !linux

package procfs

import (
	"context"
	"errors"
)

// Walker finds the processes that hold sockets. Here it cannot be made.
type Walker struct{}

// NewWalker returns errors.ErrUnsupported.
func NewWalker(string) (*Walker, error) { return nil, errors.ErrUnsupported }

// Close does nothing.
func (*Walker) Close() error { return nil }

// Walk returns errors.ErrUnsupported.
func (*Walker) Walk(context.Context, func(uint64) bool) (*Walk, error) {
	return nil, errors.ErrUnsupported
}

// Members returns errors.ErrUnsupported.
func (*Walker) Members(context.Context) (Members, error) { return Members{}, errors.ErrUnsupported }
