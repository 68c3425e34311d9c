//go:build !windows && bpf

package iphlpapi

import (
	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
)

// system is what the calls read: with the build tag bpf, which is for the C library, large tables
// through BPF. Programs in Go choose by importing package bpf.
func system() caller { return caller{openAuto} }

func openAuto(opts ...tcptable.Option) (*tcptable.Table, error) {
	source, err := choose.Open(choose.Auto, opts...)
	if err != nil {
		return nil, err
	}
	return tcptable.Open(append(opts, tcptable.WithSource(source))...)
}
