package tcptable_test

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/tcptable/tcptable"
)

// Who listens where.
func ExampleList() {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()

	conns, err := tcptable.List(context.Background(), tcptable.Query{
		States: tcptable.States(tcptable.StateListen),
		Owners: tcptable.OwnersPID,
		Sorted: true,
	})
	if err != nil {
		log.Print(err) // conns is what could be read nonetheless
	}
	for _, c := range conns {
		if c.Local.String() == l.Addr().String() {
			fmt.Println(c.State, c.Local.Addr(), c.Owner, int(c.PID) == os.Getpid())
		}
	}
	// Output: LISTEN 127.0.0.1 known true
}

// The kernel looks for ports and addresses, and makes no rows of other sockets.
func ExampleFilter() {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()

	port := l.Addr().(*net.TCPAddr).AddrPort().Port()
	conns, err := tcptable.List(context.Background(), tcptable.Query{
		Where: tcptable.And(
			tcptable.LocalPorts(port, port),
			tcptable.Not(tcptable.RemotePrefix(netip.MustParsePrefix("10.0.0.0/8"))),
		),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range conns {
		if c.Local.Addr().IsLoopback() {
			fmt.Println(c.State, c.Local.Port() == port)
		}
	}
	// Output: LISTEN true
}

// A slice that is used again takes a table without allocating for its rows.
func ExampleTable_Append() {
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	var conns []tcptable.Conn
	for range 3 {
		conns, err = table.Append(context.Background(), conns[:0], tcptable.Query{Family: tcptable.IPv6})
		if err != nil {
			log.Fatal(err)
		}
		count := make(map[tcptable.State]int)
		for _, c := range conns {
			count[c.State]++
		}
	}
}

// A loop over any number of rows in constant memory.
func ExampleTable_All() {
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	for c, err := range table.All(context.Background(), tcptable.Query{States: tcptable.States(tcptable.StateCloseWait)}) {
		if err != nil {
			log.Print(err)
			break
		}
		fmt.Println(c.Local, c.Remote, c.RecvQ)
	}
}

// Names of processes, every holder of a socket, and how complete the picture is.
func ExampleTable_Snapshot() {
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	snap, err := table.Snapshot(context.Background(), tcptable.Query{Owners: tcptable.OwnersAll})
	if err != nil {
		log.Print(err)
	}
	for _, c := range snap.Conns {
		for _, holder := range snap.HoldersOf(c.Inode) {
			process, _ := snap.Process(holder.PID)
			fmt.Printf("%v %d %q\n", c.Local, process.PID, process.Name)
		}
	}
	if !snap.Report.OwnersComplete() {
		fmt.Println(snap.Report.Denied, "processes may not be looked at")
	}
}

func ExampleParseState() {
	for _, name := range []string{"ESTAB", "time-wait", "SynReceived"} {
		state, err := tcptable.ParseState(name)
		fmt.Println(state, err)
	}
	// Output:
	// ESTABLISHED <nil>
	// TIME_WAIT <nil>
	// SYN_RCVD <nil>
}

// What happens to the connections of a port, until a client has come and gone.
func ExampleTable_Watch() {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	port := l.Addr().(*net.TCPAddr).AddrPort().Port()
	q := tcptable.Query{Where: tcptable.RemotePorts(port, port)}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	for event, err := range table.Watch(ctx, q, 10*time.Millisecond) {
		if err != nil {
			log.Print(err) // and watching goes on
			continue
		}
		switch event.Kind {
		case tcptable.EventPresent:
			fmt.Println(event.Kind, event.Conn.State)
			client.Close()
		case tcptable.EventState:
			fmt.Println(event.Kind, "was", event.Before.State)
			return
		}
	}
	// Output:
	// present ESTABLISHED
	// state was ESTABLISHED
}
