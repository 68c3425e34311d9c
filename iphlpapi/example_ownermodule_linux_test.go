package iphlpapi_test

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"

	"github.com/tcptable/tcptable/iphlpapi"
)

// moduleRowOf returns the row of a listener, for the examples to ask about.
func moduleRowOf(listener net.Listener) *iphlpapi.MibTcpRowOwnerModule {
	rows, err := iphlpapi.TcpTableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		if row.Local().String() == listener.Addr().String() {
			return &row
		}
	}
	log.Fatal("the listener is not in the table")
	return nil
}

// The documented way to call: with a buffer that grows until the strings fit. The two addresses
// at its beginning point into it.
func ExampleGetOwnerModuleFromTcpEntry() {
	listener, _ := listen()
	defer listener.Close()
	row := moduleRowOf(listener)

	var buffer []byte
	var size uint32
	err := iphlpapi.GetOwnerModuleFromTcpEntry(row, iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC, nil, &size)
	for errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
		buffer = make([]byte, size)
		err = iphlpapi.GetOwnerModuleFromTcpEntry(row, iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC, buffer, &size)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the strings fill the buffer:", int(size) == len(buffer))
	// Output: the strings fill the buffer: true
}

func ExampleOwnerModuleFromTcpEntry() {
	listener, _ := listen()
	defer listener.Close()

	name, path, err := iphlpapi.OwnerModuleFromTcpEntry(moduleRowOf(listener))
	if err != nil {
		log.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(name == filepath.Base(self), path == self)
	// Output: true true
}

func ExampleGetOwnerModuleFromTcp6Entry() {
	var row iphlpapi.MibTcp6RowOwnerModule // a connection in TIME_WAIT, for example: nobody owns it
	var size uint32
	err := iphlpapi.GetOwnerModuleFromTcp6Entry(&row, iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC, nil, &size)
	fmt.Println(err)
	// Output: Element not found.
}

func ExampleOwnerModuleFromTcp6Entry() {
	rows, err := iphlpapi.Tcp6TableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER)
	if err != nil {
		log.Fatal(err)
	}
	named := 0
	for _, row := range rows {
		name, _, err := iphlpapi.OwnerModuleFromTcp6Entry(&row)
		switch {
		case errors.Is(err, iphlpapi.ERROR_NOT_FOUND):
			// nobody owns it, or the owner has ended since the table was read
		case err != nil:
			log.Fatal(err)
		case name != "": // empty: the owner may not be looked at
			named++
		}
	}
	fmt.Println("listeners with a name are no more than all:", named <= len(rows))
	// Output: listeners with a name are no more than all: true
}
