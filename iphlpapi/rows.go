package iphlpapi

import "github.com/tcptable/tcptable/internal/mib"

// MibTcpRow is a MIB_TCPROW, 20 bytes: what GetTcpTable and the BASIC classes return. Its fields,
// in the order of their offsets:
//
//	State      MibTcpState
//	LocalAddr  [4]byte     // network byte order
//	LocalPort  MibPort
//	RemoteAddr [4]byte
//	RemotePort MibPort
//
// Its methods Local and Remote return the two ends as [net/netip.AddrPort].
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_lh
type MibTcpRow = mib.TcpRow

// MibTcpRow2 is a MIB_TCPROW2, 28 bytes: what GetTcpTable2 returns. It is [MibTcpRow] and
//
//	OwningPid    uint32
//	OffloadState TcpConnectionOffloadState
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow2
type MibTcpRow2 = mib.TcpRow2

// MibTcpRowOwnerPid is a MIB_TCPROW_OWNER_PID, 24 bytes: what GetExtendedTcpTable returns for IPv4
// and the OWNER_PID classes. It is [MibTcpRow] and
//
//	OwningPid uint32
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_owner_pid
type MibTcpRowOwnerPid = mib.TcpRowOwnerPid

// MibTcpRowOwnerModule is a MIB_TCPROW_OWNER_MODULE, 160 bytes: what GetExtendedTcpTable returns
// for IPv4 and the OWNER_MODULE classes. It is [MibTcpRow] and
//
//	OwningPid        uint32
//	CreateTimestamp  int64      // 0 on Linux, which does not tell when a socket was bound
//	OwningModuleInfo [16]uint64 // opaque
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_owner_module
type MibTcpRowOwnerModule = mib.TcpRowOwnerModule

// MibTcp6Row is a MIB_TCP6ROW, 52 bytes: what GetTcp6Table returns. Its fields, in the order of
// their offsets:
//
//	State         MibTcpState
//	LocalAddr     [16]byte
//	LocalScopeId  uint32      // the interface's index, in host byte order
//	LocalPort     MibPort
//	RemoteAddr    [16]byte
//	RemoteScopeId uint32
//	RemotePort    MibPort
//
// Its methods Local and Remote return the two ends as [net/netip.AddrPort], with the scope id of
// a link-local address as its zone.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row
type MibTcp6Row = mib.Tcp6Row

// MibTcp6Row2 is a MIB_TCP6ROW2, 60 bytes: what GetTcp6Table2 returns. It has the endpoints of
// [MibTcp6Row], and after them
//
//	State        MibTcpState
//	OwningPid    uint32
//	OffloadState TcpConnectionOffloadState
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row2
type MibTcp6Row2 = mib.Tcp6Row2

// MibTcp6RowOwnerPid is a MIB_TCP6ROW_OWNER_PID, 56 bytes: what GetExtendedTcpTable returns for
// IPv6 and the OWNER_PID classes. It has the endpoints of [MibTcp6Row], and after them
//
//	State     MibTcpState
//	OwningPid uint32
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row_owner_pid
type MibTcp6RowOwnerPid = mib.Tcp6RowOwnerPid

// MibTcp6RowOwnerModule is a MIB_TCP6ROW_OWNER_MODULE, 192 bytes: what GetExtendedTcpTable returns
// for IPv6 and the OWNER_MODULE classes. It is [MibTcp6RowOwnerPid] and
//
//	CreateTimestamp  int64      // 0 on Linux, which does not tell when a socket was bound
//	OwningModuleInfo [16]uint64 // opaque
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row_owner_module
type MibTcp6RowOwnerModule = mib.Tcp6RowOwnerModule

// MibPort is a port as the rows hold it: network byte order in the low 16 bits of a 32-bit field.
// Its method Number returns the port as a number.
type MibPort = mib.Port

// MibTcpState is a MIB_TCP_STATE. Its numbers are those of [github.com/tcptable/tcptable.State],
// and every value but MIB_TCP_STATE_RESERVED in a row that a call returns can be converted to that.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-mib_tcp_state
type MibTcpState = mib.TcpState

// The states. But on Windows no row that a call returns is in CLOSED, DELETE_TCB or RESERVED.
const (
	MIB_TCP_STATE_CLOSED     MibTcpState = 1
	MIB_TCP_STATE_LISTEN     MibTcpState = 2
	MIB_TCP_STATE_SYN_SENT   MibTcpState = 3
	MIB_TCP_STATE_SYN_RCVD   MibTcpState = 4
	MIB_TCP_STATE_ESTAB      MibTcpState = 5
	MIB_TCP_STATE_FIN_WAIT1  MibTcpState = 6
	MIB_TCP_STATE_FIN_WAIT2  MibTcpState = 7
	MIB_TCP_STATE_CLOSE_WAIT MibTcpState = 8
	MIB_TCP_STATE_CLOSING    MibTcpState = 9
	MIB_TCP_STATE_LAST_ACK   MibTcpState = 10
	MIB_TCP_STATE_TIME_WAIT  MibTcpState = 11
	MIB_TCP_STATE_DELETE_TCB MibTcpState = 12
	MIB_TCP_STATE_RESERVED   MibTcpState = 100
)

// TcpConnectionOffloadState is a TCP_CONNECTION_OFFLOAD_STATE.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-tcp_connection_offload_state
type TcpConnectionOffloadState = mib.TcpConnectionOffloadState

// The offload states.
const (
	TcpConnectionOffloadStateInHost     TcpConnectionOffloadState = 0
	TcpConnectionOffloadStateOffloading TcpConnectionOffloadState = 1
	TcpConnectionOffloadStateOffloaded  TcpConnectionOffloadState = 2
	TcpConnectionOffloadStateUploading  TcpConnectionOffloadState = 3
)
