package iphlpapi_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/netip"
	"os"
	"slices"

	"github.com/tcptable/tcptable/iphlpapi"
)

// listen opens a listener on a free port of the loopback address, for the examples to find.
func listen() (net.Listener, netip.AddrPort) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener, listener.Addr().(*net.TCPAddr).AddrPort()
}

// The documented way to call: ask for the size, then for the table, and again while the table has
// grown in between.
func ExampleGetTcp6Table2() {
	var table []byte
	var size uint32
	err := iphlpapi.GetTcp6Table2(nil, &size, true)
	for errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
		table = make([]byte, size)
		err = iphlpapi.GetTcp6Table2(table, &size, true)
	}
	if err != nil {
		log.Fatal(err)
	}
	rows := binary.LittleEndian.Uint32(table)
	fmt.Println("rows fill the table:", 4+60*rows == size)
	// Output: rows fill the table: true
}

func ExampleTcp6Table2() {
	rows, err := iphlpapi.Tcp6Table2(true)
	if err != nil {
		log.Fatal(err)
	}
	ascending := slices.IsSortedFunc(rows, func(a, b iphlpapi.MibTcp6Row2) int {
		return slices.Compare(a.LocalAddr[:], b.LocalAddr[:])
	})
	fmt.Println("local addresses ascend:", ascending)
	// Output: local addresses ascend: true
}

func ExampleGetTcp6Table() {
	var size uint32
	err := iphlpapi.GetTcp6Table(nil, &size, false)
	fmt.Println(err)
	fmt.Println(errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER), size >= 4)
	// Output:
	// The data area passed to a system call is too small.
	// true true
}

func ExampleTcp6Table() {
	rows, err := iphlpapi.Tcp6Table(false)
	if err != nil {
		log.Fatal(err)
	}
	strangers := 0
	for _, row := range rows {
		if row.State == iphlpapi.MIB_TCP_STATE_LISTEN && row.Remote() != netip.MustParseAddrPort("[::]:0") {
			strangers++
		}
	}
	fmt.Println("listeners with a remote end:", strangers)
	// Output: listeners with a remote end: 0
}

func ExampleGetTcpTable2() {
	listener, address := listen()
	defer listener.Close()

	var table []byte
	var size uint32
	err := iphlpapi.GetTcpTable2(table, &size, false)
	for errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
		table = make([]byte, size)
		err = iphlpapi.GetTcpTable2(table, &size, false)
	}
	if err != nil {
		log.Fatal(err)
	}
	for row := range slices.Chunk(table[4:size], 28) {
		port := binary.BigEndian.Uint16(row[8:])
		state := binary.LittleEndian.Uint32(row)
		if netip.AddrFrom4([4]byte(row[4:8])) == address.Addr() && port == address.Port() && state == 2 {
			fmt.Println("mine:", binary.LittleEndian.Uint32(row[20:]) == uint32(os.Getpid()))
		}
	}
	// Output: mine: true
}

func ExampleTcpTable2() {
	listener, address := listen()
	defer listener.Close()

	rows, err := iphlpapi.TcpTable2(true)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local() == address && row.State == iphlpapi.MIB_TCP_STATE_LISTEN {
			fmt.Println(row.State, row.OffloadState, row.Remote(), row.OwningPid == uint32(os.Getpid()))
		}
	}
	// Output: MIB_TCP_STATE_LISTEN TcpConnectionOffloadStateInHost 0.0.0.0:0 true
}

func ExampleGetTcpTable() {
	err := iphlpapi.GetTcpTable(nil, nil, false)
	var code iphlpapi.Errno
	if errors.As(err, &code) {
		fmt.Println(uint32(code), code)
	}
	// Output: 87 The parameter is incorrect.
}

func ExampleTcpTable() {
	listener, address := listen()
	defer listener.Close()

	rows, err := iphlpapi.TcpTable(false)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local() == address && row.State == iphlpapi.MIB_TCP_STATE_LISTEN {
			fmt.Println("found by a table without owners")
		}
	}
	// Output: found by a table without owners
}

func ExampleGetExtendedTcpTable() {
	var size uint32
	err := iphlpapi.GetExtendedTcpTable(nil, &size, false,
		iphlpapi.AF_INET6, iphlpapi.TCP_TABLE_BASIC_ALL, 0)
	fmt.Println(err, errors.Is(err, errors.ErrUnsupported))

	err = iphlpapi.GetExtendedTcpTable(nil, &size, false,
		iphlpapi.AF_INET6, iphlpapi.TCP_TABLE_OWNER_PID_ALL, 0)
	fmt.Println(err)
	// Output:
	// The request is not supported. true
	// The data area passed to a system call is too small.
}

func ExampleTcpTableBasic() {
	listener, address := listen()
	defer listener.Close()

	rows, err := iphlpapi.TcpTableBasic(false, iphlpapi.TCP_TABLE_BASIC_LISTENER)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local() == address {
			fmt.Println(row.State)
		}
	}
	// Output: MIB_TCP_STATE_LISTEN
}

func ExampleTcpTableOwnerPid() {
	listener, address := listen()
	defer listener.Close()
	client, err := net.Dial("tcp", address.String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	rows, err := iphlpapi.TcpTableOwnerPid(false, iphlpapi.TCP_TABLE_OWNER_PID_CONNECTIONS)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Remote() == address {
			fmt.Println(row.State, row.OwningPid == uint32(os.Getpid()))
		}
	}
	// Output: MIB_TCP_STATE_ESTAB true
}

func ExampleTcp6TableOwnerPid() {
	_, err := iphlpapi.Tcp6TableOwnerPid(false, iphlpapi.TCP_TABLE_OWNER_MODULE_ALL)
	fmt.Println(err)
	// Output: The parameter is incorrect.
}

func ExampleTcpTableOwnerModule() {
	listener, address := listen()
	defer listener.Close()

	rows, err := iphlpapi.TcpTableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local() == address {
			fmt.Println("service tag:", row.OwningModuleInfo[0])
		}
	}
	// Output: service tag: 0
}

func ExampleTcp6TableOwnerModule() {
	rows, err := iphlpapi.Tcp6TableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_CONNECTIONS)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("with listeners:", slices.ContainsFunc(rows, func(row iphlpapi.MibTcp6RowOwnerModule) bool {
		return row.State == iphlpapi.MIB_TCP_STATE_LISTEN
	}))
	// Output: with listeners: false
}

func ExampleErrno() {
	err := fmt.Errorf("close the connection: %w", iphlpapi.ERROR_ACCESS_DENIED)
	fmt.Println(err)
	fmt.Println(errors.Is(err, fs.ErrPermission))
	// Output:
	// close the connection: Access is denied.
	// true
}
