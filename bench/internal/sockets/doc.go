// Package sockets fills a private network namespace with established IPv6 connections: any number
// of them, held by as many processes as the limit of open files demands.
//
// Both ends of a connection are rows of the table. A holder is a process that makes connections to
// itself and then only keeps them: it has no goroutine, no timer and no keep-alive for a socket, so
// that the table stands still. Holders end when the process that started them ends, however it ends,
// because they wait for their standard input to be closed.
package sockets
