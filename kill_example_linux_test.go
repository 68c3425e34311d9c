package tcptable_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"

	"github.com/tcptable/tcptable"
)

// loopback makes a connection of this process with itself.
func loopback() (client, server *net.TCPConn) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	if client, err = net.DialTCP("tcp4", nil, listener.Addr().(*net.TCPAddr)); err != nil {
		log.Fatal(err)
	}
	if server, err = listener.AcceptTCP(); err != nil {
		log.Fatal(err)
	}
	return client, server
}

// Connections from one address are closed, whoever owns them. Their owners and peers notice;
// nobody else does.
func ExampleTable_Kill() {
	client, server := loopback()
	defer client.Close()
	defer server.Close()

	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	ctx := context.Background()
	conns, err := table.Append(ctx, nil, tcptable.Query{Family: tcptable.IPv4})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range conns {
		if c.Local.String() != client.LocalAddr().String() {
			continue
		}
		switch err := table.Kill(ctx, c); {
		case errors.Is(err, fs.ErrNotExist): // it has ended by itself
		case errors.Is(err, fs.ErrPermission):
			client.Close() // without CAP_NET_ADMIN its owner has to do it
		case err != nil:
			log.Fatal(err)
		}
	}
	_, err = server.Read(make([]byte, 1))
	fmt.Println("the peer's read has ended:", err != nil)
	// Output: the peer's read has ended: true
}

// The round trip time of a connection, and how much of it was acknowledged.
func ExampleTable_TCPInfo() {
	client, server := loopback()
	defer client.Close()
	defer server.Close()
	if _, err := server.Write([]byte("hello")); err != nil {
		log.Fatal(err)
	}
	if _, err := client.Read(make([]byte, 5)); err != nil {
		log.Fatal(err)
	}

	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	ctx := context.Background()
	for c, err := range table.All(ctx, tcptable.Query{Family: tcptable.IPv4}) {
		if err != nil {
			log.Fatal(err)
		}
		if c.Local.String() != client.LocalAddr().String() {
			continue
		}
		info, err := table.TCPInfo(ctx, c)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(info.State, info.CAState, info.RTT > 0)
		if info.Missing&tcptable.InfoBytesAcked == 0 {
			fmt.Println("received:", info.BytesReceived)
		}
	}
	// Output:
	// ESTABLISHED open true
	// received: 5
}
