// Package iphlpapi answers Windows' IP Helper calls for the TCP table, on every operating system
// that package tcptable can read a table from: GetTcp6Table2 and its family.
//
// Each call is there twice. The one with Windows' name fills a caller's byte slice and keeps the
// documented contract to the letter: the sizing protocol, the codes, the layout, the order. It is
// what a C library or a translated program needs. The one without "Get" returns rows:
//
//	rows, err := iphlpapi.Tcp6Table2(true)
//
// The rows show what Windows would show, which is not always what the kernel holds: a listener
// on "::" that takes IPv4 too stands in both families' tables, and a connection over IPv4 stands
// in the IPv4 table even where an IPv6 socket holds it. Package tcptable shows the kernel's truth.
//
// Every error that a call returns has an [Errno] in its chain, the code that Windows documents:
//
//	if errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) …
//
// On Windows the calls are the DLL's: the caller's bytes go there and come back untouched.
//
// All calls may be made from several goroutines at once, as long as they do not share a buffer.
// docs/contract.md in the repository holds the contract call by call, with every choice that the
// documentation leaves open.
package iphlpapi
