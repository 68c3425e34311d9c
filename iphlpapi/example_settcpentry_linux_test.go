package iphlpapi_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"

	"github.com/tcptable/tcptable/iphlpapi"
)

// connected makes a connection of this process with itself.
func connected() (client, server net.Conn) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	if client, err = net.Dial("tcp", listener.Addr().String()); err != nil {
		log.Fatal(err)
	}
	if server, err = listener.Accept(); err != nil {
		log.Fatal(err)
	}
	return client, server
}

// find returns the row of a connection.
func find(client net.Conn) *iphlpapi.MibTcpRow {
	rows, err := iphlpapi.TcpTable(false)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local().String() == client.LocalAddr().String() && row.Remote().String() == client.RemoteAddr().String() {
			return &row
		}
	}
	log.Fatal("the connection is not in the table")
	return nil
}

func ExampleSetTcpEntry() {
	client, server := connected()
	defer client.Close()
	defer server.Close()

	row := find(client)
	row.State = iphlpapi.MIB_TCP_STATE_DELETE_TCB
	err := iphlpapi.SetTcpEntry(row)
	switch {
	case errors.Is(err, fs.ErrPermission):
		client.Close() // without the privilege its owner has to do it
	case err != nil && !errors.Is(err, iphlpapi.ERROR_MR_MID_NOT_FOUND):
		log.Fatal(err)
	}
	_, err = server.Read(make([]byte, 1))
	fmt.Println("the peer's read has ended:", err != nil)
	// Output: the peer's read has ended: true
}
