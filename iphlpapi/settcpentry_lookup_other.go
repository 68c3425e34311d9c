//go:build !windows

package iphlpapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"

	"github.com/tcptable/tcptable"
)

// ends name a connection as Windows' table of the family shows it.
type ends struct {
	family                  tcptable.Family
	local, remote           netip.AddrPort // without zones
	localScope, remoteScope uint32
}

func endsOf(row *MibTcpRow) ends {
	return ends{family: tcptable.IPv4, local: row.Local(), remote: row.Remote()}
}

func endsOf6(row *MibTcp6Row) ends {
	return ends{
		family: tcptable.IPv6, local: withoutZone(row.Local()), remote: withoutZone(row.Remote()),
		localScope: row.LocalScopeId, remoteScope: row.RemoteScopeId,
	}
}

func withoutZone(end netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(end.Addr().WithZone(""), end.Port())
}

// noConnection says that the ends are those of no connection. It is fs.ErrNotExist.
type noConnection struct {
	ends  ends
	cause error // nil: the table does not show it
}

func (e *noConnection) Error() string {
	text := fmt.Sprintf("no connection of %v to %v", e.ends.local, e.ends.remote)
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

func (e *noConnection) Is(target error) bool { return target == fs.ErrNotExist }

func (e *noConnection) Unwrap() error { return e.cause }

// onConn calls do for the connection with the ends. Where there is none, or it has ended before do
// could do its work, the error has the code absent.
func (c caller) onConn(e ends, absent Errno, do func(*tcptable.Table, tcptable.Conn) error) error {
	err := c.with(func(t *tcptable.Table) error {
		conn, err := e.find(t)
		if err != nil {
			return err
		}
		err = do(t, conn)
		if errors.Is(err, fs.ErrNotExist) {
			return &noConnection{e, err}
		}
		return err
	})
	if gone := new(noConnection); errors.As(err, &gone) {
		return fmt.Errorf("iphlpapi: %w (%w)", absent, err)
	}
	if err != nil {
		return withErrno(err)
	}
	return nil
}

// find returns the kernel's row of the connection. A listener is none. Of several, which a machine
// with several routing domains may have, it is the first that the kernel lists.
func (e ends) find(t *tcptable.Table) (tcptable.Conn, error) {
	q := tcptable.Query{States: tcptable.AllStates &^ tcptable.States(tcptable.StateListen)}
	if e.family == tcptable.IPv6 {
		q.Family = tcptable.IPv6 // connections over IPv4 can be held by sockets of both families
	}
	for conn, err := range t.All(context.Background(), q) {
		if err == nil {
			err = checkAddresses(&conn)
		}
		if err != nil {
			return tcptable.Conn{}, err
		}
		if e.are(conn) {
			return conn, nil
		}
	}
	return tcptable.Conn{}, &noConnection{ends: e}
}

// are reports whether Windows would show c with these ends.
func (e ends) are(c tcptable.Conn) bool {
	return shows(e.family, &c) &&
		withoutZone(c.Local) == e.local && withoutZone(c.Remote) == e.remote &&
		c.LocalScope == e.localScope && c.RemoteScope == e.remoteScope
}
