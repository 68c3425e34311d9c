package iphlpapi

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

// TcpipOwnerModuleInfoClass is a TCPIP_OWNER_MODULE_INFO_CLASS: what is asked about a module.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/ne-iprtrmib-tcpip_owner_module_info_class
type TcpipOwnerModuleInfoClass uint32

// TCPIP_OWNER_MODULE_INFO_BASIC, the only class, asks for a name and a path.
const TCPIP_OWNER_MODULE_INFO_BASIC TcpipOwnerModuleInfoClass = 0

// GetOwnerModuleFromTcp6Entry fills buffer with the name and the path of the module that owns the
// endpoint of a row, which a TCP_TABLE_OWNER_MODULE class of [GetExtendedTcpTable] has returned.
// On Linux the module is the executable of the owner: its file name, and its full path.
//
// The buffer receives a TCPIP_OWNER_MODULE_BASIC_INFO: the addresses of two strings, 8 or 16 bytes
// by the size of a pointer. The strings stand behind it in the same buffer, first the name and
// right behind it the path, in little-endian UTF-16, each with a NUL at its end. The addresses are
// true for as long as the buffer stays where it is. The call sees to it that the buffer is on the
// heap, where nothing moves. A copy of the buffer still points into the original.
//
// *size is the count of bytes in buffer that may be used; a buffer shorter than that is used up to
// its length. On success *size becomes the count of bytes written. The slice needs no alignment,
// and no byte behind the strings is touched.
//
// Of the row only OwningPid and OwningModuleInfo are looked at. An owner that is the kernel is
// called "System", and so is its path. Of an owner that the caller may not look at both strings are
// empty: that is no error. A byte of a path that is not UTF-8 becomes U+FFFD. The path of a program
// that has been removed since is the one that it had. The error is nil, or one for which errors.Is
// tells:
//
//   - [ERROR_INSUFFICIENT_BUFFER]: buffer is nil or too short. *size is now exactly what the call
//     needs; buffer is as it was.
//   - [ERROR_INVALID_PARAMETER]: row or size is nil, or class is not the one there is.
//   - [ERROR_NOT_FOUND]: OwningPid is 0, or the owner has ended, also if its process id belongs to
//     another process now. errors.Is(err, fs.ErrNotExist) is true as well.
//   - [ERROR_NOT_SUPPORTED]: this operating system is not supported yet, or its DLL has no such
//     function.
//   - [ERROR_GEN_FAILURE]: anything else.
//
// With any error but ERROR_INSUFFICIENT_BUFFER *size and buffer are as they were.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-getownermodulefromtcp6entry
func GetOwnerModuleFromTcp6Entry(
	row *MibTcp6RowOwnerModule, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32,
) error {
	return getOwnerModule(row, class, buffer, size, ownerModuleFromTcp6Entry)
}

// OwnerModuleFromTcp6Entry returns the two strings of [GetOwnerModuleFromTcp6Entry].
func OwnerModuleFromTcp6Entry(row *MibTcp6RowOwnerModule) (name, path string, err error) {
	return ownerModule(row, GetOwnerModuleFromTcp6Entry)
}

// GetOwnerModuleFromTcpEntry is [GetOwnerModuleFromTcp6Entry] for a row of an IPv4 table.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-getownermodulefromtcpentry
func GetOwnerModuleFromTcpEntry(
	row *MibTcpRowOwnerModule, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32,
) error {
	return getOwnerModule(row, class, buffer, size, ownerModuleFromTcpEntry)
}

// OwnerModuleFromTcpEntry returns the two strings of [GetOwnerModuleFromTcpEntry].
func OwnerModuleFromTcpEntry(row *MibTcpRowOwnerModule) (name, path string, err error) {
	return ownerModule(row, GetOwnerModuleFromTcpEntry)
}

// getOwnerModule checks the arguments. fill gets a buffer that is as long as may be used, and sets
// the size if it succeeds or needs more.
func getOwnerModule[Row any](
	row *Row, class TcpipOwnerModuleInfoClass, buffer []byte, size *uint32,
	fill func(row *Row, room []byte, size *uint32) error,
) error {
	if row == nil || size == nil || class != TCPIP_OWNER_MODULE_INFO_BASIC {
		return ERROR_INVALID_PARAMETER
	}
	room := buffer[:min(uint64(len(buffer)), uint64(*size))]
	if len(room) == 0 {
		room = nil // no memory at all, rather than an address with none behind it
	}
	// Nothing may point into a stack, which moves when it grows. Pinning takes care of that: what
	// is pinned has to be on the heap.
	var pinner runtime.Pinner
	defer pinner.Unpin()
	if room != nil {
		pinner.Pin(unsafe.SliceData(room))
	}
	used := uint32(len(room))
	err := fill(row, room, &used)
	if err == nil || errors.Is(err, ERROR_INSUFFICIENT_BUFFER) {
		*size = used
	}
	return err
}

// moduleBufferLen is enough for most answers: two strings of MAX_PATH.
const moduleBufferLen = 2*8 + 2*2*260

// ownerModule calls with longer buffers until the answer fits.
func ownerModule[Row any](
	row *Row, get func(*Row, TcpipOwnerModuleInfoClass, []byte, *uint32) error,
) (name, path string, err error) {
	buffer := make([]byte, moduleBufferLen)
	for {
		size := uint32(len(buffer))
		err := get(row, TCPIP_OWNER_MODULE_INFO_BASIC, buffer, &size)
		if err == nil {
			return readModule(buffer)
		}
		if !errors.Is(err, ERROR_INSUFFICIENT_BUFFER) {
			return "", "", err
		}
		if uint64(size) <= uint64(len(buffer)) {
			return "", "", fmt.Errorf("iphlpapi: %w (%d bytes for an owner module, %d are asked for)",
				ERROR_GEN_FAILURE, len(buffer), size)
		}
		buffer = make([]byte, size)
	}
}
