package iphlpapi

// SetTcpEntry closes an IPv4 connection: it aborts the local end, and the peer gets a reset. The
// row is one of [GetTcpTable] with its State set to [MIB_TCP_STATE_DELETE_TCB], the only state
// that can be set. The high halves of its ports are ignored.
//
// A connection over IPv4 that an IPv6 socket holds, with mapped addresses, is closed as well: it
// stands in the IPv4 tables. There is no call for IPv6 connections, and listeners cannot be closed;
// [github.com/tcptable/tcptable.Table.Kill] does both. The connection is looked up in the table and
// closed by its identity there, so that one that takes its addresses in between is not hit.
//
// The error is nil, or one for which errors.Is tells:
//
//   - [ERROR_INVALID_PARAMETER]: row is nil, or its state another one.
//   - [ERROR_MR_MID_NOT_FOUND]: there is no such connection. errors.Is(err, fs.ErrNotExist) is true
//     as well, though not on Windows, which answers a lack of rights with the same code.
//   - [ERROR_ACCESS_DENIED]: CAP_NET_ADMIN is missing, or on Windows the rights of an administrator.
//   - [ERROR_NOT_SUPPORTED]: the kernel was built without CONFIG_INET_DIAG_DESTROY, or cannot close
//     a connection in this state; sockets can be read from the proc filesystem only; this operating
//     system is not supported yet.
//   - [STATUS_UNSUCCESSFUL]: the table kept changing while the connection was looked for. Call
//     again.
//   - [ERROR_NOT_ENOUGH_MEMORY], [ERROR_GEN_FAILURE]: anything else.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-settcpentry
func SetTcpEntry(row *MibTcpRow) error {
	if row == nil {
		return ERROR_INVALID_PARAMETER // where Windows reads from address 0
	}
	return setTcpEntry(row)
}
