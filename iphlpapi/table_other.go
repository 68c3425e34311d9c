//go:build !windows

package iphlpapi

import (
	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

func getTcp6Table2(table []byte, size *uint32, order bool) error {
	return get(system(), tcp6Table2, tcptable.AllStates, table, size, order)
}

func getTcp6Table(table []byte, size *uint32, order bool) error {
	return get(system(), tcp6Table, tcptable.AllStates, table, size, order)
}

func getTcpTable2(table []byte, size *uint32, order bool) error {
	return get(system(), tcpTable2, tcptable.AllStates, table, size, order)
}

func getTcpTable(table []byte, size *uint32, order bool) error {
	return get(system(), tcpTable, tcptable.AllStates, table, size, order)
}

func getExtendedTcpTable(
	table []byte, size *uint32, order bool, family uint32, class TcpTableClass, reserved uint32,
) error {
	return getExtended(system(), table, size, order, family, class, reserved)
}

func listTcp6Table2(order bool) ([]MibTcp6Row2, error) {
	return list(system(), tcp6Table2, tcptable.AllStates, order)
}

func listTcp6Table(order bool) ([]MibTcp6Row, error) {
	return list(system(), tcp6Table, tcptable.AllStates, order)
}

func listTcpTable2(order bool) ([]MibTcpRow2, error) {
	return list(system(), tcpTable2, tcptable.AllStates, order)
}

func listTcpTable(order bool) ([]MibTcpRow, error) {
	return list(system(), tcpTable, tcptable.AllStates, order)
}

func listExtendedTcpTable[T mib.Row[T]](k kind[T], rows TcpTableClass, order bool, class TcpTableClass) ([]T, error) {
	return listClass(system(), k, rows, order, class)
}
