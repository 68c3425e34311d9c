package main

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tcptable/tcptable"
)

func haveIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// cmdListen makes a listener that lives as long as the script, and puts its port into a
// variable: listen PORT tcp4 $ADDR:0.
func cmdListen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: listen VARIABLE NETWORK ADDRESS")
	}
	setPort(ts, args[0], listen(ts, args[1], args[2]).Addr())
}

// cmdPair makes a listener, a connection to it and accepts that, and puts the ports into two
// variables: pair SERVER CLIENT tcp4 $ADDR:0.
func cmdPair(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: pair SERVER CLIENT NETWORK ADDRESS")
	}
	l := listen(ts, args[2], args[3])
	dialer := net.Dialer{LocalAddr: withoutPort(l.Addr())}
	client, err := dialer.Dial(args[2], l.Addr().String())
	ts.Check(err)
	ts.Defer(func() { _ = client.Close() })
	server, err := l.Accept()
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	setPort(ts, args[0], l.Addr())
	setPort(ts, args[1], client.LocalAddr())
}

// cmdUnaccepted makes a listener and a connection to it that nobody accepts: unaccepted SERVER CLIENT
// tcp4 $ADDR:0.
func cmdUnaccepted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: unaccepted SERVER CLIENT NETWORK ADDRESS")
	}
	l := listen(ts, args[2], args[3])
	dialer := net.Dialer{LocalAddr: withoutPort(l.Addr())}
	client, err := dialer.Dial(args[2], l.Addr().String())
	ts.Check(err)
	ts.Defer(func() { _ = client.Close() })
	setPort(ts, args[0], l.Addr())
	setPort(ts, args[1], client.LocalAddr())
}

// cmdTimeWait makes a connection that is over: timewait SERVER CLIENT tcp4 $ADDR:0.
func cmdTimeWait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: timewait SERVER CLIENT NETWORK ADDRESS")
	}
	l := listen(ts, args[2], args[3])
	dialer := net.Dialer{LocalAddr: withoutPort(l.Addr())}
	client, err := dialer.Dial(args[2], l.Addr().String())
	ts.Check(err)
	server, err := l.Accept()
	ts.Check(err)
	ts.Check(client.Close())
	_, _ = server.Read(make([]byte, 1)) // the end
	ts.Check(server.Close())
	setPort(ts, args[0], l.Addr())
	setPort(ts, args[1], client.LocalAddr())
	waitForTimeWait(ts, client.LocalAddr())
}

// waitForTimeWait waits until the connection has gone through its states.
func waitForTimeWait(ts *testscript.TestScript, client net.Addr) {
	local, err := netip.ParseAddrPort(client.String())
	ts.Check(err)
	query := tcptable.Query{States: tcptable.States(tcptable.StateTimeWait), Where: tcptable.LocalPorts(local.Port(), local.Port())}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
		rows, err := tcptable.List(context.Background(), query)
		ts.Check(err)
		if len(rows) > 0 {
			return
		}
	}
	ts.Fatalf("the connection of %v is not in TIME_WAIT", client)
}

func listen(ts *testscript.TestScript, network, address string) net.Listener {
	l, err := net.Listen(network, address)
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	return l
}

// withoutPort makes the client come from the address that it goes to, where the kernel would
// choose 127.0.0.1.
func withoutPort(addr net.Addr) net.Addr {
	return &net.TCPAddr{IP: addr.(*net.TCPAddr).IP}
}

func setPort(ts *testscript.TestScript, variable string, addr net.Addr) {
	ap, err := netip.ParseAddrPort(addr.String())
	ts.Check(err)
	ts.Setenv(variable, strconv.Itoa(int(ap.Port())))
}
