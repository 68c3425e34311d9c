// Libiphlpapi is the C library: Windows' IP Helper calls for the TCP table, as package iphlpapi
// answers them, for programs in C, C++, C#, Python and whatever else can call C.
//
//	make capi    # builds dist/libiphlpapi.so
//
// The headers are in capi/include. docs/abi.md says what the library promises, how to link it, and
// what it does in a caller with threads, signals and fork.
//
// The package is a shell around package iphlpapi. calls.c holds the functions with the documented
// names, which see to it that the caller's signals and forks do no harm; exports.go is the way from
// there into Go; the other files move bytes between the caller's memory and package iphlpapi. No
// Go code follows a pointer of the caller: see memory_linux.go.
package main

func main() {}
