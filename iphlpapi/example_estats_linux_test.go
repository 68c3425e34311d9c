package iphlpapi_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log"

	"github.com/tcptable/tcptable/iphlpapi"
)

// The documented way: switch collection on, then ask for the read-only dynamic structure.
func ExampleGetPerTcpConnectionEStats() {
	client, server := connected()
	defer client.Close()
	defer server.Close()
	if _, err := client.Write([]byte("hello")); err != nil {
		log.Fatal(err)
	}

	const kind = iphlpapi.TcpConnectionEstatsData
	row := find(client)
	if err := iphlpapi.SetPerTcpConnectionEStats(row, kind, []byte{1}, 0, 0); err != nil {
		log.Fatal(err)
	}
	rw, rod := make([]byte, 1), make([]byte, 96) // a TCP_ESTATS_DATA_RW_v0, a TCP_ESTATS_DATA_ROD_v0
	if err := iphlpapi.GetPerTcpConnectionEStats(row, kind, rw, 0, nil, 0, rod, 0); err != nil {
		log.Fatal(err)
	}
	fmt.Println("collected:", rw[0] != 0)
	fmt.Println("bytes sent:", binary.LittleEndian.Uint64(rod))
	// Output:
	// collected: true
	// bytes sent: 5
}

func ExampleTcpConnectionEStats() {
	client, server := connected()
	defer client.Close()
	defer server.Close()

	path, err := iphlpapi.TcpConnectionEStats[iphlpapi.TcpEstatsPathRod](find(client))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sent again:", path.PktsRetrans)
	// Output: sent again: 0
}

func ExampleSetPerTcpConnectionEStats() {
	client, server := connected()
	defer client.Close()
	defer server.Close()

	err := iphlpapi.SetPerTcpConnectionEStats(find(client), iphlpapi.TcpConnectionEstatsPath, []byte{0}, 0, 0)
	fmt.Println("can be switched off:", !errors.Is(err, iphlpapi.ERROR_NOT_SUPPORTED))
	// Output: can be switched off: false
}

// Every IPv6 connection with its round trip time in microseconds.
func ExampleTcp6ConnectionEStats() {
	rows, err := iphlpapi.Tcp6Table(true)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		rtt, err := iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsFineRttRod](&row)
		switch {
		case errors.Is(err, iphlpapi.ERROR_NOT_FOUND): // a listener, or it has ended
		case errors.Is(err, iphlpapi.ERROR_NOT_SUPPORTED): // in TIME_WAIT, for example
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println(row.Local(), row.Remote(), rtt.SumRtt)
		}
	}
}

func ExampleGetPerTcp6ConnectionEStats() {
	rod := make([]byte, 15) // a TCP_ESTATS_FINE_RTT_ROD_v0 has 16 bytes
	err := iphlpapi.GetPerTcp6ConnectionEStats(new(iphlpapi.MibTcp6Row), iphlpapi.TcpConnectionEstatsFineRtt,
		nil, 0, nil, 0, rod, 0)
	fmt.Println(err)
	// Output: The data area passed to a system call is too small.
}

func ExampleSetPerTcp6ConnectionEStats() {
	err := iphlpapi.SetPerTcp6ConnectionEStats(new(iphlpapi.MibTcp6Row), iphlpapi.TcpConnectionEstatsPath, []byte{1}, 0, 0)
	fmt.Println(errors.Is(err, iphlpapi.ERROR_NOT_FOUND)) // a row of zeros is that of no connection
	// Output: true
}
