//go:build cgo && (linux || windows)

package main

import (
	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/iphlpapi"
)

// loadRow reads a structure of the caller's.
func loadRow[T mib.Structure[T]](m memory, at uintptr) (*T, error) {
	if at == 0 {
		return nil, iphlpapi.ERROR_INVALID_PARAMETER
	}
	b := make([]byte, mib.Size[T]())
	if !m.load(b, at) {
		return nil, iphlpapi.ERROR_NOACCESS
	}
	row, err := mib.Decode[T](b)
	return &row, err
}

// fillStructure is the calls for statistics.
func fillStructure[T mib.Structure[T]](m memory, at uintptr, family uint32, get func(*T, uint32) error) error {
	if at == 0 {
		return iphlpapi.ERROR_INVALID_PARAMETER
	}
	var stats T
	if err := get(&stats, family); err != nil {
		return err
	}
	b := make([]byte, mib.Size[T]())
	if err := mib.Encode(b, stats); err != nil {
		return err
	}
	if !m.store(at, b) {
		return iphlpapi.ERROR_NOACCESS
	}
	return nil
}
