package iphlpapi

import (
	"fmt"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// call is one of the documented calls with one set of arguments.
type call struct {
	name         string
	golden       string // the file that holds the machine's table
	header, size int    // documented: of a table and of a row
	rows         int    // of the machine
	owners       tcptable.OwnerDetail
	get          func(c caller, table []byte, size *uint32, order bool) error
	list         func(c caller, order bool) (encoded []byte, err error) // the typed call, as a table
}

func (c *call) need(rows int) int { return c.header + rows*c.size }

// calls is every call, so that each test of the contract is a test of all of them.
func calls() []call {
	all, all6 := machineListeners+machineConnections, machineListeners6+machineConnections6
	calls := []call{
		{"GetTcpTable", "tcptable", 4, 20, all, tcptable.OwnersNone, getKind(tcpTable), listKind(tcpTable)},
		{"GetTcpTable2", "tcptable2", 4, 28, all, tcptable.OwnersPID, getKind(tcpTable2), listKind(tcpTable2)},
		{"GetTcp6Table", "tcp6table", 4, 52, all6, tcptable.OwnersNone, getKind(tcp6Table), listKind(tcp6Table)},
		{"GetTcp6Table2", "tcp6table2", 4, 60, all6, tcptable.OwnersPID, getKind(tcp6Table2), listKind(tcp6Table2)},
	}
	calls = append(calls, classCalls(AF_INET, tcpTable, call{
		golden: "tcptable", header: 4, size: 20, owners: tcptable.OwnersNone,
	}, TCP_TABLE_BASIC_LISTENER)...)
	calls = append(calls, classCalls(AF_INET, tcpTableOwnerPid, call{
		golden: "tcptable_owner_pid", header: 4, size: 24, owners: tcptable.OwnersPID,
	}, TCP_TABLE_OWNER_PID_LISTENER)...)
	calls = append(calls, classCalls(AF_INET, tcpTableOwnerModule, call{
		golden: "tcptable_owner_module", header: 8, size: 160, owners: tcptable.OwnersProcess,
	}, TCP_TABLE_OWNER_MODULE_LISTENER)...)
	calls = append(calls, classCalls(AF_INET6, tcp6TableOwnerPid, call{
		golden: "tcp6table_owner_pid", header: 4, size: 56, owners: tcptable.OwnersPID,
	}, TCP_TABLE_OWNER_PID_LISTENER)...)
	return append(calls, classCalls(AF_INET6, tcp6TableOwnerModule, call{
		golden: "tcp6table_owner_module", header: 8, size: 192, owners: tcptable.OwnersProcess,
	}, TCP_TABLE_OWNER_MODULE_LISTENER)...)
}

func getKind[T mib.Row[T]](k kind[T]) func(caller, []byte, *uint32, bool) error {
	return func(c caller, table []byte, size *uint32, order bool) error {
		return get(c, k, tcptable.AllStates, table, size, order)
	}
}

func listKind[T mib.Row[T]](k kind[T]) func(caller, bool) ([]byte, error) {
	return func(c caller, order bool) ([]byte, error) {
		return encode(list(c, k, tcptable.AllStates, order))
	}
}

// classCalls are the calls of GetExtendedTcpTable for the three classes from first on.
func classCalls[T mib.Row[T]](family uint32, k kind[T], like call, first TcpTableClass) (calls []call) {
	rows := []int{machineListeners, machineConnections, machineListeners + machineConnections}
	if family == AF_INET6 {
		rows = []int{machineListeners6, machineConnections6, machineListeners6 + machineConnections6}
	}
	for i := range rows {
		class := first + TcpTableClass(i)
		c := like
		c.name = fmt.Sprintf("GetExtendedTcpTable(family %d, class %d)", family, class)
		c.rows = rows[i]
		c.golden += []string{"_listener", "_connections", ""}[i]
		c.get = func(c caller, table []byte, size *uint32, order bool) error {
			return getExtended(c, table, size, order, family, class, 0)
		}
		c.list = func(c caller, order bool) ([]byte, error) {
			return encode(listClass(c, k, first, order, class))
		}
		calls = append(calls, c)
	}
	return calls
}

func encode[T mib.Row[T]](rows []T, err error) ([]byte, error) {
	table := make([]byte, mib.TableSize[T](len(rows)))
	if _, encodeErr := mib.EncodeTable(table, len(rows), func(i int) T { return rows[i] }); encodeErr != nil {
		return nil, encodeErr
	}
	return table, err
}

// fetch calls with a buffer of the size that the call itself asks for, and returns the table.
func (c *call) fetch(t *testing.T, from caller, order bool) []byte {
	t.Helper()
	var size uint32
	if err := c.get(from, nil, &size, order); err != ERROR_INSUFFICIENT_BUFFER {
		t.Fatalf("%s: probing call = %v, want %v", c.name, err, ERROR_INSUFFICIENT_BUFFER)
	}
	table := make([]byte, size)
	if err := c.get(from, table, &size, order); err != nil {
		t.Fatalf("%s with the %d bytes it asked for: %v", c.name, len(table), err)
	}
	return table[:size]
}
