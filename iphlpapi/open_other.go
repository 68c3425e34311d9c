//go:build !windows && !bpf

package iphlpapi

import "github.com/tcptable/tcptable"

// system is what the calls read.
func system() caller { return caller{tcptable.Open} }
