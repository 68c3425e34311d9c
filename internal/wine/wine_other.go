//go:build !windows

package wine

// Present reports whether this Windows is Wine.
func Present() bool { return false }
