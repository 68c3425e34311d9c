// Package wine tells tests whether Windows is Wine, which shows Linux' sockets and does not know
// all about them. docs/contract.md lists what it tells differently; a test names the differences
// that it expects, one by one.
package wine
