// Package mib holds the byte layout of the structures of Windows' TCP MIB: the rows and tables of
// GetTcp6Table2 and its family, the statistics, and the owner-module answer. It says nothing
// about what a row means on this host, and it reads and writes bytes only: it builds, and does
// the same, on every operating system and processor.
//
// Every type has the field offsets and the size that Windows documents, on every GOARCH: where C
// puts padding, the type has it too, because Go aligns 64-bit numbers to 4 bytes on 386 and
// Windows aligns them to 8 everywhere. The name of a field is the documented name without its
// Hungarian prefix: dwLocalScopeId is LocalScopeId.
//
// Encoded numbers are little-endian whatever the host is. Buffers need no alignment.
package mib
