package mib

import "encoding/binary"

// OwnerModuleBasicInfo32 is a TCPIP_OWNER_MODULE_BASIC_INFO of a 32-bit program: 8 bytes. Its
// fields are the addresses of two NUL-terminated UTF-16 strings, which the calls that fill it in
// put into the same buffer behind it.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/ns-iprtrmib-tcpip_owner_module_basic_info
type OwnerModuleBasicInfo32 struct {
	ModuleName uint32
	ModulePath uint32
}

// OwnerModuleBasicInfo64 is [OwnerModuleBasicInfo32] in a 64-bit program: 16 bytes.
type OwnerModuleBasicInfo64 struct {
	ModuleName uint64
	ModulePath uint64
}

func (i OwnerModuleBasicInfo32) put(dst []byte) {
	binary.LittleEndian.PutUint32(dst, i.ModuleName)
	binary.LittleEndian.PutUint32(dst[4:], i.ModulePath)
}

func (OwnerModuleBasicInfo32) get(src []byte) OwnerModuleBasicInfo32 {
	return OwnerModuleBasicInfo32{
		ModuleName: binary.LittleEndian.Uint32(src),
		ModulePath: binary.LittleEndian.Uint32(src[4:]),
	}
}

func (i OwnerModuleBasicInfo64) put(dst []byte) {
	binary.LittleEndian.PutUint64(dst, i.ModuleName)
	binary.LittleEndian.PutUint64(dst[8:], i.ModulePath)
}

func (OwnerModuleBasicInfo64) get(src []byte) OwnerModuleBasicInfo64 {
	return OwnerModuleBasicInfo64{
		ModuleName: binary.LittleEndian.Uint64(src),
		ModulePath: binary.LittleEndian.Uint64(src[8:]),
	}
}
