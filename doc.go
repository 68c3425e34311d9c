// Package tcptable reads the TCP connection table of the machine: every endpoint with its
// addresses, its state, the process that owns it and, where no owner can be named, the reason.
package tcptable
