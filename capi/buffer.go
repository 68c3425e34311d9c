//go:build cgo && (linux || windows)

package main

import (
	"encoding/binary"
	"errors"

	"github.com/tcptable/tcptable/iphlpapi"
)

// sizeLen is the length of a ULONG.
const sizeLen = 4

// atOnce is up to which size a buffer is believed to be as large as its caller says. Beyond that
// it is found out first how much is needed: programs pass 0xFFFFFFFF as a size.
const atOnce = 16 << 20

// fillBuffer is every call that fills a buffer of a size that the caller's ULONG at sizeAt says.
// get is the call of package iphlpapi. The size is written before the buffer, since a size that
// cannot be written is a wrong parameter and then nothing is to be changed. Should the buffer turn
// out to fault, the size becomes what it was.
func fillBuffer(m memory, buffer, sizeAt uintptr, get func(b []byte, size *uint32) error) error {
	var told [sizeLen]byte
	if sizeAt == 0 || !m.load(told[:], sizeAt) {
		return iphlpapi.ERROR_INVALID_PARAMETER
	}
	room := binary.NativeEndian.Uint32(told[:])
	if buffer == 0 {
		room = 0
	}
	filled, size, err := fill(room, get)
	if err != nil && !errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
		return err
	}
	if !m.store(sizeAt, binary.NativeEndian.AppendUint32(nil, size)) {
		return iphlpapi.ERROR_INVALID_PARAMETER
	}
	if err != nil {
		return err
	}
	if !m.store(buffer, filled) {
		m.store(sizeAt, told[:])
		return iphlpapi.ERROR_NOACCESS
	}
	return nil
}

// fill calls get with a buffer of as many bytes as the caller has, or fewer if they do. It returns
// what was filled in, and the size for the caller.
func fill(room uint32, get func(b []byte, size *uint32) error) (filled []byte, size uint32, err error) {
	b := make([]byte, min(room, atOnce))
	for {
		size = uint32(len(b))
		err = get(b, &size)
		more := min(room, size)
		if !errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) || int(more) <= len(b) {
			break
		}
		b = make([]byte, more)
	}
	if err != nil {
		return nil, size, err
	}
	return b[:size], size, nil
}
