package iphlpapi_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/tcptable/tcptable/iphlpapi"
)

// row is what every table shows; pid is 0 in a table without owners.
type row struct {
	local, remote netip.AddrPort
	state         iphlpapi.MibTcpState
	pid           uint32
}

// call is an exported call with one set of arguments, and its typed form.
type call struct {
	name                   string
	family                 uint32
	listeners, connections bool // what it shows
	showsPID               bool
	header, size, stateAt  int // as documented
	get                    func(table []byte, size *uint32, order bool) error
	list                   func(order bool) ([]row, error)
}

func publicCalls() []call {
	const v4, v6 = iphlpapi.AF_INET, iphlpapi.AF_INET6
	calls := []call{
		{"TcpTable", v4, true, true, false, 4, 20, 0, iphlpapi.GetTcpTable, typed(iphlpapi.TcpTable, fromTcpRow)},
		{"TcpTable2", v4, true, true, true, 4, 28, 0, iphlpapi.GetTcpTable2, typed(iphlpapi.TcpTable2, fromTcpRow2)},
		{"Tcp6Table", v6, true, true, false, 4, 52, 0, iphlpapi.GetTcp6Table, typed(iphlpapi.Tcp6Table, fromTcp6Row)},
		{"Tcp6Table2", v6, true, true, true, 4, 60, 48, iphlpapi.GetTcp6Table2, typed(iphlpapi.Tcp6Table2, fromTcp6Row2)},
	}
	for class := range iphlpapi.TCP_TABLE_OWNER_PID_LISTENER {
		calls = append(calls, extended(v4, class, 20, 0, typedClass(iphlpapi.TcpTableBasic, class, fromTcpRow)))
	}
	for class := iphlpapi.TCP_TABLE_OWNER_PID_LISTENER; class < iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER; class++ {
		calls = append(
			calls,
			extended(v4, class, 24, 0, typedClass(iphlpapi.TcpTableOwnerPid, class, fromTcpRowOwnerPid)),
			extended(v6, class, 56, 48, typedClass(iphlpapi.Tcp6TableOwnerPid, class, fromTcp6RowOwnerPid)),
		)
	}
	for class := iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER; class <= iphlpapi.TCP_TABLE_OWNER_MODULE_ALL; class++ {
		calls = append(
			calls,
			extended(v4, class, 160, 0, typedClass(iphlpapi.TcpTableOwnerModule, class, fromTcpRowOwnerModule)),
			extended(v6, class, 192, 48, typedClass(iphlpapi.Tcp6TableOwnerModule, class, fromTcp6RowOwnerModule)),
		)
	}
	return calls
}

func extended(
	family uint32, class iphlpapi.TcpTableClass, size, stateAt int, list func(order bool) ([]row, error),
) call {
	c := call{
		name:        fmt.Sprintf("ExtendedTcpTable(family %d, class %d)", family, class),
		family:      family,
		listeners:   class%3 != iphlpapi.TCP_TABLE_BASIC_CONNECTIONS,
		connections: class%3 != iphlpapi.TCP_TABLE_BASIC_LISTENER,
		showsPID:    class >= iphlpapi.TCP_TABLE_OWNER_PID_LISTENER,
		header:      4, size: size, stateAt: stateAt,
		get: func(table []byte, size *uint32, order bool) error {
			return iphlpapi.GetExtendedTcpTable(table, size, order, family, class, 0)
		},
		list: list,
	}
	if class >= iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER {
		c.header = 8
	}
	return c
}

func typed[T any](list func(bool) ([]T, error), convert func(T) row) func(bool) ([]row, error) {
	return func(order bool) (rows []row, _ error) {
		typed, err := list(order)
		for _, r := range typed {
			rows = append(rows, convert(r))
		}
		return rows, err
	}
}

func typedClass[T any](
	list func(bool, iphlpapi.TcpTableClass) ([]T, error), class iphlpapi.TcpTableClass, convert func(T) row,
) func(bool) ([]row, error) {
	return typed(func(order bool) ([]T, error) { return list(order, class) }, convert)
}

func fromTcpRow(r iphlpapi.MibTcpRow) row   { return row{r.Local(), r.Remote(), r.State, 0} }
func fromTcpRow2(r iphlpapi.MibTcpRow2) row { return row{r.Local(), r.Remote(), r.State, r.OwningPid} }
func fromTcp6Row(r iphlpapi.MibTcp6Row) row { return row{r.Local(), r.Remote(), r.State, 0} }

func fromTcp6Row2(r iphlpapi.MibTcp6Row2) row {
	return row{r.Local(), r.Remote(), r.State, r.OwningPid}
}

func fromTcpRowOwnerPid(r iphlpapi.MibTcpRowOwnerPid) row {
	return row{r.Local(), r.Remote(), r.State, r.OwningPid}
}

func fromTcp6RowOwnerPid(r iphlpapi.MibTcp6RowOwnerPid) row {
	return row{r.Local(), r.Remote(), r.State, r.OwningPid}
}

func fromTcpRowOwnerModule(r iphlpapi.MibTcpRowOwnerModule) row {
	return row{r.Local(), r.Remote(), r.State, r.OwningPid}
}

func fromTcp6RowOwnerModule(r iphlpapi.MibTcp6RowOwnerModule) row {
	return row{r.Local(), r.Remote(), r.State, r.OwningPid}
}

// TestPublicArguments: wrong arguments are refused on every host, whether or not package tcptable
// can read its table.
func TestPublicArguments(t *testing.T) {
	for _, c := range publicCalls() {
		if err := c.get(make([]byte, 100), nil, false); err != iphlpapi.ERROR_INVALID_PARAMETER {
			t.Errorf("%s with a nil size: error %v, want %v", c.name, err, iphlpapi.ERROR_INVALID_PARAMETER)
		}
	}
}
