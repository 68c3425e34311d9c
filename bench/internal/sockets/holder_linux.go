package sockets

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// HolderVerb is the first argument of a program that is to be a holder. Such a program calls [Hold]
// with the other arguments.
const HolderVerb = "hold-sockets"

// built is what a holder says when it has its connections.
const built = "built\n"

// Hold is the program of a holder: it makes the connections that args demand, says so on standard
// output, and returns when standard input is closed.
func Hold(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("holder: %d arguments, want a port and a count of connections", len(args))
	}
	port, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil {
		return fmt.Errorf("holder: port: %w", err)
	}
	count, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("holder: connections: %w", err)
	}
	if err := connect(uint16(port), count); err != nil {
		return fmt.Errorf("holder: %w", err)
	}
	if _, err := io.WriteString(os.Stdout, built); err != nil {
		return fmt.Errorf("holder: %w", err)
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// connect makes count connections to a port of ::1 and leaves their descriptors open: bare numbers,
// which no garbage collector closes. The listener is closed again. Each connection is accepted before
// the next is made, so no backlog is ever too short.
func connect(port uint16, count int) error {
	server := &unix.SockaddrInet6{Addr: netip.IPv6Loopback().As16(), Port: int(port)}
	listener, err := newSocket()
	if err != nil {
		return err
	}
	if err := unix.Bind(listener, server); err != nil {
		return fmt.Errorf("bind to port %d: %w", port, err)
	}
	if err := unix.Listen(listener, 16); err != nil {
		return fmt.Errorf("listen on port %d: %w", port, err)
	}
	for i := range count {
		client, err := newSocket()
		if err != nil {
			return fmt.Errorf("connection %d: %w", i, err)
		}
		if err := unix.Connect(client, server); err != nil {
			return fmt.Errorf("connection %d: connect: %w", i, err)
		}
		// Its settings are the listener's.
		if _, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC); err != nil {
			return fmt.Errorf("connection %d: accept: %w", i, err)
		}
	}
	return unix.Close(listener)
}

// newSocket returns a socket that is reset when it is closed, so that a million of them leave no
// TIME_WAIT behind.
func newSocket() (int, error) {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	if err := unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
		return -1, fmt.Errorf("linger: %w", err)
	}
	return fd, nil
}
