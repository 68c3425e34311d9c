//go:build cgo && (linux || windows)

package main

import (
	"unsafe"

	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/iphlpapi"
)

// ownerModuleCall is one of the two calls of package iphlpapi.
type ownerModuleCall[Row any] func(*Row, iphlpapi.TcpipOwnerModuleInfoClass, []byte, *uint32) error

func ownerModule[Row mib.Structure[Row]](
	m memory, rowAt uintptr, class iphlpapi.TcpipOwnerModuleInfoClass, buffer, sizeAt uintptr, get ownerModuleCall[Row],
) error {
	row, err := loadRow[Row](m, rowAt)
	if err != nil {
		return err
	}
	return fillBuffer(m, buffer, sizeAt, func(b []byte, size *uint32) error {
		if err := get(row, class, b, size); err != nil {
			return err
		}
		moveStrings(b, buffer)
		return nil
	})
}

// moveStrings makes the addresses of the strings in a TCPIP_OWNER_MODULE_BASIC_INFO those that they
// have in a copy of b at another place.
func moveStrings(b []byte, to uintptr) {
	from := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	const word = int(unsafe.Sizeof(from))
	for i := range 2 {
		address := b[i*word:][:word]
		if at := loadWord(address); at != 0 {
			storeWord(address, at-from+to)
		}
	}
}

func loadWord(b []byte) (word uintptr) {
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&word)), unsafe.Sizeof(word)), b)
	return word
}

func storeWord(b []byte, word uintptr) {
	copy(b, unsafe.Slice((*byte)(unsafe.Pointer(&word)), unsafe.Sizeof(word)))
}
