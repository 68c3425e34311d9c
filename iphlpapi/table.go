package iphlpapi

// GetTcp6Table2 fills table with a MIB_TCP6TABLE2: every IPv6 endpoint with its owner's process id
// and its offload state. The count of rows, 32 bits, is at offset 0, and the rows, each a
// [MibTcp6Row2], follow at offset 4. With order true they ascend by local address, local scope id,
// local port, remote address, remote scope id and remote port; addresses compare as unsigned
// big-endian numbers. Without, they are in the kernel's order.
//
// *size is the count of bytes in table that may be used; a table shorter than that is used up to
// its length. On success *size becomes the count of bytes written. The slice needs no alignment,
// and no byte behind the rows is touched. The error is nil, or one for which errors.Is tells:
//
//   - [ERROR_INSUFFICIENT_BUFFER]: table is nil or too short. *size is now what the call needs,
//     with some headroom; table is as it was. The table may grow between two calls, so that any
//     number of these in a row is possible.
//   - [ERROR_INVALID_PARAMETER]: size is nil.
//   - [ERROR_NOT_SUPPORTED]: this operating system is not supported yet.
//   - [ERROR_ACCESS_DENIED]: the caller may not read the table.
//   - [STATUS_UNSUCCESSFUL]: the table kept changing while it was read. Call again.
//   - [ERROR_NOT_ENOUGH_MEMORY], [ERROR_GEN_FAILURE]: anything else.
//
// Where a kernel's error is the cause, it is in the chain too. With any error but
// ERROR_INSUFFICIENT_BUFFER *size and table are as they were.
//
// That is so on every system but Windows. There the DLL fills table and size in its own way, and
// any code that it returns is the error.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcp6table2
func GetTcp6Table2(table []byte, size *uint32, order bool) error {
	return getTcp6Table2(table, size, order)
}

// Tcp6Table2 returns the rows of [GetTcp6Table2]. Together with an error it returns the rows that
// were got before it.
func Tcp6Table2(order bool) ([]MibTcp6Row2, error) {
	return listTcp6Table2(order)
}

// GetTcp6Table fills table with a MIB_TCP6TABLE: every IPv6 endpoint. It is [GetTcp6Table2] with
// rows that are a [MibTcp6Row], and cheaper, because no owners are looked for.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcp6table
func GetTcp6Table(table []byte, size *uint32, order bool) error {
	return getTcp6Table(table, size, order)
}

// Tcp6Table returns the rows of [GetTcp6Table]. Together with an error it returns the rows that
// were got before it.
func Tcp6Table(order bool) ([]MibTcp6Row, error) {
	return listTcp6Table(order)
}

// GetTcpTable2 fills table with a MIB_TCPTABLE2: every IPv4 endpoint with its owner's process id
// and its offload state. It is [GetTcp6Table2] with rows that are a [MibTcpRow2], and with order
// true they ascend by local address, local port, remote address and remote port.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcptable2
func GetTcpTable2(table []byte, size *uint32, order bool) error {
	return getTcpTable2(table, size, order)
}

// TcpTable2 returns the rows of [GetTcpTable2]. Together with an error it returns the rows that
// were got before it.
func TcpTable2(order bool) ([]MibTcpRow2, error) {
	return listTcpTable2(order)
}

// GetTcpTable fills table with a MIB_TCPTABLE: every IPv4 endpoint. It is [GetTcpTable2] with rows
// that are a [MibTcpRow], and cheaper, because no owners are looked for.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcptable
func GetTcpTable(table []byte, size *uint32, order bool) error {
	return getTcpTable(table, size, order)
}

// TcpTable returns the rows of [GetTcpTable]. Together with an error it returns the rows that were
// got before it.
func TcpTable(order bool) ([]MibTcpRow, error) {
	return listTcpTable(order)
}
