package iphlpapi

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
	"unsafe"

	"github.com/tcptable/tcptable/internal/mib"
)

// wordSize is the size of an address in bytes.
const wordSize = int(unsafe.Sizeof(uintptr(0)))

// basicInfoSize is the size of a TCPIP_OWNER_MODULE_BASIC_INFO.
const basicInfoSize = 2 * wordSize

// addressOf returns the address of the first byte, as the structure holds it.
func addressOf(buffer []byte) uint64 {
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(buffer))))
}

// readModule reads the structure at the beginning of the buffer and the strings that it points to,
// which stand in the buffer as well. It does not follow an address that leads elsewhere.
func readModule(buffer []byte) (name, path string, err error) {
	info, err := readBasicInfo(buffer)
	if err == nil {
		name, err = readWide(buffer, info.ModuleName)
	}
	if err == nil {
		path, err = readWide(buffer, info.ModulePath)
	}
	if err != nil {
		return "", "", fmt.Errorf("iphlpapi: %w (owner module: %w)", ERROR_GEN_FAILURE, err)
	}
	return name, path, nil
}

func readBasicInfo(buffer []byte) (mib.OwnerModuleBasicInfo64, error) {
	if wordSize == 8 {
		return mib.Decode[mib.OwnerModuleBasicInfo64](buffer)
	}
	info, err := mib.Decode[mib.OwnerModuleBasicInfo32](buffer)
	return mib.OwnerModuleBasicInfo64{ModuleName: uint64(info.ModuleName), ModulePath: uint64(info.ModulePath)}, err
}

// readWide returns the NUL-terminated UTF-16 string at an address in the buffer. A null address
// stands for no string.
func readWide(buffer []byte, address uint64) (string, error) {
	if address == 0 {
		return "", nil
	}
	offset := address - addressOf(buffer)
	if offset >= uint64(len(buffer)) {
		return "", fmt.Errorf("string at %#x, outside of the buffer of %d bytes at %#x", address, len(buffer), addressOf(buffer))
	}
	var text []uint16
	for b := buffer[offset:]; len(b) >= 2; b = b[2:] {
		unit := binary.LittleEndian.Uint16(b)
		if unit == 0 {
			return string(utf16.Decode(text)), nil
		}
		text = append(text, unit)
	}
	return "", fmt.Errorf("string at offset %d without an end in the buffer of %d bytes", offset, len(buffer))
}
