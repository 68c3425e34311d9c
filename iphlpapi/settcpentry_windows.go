package iphlpapi

import (
	"unsafe"

	"github.com/tcptable/tcptable/internal/winapi"
)

func setTcpEntry(row *MibTcpRow) error {
	return fromDLL(winapi.SetTcpEntry((*byte)(unsafe.Pointer(row))))
}
