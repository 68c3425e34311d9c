package iphlpapi

import (
	"unsafe"

	"github.com/tcptable/tcptable/internal/winapi"
)

func ownerModuleFromTcp6Entry(row *MibTcp6RowOwnerModule, room []byte, size *uint32) error {
	return fromDLL(winapi.GetOwnerModuleFromTcp6Entry((*byte)(unsafe.Pointer(row)),
		uint32(TCPIP_OWNER_MODULE_INFO_BASIC), unsafe.SliceData(room), size))
}

func ownerModuleFromTcpEntry(row *MibTcpRowOwnerModule, room []byte, size *uint32) error {
	return fromDLL(winapi.GetOwnerModuleFromTcpEntry((*byte)(unsafe.Pointer(row)),
		uint32(TCPIP_OWNER_MODULE_INFO_BASIC), unsafe.SliceData(room), size))
}
