//go:build cgo && (linux || windows)

package main

import (
	"errors"
	"fmt"

	"github.com/tcptable/tcptable/iphlpapi"
)

// withMemory runs a call with the way to the caller's memory. A panic ends in an error here, since
// beyond there is C.
func withMemory(call func(memory) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w (panic: %v)", iphlpapi.ERROR_GEN_FAILURE, cause)
		}
	}()
	m, err := openMemory()
	if err != nil {
		return err
	}
	defer m.close()
	return call(m)
}

// codeOf returns what the caller gets for an error: the code in its chain.
func codeOf(err error) iphlpapi.Errno {
	if err == nil {
		return iphlpapi.NO_ERROR
	}
	if code := iphlpapi.Errno(0); errors.As(err, &code) {
		return code
	}
	return iphlpapi.ERROR_GEN_FAILURE
}
