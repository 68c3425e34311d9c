package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
	"github.com/tcptable/tcptable/internal/rights"
)

// course asks how a connection is going.
func (e *examiner) course(ctx context.Context, table *tcptable.Table, own *ownConnection, err error) {
	c := render.Check{Name: "course", Detail: "round trip times, rates and retransmits of connections"}
	if err == nil {
		_, err = table.TCPInfo(ctx, own.row)
		err = cause(err)
	}
	if err != nil {
		c.Status, c.Failure = statusOf(err), err
	}
	e.add(c)
}

// kill closes a connection.
func (e *examiner) kill(ctx context.Context, table *tcptable.Table, own *ownConnection, err error) {
	c := render.Check{Name: "kill", Detail: "closes connections"}
	if err == nil {
		err = cause(table.Kill(ctx, own.row))
	}
	var needs []rights.Capability
	if err != nil {
		c.Status, c.Failure = statusOf(err), err
		if c.Status == render.Refused {
			needs = []rights.Capability{rights.NetAdmin}
		}
	}
	e.add(c, needs...)
}

// cause leaves out what an error was about, which is of no interest here.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// ownConnection is one on loopback that nobody misses.
type ownConnection struct {
	row    tcptable.Conn
	closes []io.Closer
}

func (o *ownConnection) end() {
	for _, c := range o.closes {
		_ = c.Close() // kill may have closed it already
	}
}

// connectToSelf makes a connection and finds it in the table.
func connectToSelf(ctx context.Context, table *tcptable.Table) (*ownConnection, error) {
	own := new(ownConnection)
	if err := own.connect(ctx, table); err != nil {
		return own, fmt.Errorf("it could not be tried: %w", err)
	}
	return own, nil
}

func (o *ownConnection) connect(ctx context.Context, table *tcptable.Table) error {
	var config net.ListenConfig
	config.SetMultipathTCP(false) // the kernel does not close those sockets
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		listener, err = config.Listen(ctx, "tcp", "[::1]:0")
	}
	if err != nil {
		return err
	}
	o.closes = append(o.closes, listener)
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	o.closes = append(o.closes, conn)
	local, remote := portOf(conn.LocalAddr()), portOf(conn.RemoteAddr())
	snap, err := table.Snapshot(ctx, tcptable.Query{
		States: tcptable.AllStates,
		Where:  tcptable.And(tcptable.LocalPorts(local, local), tcptable.RemotePorts(remote, remote)),
	})
	if err != nil {
		return err
	}
	if len(snap.Conns) == 0 {
		return errors.New("a connection of this program is not in the table")
	}
	o.row = snap.Conns[0]
	return nil
}

func portOf(a net.Addr) uint16 {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return 0
	}
	return tcp.AddrPort().Port()
}
