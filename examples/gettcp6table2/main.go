// Gettcp6table2 calls GetTcp6Table2 as a program on Windows does: it asks for the size, and goes
// on until the table fits into what it has allocated.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"net/netip"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/iphlpapi"
)

func main() {
	log.SetFlags(0)
	table, err := read()
	if err != nil {
		log.Fatal(err)
	}
	rows := int(binary.LittleEndian.Uint32(table)) // never size / rowSize: a size may count more
	for i := range rows {
		row := table[header+i*rowSize:]
		local := netip.AddrPortFrom(netip.AddrFrom16([16]byte(row[0:])), binary.BigEndian.Uint16(row[20:]))
		remote := netip.AddrPortFrom(netip.AddrFrom16([16]byte(row[24:])), binary.BigEndian.Uint16(row[44:]))
		state := tcptable.State(binary.LittleEndian.Uint32(row[48:]))
		fmt.Println(local, remote, state, binary.LittleEndian.Uint32(row[52:]))
	}
}

// The layout of a MIB_TCP6TABLE2: a count, and rows of 60 bytes.
const (
	header  = 4
	rowSize = 60
)

// read returns the bytes of a MIB_TCP6TABLE2, sorted.
func read() ([]byte, error) {
	var size uint32
	var table []byte
	for {
		err := iphlpapi.GetTcp6Table2(table, &size, true)
		if err == nil {
			return table[:size], nil
		}
		if !errors.Is(err, iphlpapi.ERROR_INSUFFICIENT_BUFFER) {
			return nil, err
		}
		table = make([]byte, size) // it may have grown since, and may grow again
	}
}
