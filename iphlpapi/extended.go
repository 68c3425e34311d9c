package iphlpapi

import (
	"syscall"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// TcpTableClass is a TCP_TABLE_CLASS: which endpoints a table holds, and what its rows say.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/ne-iprtrmib-tcp_table_class
type TcpTableClass uint32

// The classes. LISTENER tables hold the listeners, CONNECTIONS tables every endpoint in any other
// state, ALL tables both.
const (
	TCP_TABLE_BASIC_LISTENER           TcpTableClass = 0
	TCP_TABLE_BASIC_CONNECTIONS        TcpTableClass = 1
	TCP_TABLE_BASIC_ALL                TcpTableClass = 2
	TCP_TABLE_OWNER_PID_LISTENER       TcpTableClass = 3
	TCP_TABLE_OWNER_PID_CONNECTIONS    TcpTableClass = 4
	TCP_TABLE_OWNER_PID_ALL            TcpTableClass = 5
	TCP_TABLE_OWNER_MODULE_LISTENER    TcpTableClass = 6
	TCP_TABLE_OWNER_MODULE_CONNECTIONS TcpTableClass = 7
	TCP_TABLE_OWNER_MODULE_ALL         TcpTableClass = 8
)

// The address families, as Windows numbers them on every host.
const (
	AF_INET  = 2
	AF_INET6 = 23
)

// populations is how many classes there are for each type of row: LISTENER, CONNECTIONS, ALL.
const populations = 3

func (class TcpTableClass) valid() bool { return class <= TCP_TABLE_OWNER_MODULE_ALL }

// listener returns the LISTENER class with rows of the same type: it stands for that type.
func (class TcpTableClass) listener() TcpTableClass { return class - class%populations }

// of reports whether class is one of the three with rows as the given LISTENER class.
func (class TcpTableClass) of(rows TcpTableClass) bool {
	return class.valid() && class.listener() == rows
}

func (class TcpTableClass) states() tcptable.StateSet {
	listen := tcptable.States(tcptable.StateListen)
	switch class % populations {
	case TCP_TABLE_BASIC_LISTENER:
		return listen
	case TCP_TABLE_BASIC_CONNECTIONS:
		return tcptable.AllStates &^ listen
	}
	return tcptable.AllStates
}

// GetExtendedTcpTable fills table with the endpoints of the family that the class holds. The rows
// are, by the class and the family:
//
//	                AF_INET                 AF_INET6
//	BASIC           [MibTcpRow]             not supported
//	OWNER_PID       [MibTcpRowOwnerPid]     [MibTcp6RowOwnerPid]
//	OWNER_MODULE    [MibTcpRowOwnerModule]  [MibTcp6RowOwnerModule]
//
// The first row is at offset 4, in the tables of the OWNER_MODULE classes at offset 8. Size, order
// and errors are those of [GetTcp6Table2] and [GetTcpTable2], and besides:
//
//   - [ERROR_INVALID_PARAMETER]: family or class is unknown.
//   - [ERROR_NOT_SUPPORTED]: family is AF_INET6 and class one of the BASIC ones.
//
// The family is [AF_INET], [AF_INET6], or what the host itself calls AF_INET6 (10 on Linux, 30 on
// macOS). What is wrong is looked for in this order: family, nil size, class, AF_INET6 with a
// BASIC class, room. The documentation asks for reserved to be zero; another value is ignored.
//
// In an OWNER_MODULE row CreateTimestamp is 0 on Linux, which does not tell when a socket was
// bound, and OwningModuleInfo is opaque. On Windows all the arguments are the DLL's to judge.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-getextendedtcptable
func GetExtendedTcpTable(
	table []byte, size *uint32, order bool, family uint32, class TcpTableClass, reserved uint32,
) error {
	return getExtendedTcpTable(table, size, order, family, class, reserved)
}

func getExtended(
	c caller, table []byte, size *uint32, order bool, family uint32, class TcpTableClass, _ uint32,
) error {
	isIPv6 := family == AF_INET6 || family == syscall.AF_INET6
	if family != AF_INET && !isIPv6 || size == nil || !class.valid() {
		return ERROR_INVALID_PARAMETER
	}
	states := class.states()
	switch class.listener() {
	case TCP_TABLE_OWNER_PID_LISTENER:
		if isIPv6 {
			return get(c, tcp6TableOwnerPid, states, table, size, order)
		}
		return get(c, tcpTableOwnerPid, states, table, size, order)
	case TCP_TABLE_OWNER_MODULE_LISTENER:
		if isIPv6 {
			return get(c, tcp6TableOwnerModule, states, table, size, order)
		}
		return get(c, tcpTableOwnerModule, states, table, size, order)
	}
	if isIPv6 {
		return ERROR_NOT_SUPPORTED
	}
	return get(c, tcpTable, states, table, size, order)
}

// TcpTableBasic returns the rows of [GetExtendedTcpTable] for AF_INET and a BASIC class. For any
// other class it returns [ERROR_INVALID_PARAMETER]. Together with another error it returns the
// rows that were got before it.
func TcpTableBasic(order bool, class TcpTableClass) ([]MibTcpRow, error) {
	return listExtendedTcpTable(tcpTable, TCP_TABLE_BASIC_LISTENER, order, class)
}

// TcpTableOwnerPid is [TcpTableBasic] for AF_INET and an OWNER_PID class.
func TcpTableOwnerPid(order bool, class TcpTableClass) ([]MibTcpRowOwnerPid, error) {
	return listExtendedTcpTable(tcpTableOwnerPid, TCP_TABLE_OWNER_PID_LISTENER, order, class)
}

// TcpTableOwnerModule is [TcpTableBasic] for AF_INET and an OWNER_MODULE class.
func TcpTableOwnerModule(order bool, class TcpTableClass) ([]MibTcpRowOwnerModule, error) {
	return listExtendedTcpTable(tcpTableOwnerModule, TCP_TABLE_OWNER_MODULE_LISTENER, order, class)
}

// Tcp6TableOwnerPid is [TcpTableBasic] for AF_INET6 and an OWNER_PID class.
func Tcp6TableOwnerPid(order bool, class TcpTableClass) ([]MibTcp6RowOwnerPid, error) {
	return listExtendedTcpTable(tcp6TableOwnerPid, TCP_TABLE_OWNER_PID_LISTENER, order, class)
}

// Tcp6TableOwnerModule is [TcpTableBasic] for AF_INET6 and an OWNER_MODULE class.
func Tcp6TableOwnerModule(order bool, class TcpTableClass) ([]MibTcp6RowOwnerModule, error) {
	return listExtendedTcpTable(tcp6TableOwnerModule, TCP_TABLE_OWNER_MODULE_LISTENER, order, class)
}

func listClass[T mib.Row[T]](c caller, k kind[T], rows TcpTableClass, order bool, class TcpTableClass) ([]T, error) {
	if !class.of(rows) {
		return nil, ERROR_INVALID_PARAMETER
	}
	return list(c, k, class.states(), order)
}
