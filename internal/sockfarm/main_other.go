//go:build !linux

package sockfarm

import (
	"os"
	"testing"
)

// Init does nothing here: only on Linux is there something to prepare.
func Init() {}

// Main runs the tests and exits.
func Main(m *testing.M) { os.Exit(m.Run()) }
