//go:build !linux

package sockfarm

import (
	"errors"
	"os"
	"testing"
)

// Init does nothing here: only on Linux is there something to prepare.
func Init() {}

// Main runs the tests and exits.
func Main(m *testing.M) { os.Exit(m.Run()) }

// RunApart runs the tests where they are.
func RunApart(m *testing.M) int { return m.Run() }

// IsApart says that there is no network namespace but one.
func IsApart() error { return errors.New("only Linux has network namespaces") }
