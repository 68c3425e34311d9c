package iphlpapi

import "math"

// GetPerTcp6ConnectionEStats fills buffers with extended statistics of an IPv6 connection. The row
// is one of [GetTcp6Table]; its state is not looked at. Which structures a type has is said with
// [TcpConnectionEstatsSynOpts] and the others: rw, ros and rod receive the one of their kind. A nil
// or empty buffer asks for nothing; so does any buffer for a structure that the type has not. A
// longer buffer than needed is used up to the size of the structure. Each version is to be 0.
//
// Linux counts all the time: EnableCollection is always TRUE, but for the inbound bandwidth, which
// it never measures. What it does not know is 0. The types SynOpts and SendBuff, and connections in SYN_RCVD or TIME_WAIT, are not supported on Linux.
// No privilege is needed. [Tcp6ConnectionEStats] is more convenient. The error is nil, or one for
// which errors.Is tells:
//
//   - [ERROR_INVALID_PARAMETER]: row is nil, or kind is none of the types.
//   - [ERROR_NOT_SUPPORTED]: a version is not 0; or Linux has no counterpart, see above; or this
//     operating system is not supported yet, or its DLL has no such function.
//   - [ERROR_INSUFFICIENT_BUFFER]: a buffer is too short for its structure, and not empty.
//   - [ERROR_NOT_FOUND]: there is no such connection. A listener is none. errors.Is(err,
//     fs.ErrNotExist) is true as well.
//   - [STATUS_UNSUCCESSFUL]: the table kept changing while the connection was looked for. Call
//     again.
//   - [ERROR_ACCESS_DENIED], [ERROR_NOT_ENOUGH_MEMORY], [ERROR_GEN_FAILURE]: as with [GetTcp6Table].
//
// With an error the buffers are as they were, but on Windows.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-getpertcp6connectionestats
func GetPerTcp6ConnectionEStats(
	row *MibTcp6Row, kind TcpEstatsType,
	rw []byte, rwVersion uint32, ros []byte, rosVersion uint32, rod []byte, rodVersion uint32,
) error {
	if row == nil {
		return ERROR_INVALID_PARAMETER
	}
	return getPerTcp6ConnectionEStats(row, kind,
		newEstatsBuffer(rw, rwVersion), newEstatsBuffer(ros, rosVersion), newEstatsBuffer(rod, rodVersion))
}

// GetPerTcpConnectionEStats is [GetPerTcp6ConnectionEStats] for an IPv4 connection and a row of
// [GetTcpTable], the high halves of whose ports are ignored. A connection over IPv4 that an IPv6
// socket holds is found here.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-getpertcpconnectionestats
func GetPerTcpConnectionEStats(
	row *MibTcpRow, kind TcpEstatsType,
	rw []byte, rwVersion uint32, ros []byte, rosVersion uint32, rod []byte, rodVersion uint32,
) error {
	if row == nil {
		return ERROR_INVALID_PARAMETER
	}
	return getPerTcpConnectionEStats(row, kind,
		newEstatsBuffer(rw, rwVersion), newEstatsBuffer(ros, rosVersion), newEstatsBuffer(rod, rodVersion))
}

// SetPerTcp6ConnectionEStats switches extended statistics of an IPv6 connection on or off. rw
// holds the RW structure of the type; an empty one changes nothing. Version and offset are to be 0.
//
// Linux counts all the time. So to switch on, or to leave unchanged, succeeds for every connection
// there is and needs no privilege, where Windows asks for an administrator; to switch off is not
// supported. What is asked for about the inbound bandwidth makes no difference. The error is nil, or one for which errors.Is tells:
//
//   - [ERROR_INVALID_PARAMETER]: row is nil, or kind is none of the types, or a member of
//     [TcpEstatsBandwidthRw] is none of the values there are.
//   - [ERROR_NOT_SUPPORTED]: version or offset is not 0; or rw asks for Linux to stop counting; or
//     the type has no RW structure, or is not supported on Linux; or this operating system is not
//     supported yet, or its DLL has no such function.
//   - [ERROR_INSUFFICIENT_BUFFER]: rw is too short for the structure, and not empty.
//   - [ERROR_NOT_FOUND] and the others: as with [GetPerTcp6ConnectionEStats].
//   - [ERROR_ACCESS_DENIED]: on Windows also if the caller is no administrator.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-setpertcp6connectionestats
func SetPerTcp6ConnectionEStats(row *MibTcp6Row, kind TcpEstatsType, rw []byte, rwVersion, offset uint32) error {
	if row == nil {
		return ERROR_INVALID_PARAMETER
	}
	return setPerTcp6ConnectionEStats(row, kind, newEstatsBuffer(rw, rwVersion), offset)
}

// SetPerTcpConnectionEStats is [SetPerTcp6ConnectionEStats] for an IPv4 connection.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-setpertcpconnectionestats
func SetPerTcpConnectionEStats(row *MibTcpRow, kind TcpEstatsType, rw []byte, rwVersion, offset uint32) error {
	if row == nil {
		return ERROR_INVALID_PARAMETER
	}
	return setPerTcpConnectionEStats(row, kind, newEstatsBuffer(rw, rwVersion), offset)
}

// estatsBuffer is one of the caller's buffers. Unlike a slice it can be what a C program passes:
// no buffer, but a size.
type estatsBuffer struct {
	bytes   []byte // nil: NULL
	size    uint32
	version uint32
}

func newEstatsBuffer(b []byte, version uint32) estatsBuffer {
	return estatsBuffer{bytes: b, size: uint32(min(uint64(len(b)), math.MaxUint32)), version: version}
}
