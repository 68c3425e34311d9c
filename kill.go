package tcptable

import (
	"context"
	"errors"
	"fmt"
)

// Killer is a Source that can close connections. [Table.Kill] asks for it by type assertion,
// which a Source that wraps another has to allow for.
type Killer interface {
	Source

	// Kill is [Table.Kill]. The cookie of c is not 0. Of a connection with another cookie Kill
	// must keep its hands off, whatever its addresses are.
	Kill(ctx context.Context, c Conn) error
}

// Kill closes the connection c, which is a row that this Table, or another of the same network
// namespace, has returned. The kernel aborts it at once: its owner's calls fail with
// ECONNABORTED, its peer gets a segment with RST, and data that waits to be sent or read is lost.
// The process that owns it lives on. It takes CAP_NET_ADMIN in the user namespace that owns the
// network namespace.
//
// The connection is found by its addresses, its interface and its cookie, so that a later one
// with the same addresses is never hit. It does not matter which state it is in now, with a few
// exceptions of the kernel's: TIME_WAIT can be ended since Linux 6.0, and a socket that is bound
// but not connected (CLOSED) is not found.
//
// A listener is closed too: its accept calls fail with EINVAL and the connections that wait in its
// queue are reset; those it has accepted stay, and its port stays taken until its owner closes the
// socket. The kernel refuses that to listeners of MPTCP, which Go's package net makes by default.
// One of several listeners that share a port (SO_REUSEPORT) is found by trial, since the kernel
// looks up one of them by chance; where a BPF program makes that choice, it may not be found at
// all.
//
// Errors that errors.Is can tell:
//
//   - [fs.ErrPermission]: CAP_NET_ADMIN is missing. Nothing has happened. The kernel looks for
//     the connection first, so that one that is gone is reported as that.
//   - [fs.ErrNotExist]: there is no such connection any more, or it is in another network
//     namespace than that of the Table.
//   - [errors.ErrUnsupported]: the row has no cookie, because its source does not tell any
//     ([FieldCookie]); the source cannot close connections; the kernel was built without
//     CONFIG_INET_DIAG_DESTROY, or is older than Linux 4.5, or cannot close this kind of socket,
//     as said above.
//   - ctx.Err() and [fs.ErrClosed]. A ctx that ends later does not call back what has begun.
//
// After any other error it is not known whether the connection is still there.
//
// Source: https://man7.org/linux/man-pages/man7/sock_diag.7.html (SOCK_DESTROY) and net/ipv4/tcp_diag.c.
func (t *Table) Kill(ctx context.Context, c Conn) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	killer, isKiller := t.source.(Killer)
	err := t.usable(ctx)
	switch {
	case err != nil:
	case !isKiller:
		err = fmt.Errorf("this source cannot close connections: %w", errors.ErrUnsupported)
	case c.Cookie == 0:
		err = fmt.Errorf("the row has no cookie: %w", errors.ErrUnsupported)
	default:
		err = killer.Kill(ctx, c)
	}
	if err != nil {
		return fmt.Errorf("tcptable: close %v to %v: %w", c.Local, c.Remote, err)
	}
	return nil
}
