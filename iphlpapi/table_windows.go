package iphlpapi

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/internal/winapi"
)

func getTcp6Table2(table []byte, size *uint32, order bool) error {
	return fill(winapi.GetTcp6Table2, table, size, order)
}

func getTcp6Table(table []byte, size *uint32, order bool) error {
	return fill(winapi.GetTcp6Table, table, size, order)
}

func getTcpTable2(table []byte, size *uint32, order bool) error {
	return fill(winapi.GetTcpTable2, table, size, order)
}

func getTcpTable(table []byte, size *uint32, order bool) error {
	return fill(winapi.GetTcpTable, table, size, order)
}

func getExtendedTcpTable(
	table []byte, size *uint32, order bool, family uint32, class TcpTableClass, reserved uint32,
) error {
	return fill(func(table *byte, size *uint32, order bool) error {
		return winapi.GetExtendedTcpTable(table, size, order, family, uint32(class), reserved)
	}, table, size, order)
}

func listTcp6Table2(order bool) ([]MibTcp6Row2, error) {
	return listFrom[MibTcp6Row2](winapi.GetTcp6Table2, order)
}

func listTcp6Table(order bool) ([]MibTcp6Row, error) {
	return listFrom[MibTcp6Row](winapi.GetTcp6Table, order)
}

func listTcpTable2(order bool) ([]MibTcpRow2, error) {
	return listFrom[MibTcpRow2](winapi.GetTcpTable2, order)
}

func listTcpTable(order bool) ([]MibTcpRow, error) {
	return listFrom[MibTcpRow](winapi.GetTcpTable, order)
}

func listExtendedTcpTable[T mib.Row[T]](k kind[T], rows TcpTableClass, order bool, class TcpTableClass) ([]T, error) {
	if !class.of(rows) {
		return nil, ERROR_INVALID_PARAMETER
	}
	family := uint32(AF_INET)
	if k.family == tcptable.IPv6 {
		family = AF_INET6
	}
	return listFrom[T](func(table *byte, size *uint32, order bool) error {
		return winapi.GetExtendedTcpTable(table, size, order, family, uint32(class), 0)
	}, order)
}

// tableCall is one of the DLL's calls that fill a table.
type tableCall = func(table *byte, size *uint32, order bool) error

// fill hands the caller's memory to the DLL. It looks at nothing but what the DLL cannot know: that
// the slice may be shorter than *size says.
func fill(call tableCall, table []byte, size *uint32, order bool) error {
	if size == nil {
		return ERROR_INVALID_PARAMETER
	}
	room := uint32(min(uint64(len(table)), uint64(*size)))
	used := room
	err := fromDLL(call(unsafe.SliceData(table), &used, order))
	if err == nil || used != room {
		*size = used
	}
	return err
}

// listFrom calls until the table fits, and returns its rows.
func listFrom[T mib.Row[T]](call tableCall, order bool) ([]T, error) {
	table, _, err := winapi.ReadTable(func(table *byte, size *uint32) error {
		return winapi.Result(call(table, size, order))
	}, nil)
	if errors.Is(err, winapi.ErrChanging) {
		return nil, fmt.Errorf("iphlpapi: %w (%w)", STATUS_UNSUCCESSFUL, err)
	}
	if err != nil {
		return nil, fromDLL(err)
	}
	rows, err := mib.AppendRows[T](nil, table)
	if err != nil {
		return nil, withErrno(err)
	}
	return rows, nil
}
