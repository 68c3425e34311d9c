/*
 * The calls of the IP Helper about TCP, as libiphlpapi.so has them. Link with -liphlpapi.
 *
 * https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/
 *
 * Each call returns its code: NO_ERROR (0), or one of those that stand with it. Beside these every
 * call can return
 *
 *   ERROR_ACCESS_DENIED (5)       the kernel refuses
 *   ERROR_NOT_ENOUGH_MEMORY (8)   the kernel is out of memory, or a table has 4 GiB or more
 *   ERROR_GEN_FAILURE (31)        anything else
 *   ERROR_NOT_SUPPORTED (50)      the kernel has no way to do that
 *   STATUS_UNSUCCESSFUL           the table kept changing while it was read: call again
 *   ERROR_NOACCESS (998)          a buffer, or the row, is not in memory of the caller's
 *
 * Any thread may call, and many at once. docs/contract.md says what each call promises.
 */
#ifndef TCPTABLE_IPHLPAPI_H
#define TCPTABLE_IPHLPAPI_H

#include "tcptable_types.h"
#include "tcptable_errors.h"
#include "tcptable.h"
#include "tcpmib.h"
#include "iprtrmib.h"
#include "tcpestats.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Tables
 *
 * *SizePointer is the number of bytes that may be written to TcpTable. With Order the rows ascend by
 * local address, local scope id (IPv6), local port, remote address, remote scope id (IPv6), remote
 * port; without it they come as the kernel has them.
 *
 *   NO_ERROR                          the table is written, and *SizePointer the number of its bytes
 *   ERROR_INSUFFICIENT_BUFFER (122)   TcpTable is NULL, or too small: *SizePointer is what is needed now
 *   ERROR_INVALID_PARAMETER (87)      SizePointer is NULL, or cannot be written
 *
 * A table may have grown when the call with a larger buffer comes: call until it fits.
 */
ULONG WINAPI GetTcp6Table2(PMIB_TCP6TABLE2 TcpTable, PULONG SizePointer, BOOL Order);
ULONG WINAPI GetTcp6Table(PMIB_TCP6TABLE TcpTable, PULONG SizePointer, BOOL Order);
ULONG WINAPI GetTcpTable2(PMIB_TCPTABLE2 TcpTable, PULONG SizePointer, BOOL Order);
ULONG WINAPI GetTcpTable(PMIB_TCPTABLE TcpTable, PULONG SizePointer, BOOL Order);

/*
 * GetExtendedTcpTable returns the rows of one class and one family. ulAf is AF_INET or AF_INET6, in the
 * numbers of this system or of Windows. Reserved is to be 0. The codes are as above, and
 *
 *   ERROR_INVALID_PARAMETER (87)   also another family or class
 *   ERROR_NOT_SUPPORTED (50)       AF_INET6 with a BASIC class
 */
DWORD WINAPI GetExtendedTcpTable(PVOID pTcpTable, PDWORD pdwSize, BOOL bOrder, ULONG ulAf, TCP_TABLE_CLASS TableClass,
	ULONG Reserved);

/*
 * Owners
 *
 * Who owns the connection of a row of an OWNER_MODULE class: pBuffer receives a
 * TCPIP_OWNER_MODULE_BASIC_INFO, and behind it the strings that it points to.
 *
 *   NO_ERROR                          *pdwSize is the number of bytes used
 *   ERROR_INSUFFICIENT_BUFFER (122)   pBuffer is NULL, or too small: *pdwSize is what is needed
 *   ERROR_INVALID_PARAMETER (87)      a NULL row or size, or another class than
 *                                     TCPIP_OWNER_MODULE_INFO_BASIC
 *   ERROR_NOT_FOUND (1168)            nobody owns it, or the owner has ended
 */
DWORD WINAPI GetOwnerModuleFromTcp6Entry(PMIB_TCP6ROW_OWNER_MODULE pTcpEntry, TCPIP_OWNER_MODULE_INFO_CLASS Class,
	PVOID pBuffer, PDWORD pdwSize);
DWORD WINAPI GetOwnerModuleFromTcpEntry(PMIB_TCPROW_OWNER_MODULE pTcpEntry, TCPIP_OWNER_MODULE_INFO_CLASS Class,
	PVOID pBuffer, PDWORD pdwSize);

/*
 * Statistics of the network namespace that the caller is in. GetTcpStatistics is GetTcpStatisticsEx for
 * AF_INET. Linux counts both families together: but for dwNumConns the answers are the same.
 *
 *   NO_ERROR                       Statistics is filled in
 *   ERROR_INVALID_PARAMETER (87)   Statistics is NULL, or Family neither AF_INET nor AF_INET6
 */
ULONG WINAPI GetTcpStatistics(PMIB_TCPSTATS Statistics);
ULONG WINAPI GetTcpStatisticsEx(PMIB_TCPSTATS Statistics, ULONG Family);
ULONG WINAPI GetTcpStatisticsEx2(PMIB_TCPSTATS2 Statistics, ULONG Family);

/*
 * SetTcpEntry closes an IPv4 connection: its addresses and ports, and MIB_TCP_STATE_DELETE_TCB as the
 * state, are in the row.
 *
 *   NO_ERROR                       it is closed
 *   ERROR_ACCESS_DENIED (5)        the caller lacks CAP_NET_ADMIN
 *   ERROR_INVALID_PARAMETER (87)   the row is NULL, or its state another one
 *   ERROR_MR_MID_NOT_FOUND (317)   there is no such connection
 */
DWORD WINAPI SetTcpEntry(PMIB_TCPROW pTcpRow);

/*
 * Extended statistics of the connection that a row of GetTcp6Table or GetTcpTable stands for. Which of
 * the structures of tcpestats.h go into Rw, Ros and Rod depends on EstatsType. A NULL buffer of size 0
 * asks for nothing. Versions, and Offset, are to be 0. Linux counts always, so that there is nothing to
 * be enabled; the Set calls succeed for what is on already.
 *
 *   NO_ERROR                           the buffers are filled in
 *   ERROR_NOT_SUPPORTED (50)           a version or Offset is not 0; a type or a connection of which Linux
 *                                      tells nothing; collection is to be switched off
 *   ERROR_INVALID_PARAMETER (87)       Row is NULL, or there is no such type
 *   ERROR_INSUFFICIENT_BUFFER (122)    a buffer is too small for its structure
 *   ERROR_NOT_FOUND (1168)             there is no such connection
 *   ERROR_INVALID_USER_BUFFER (1784)   a buffer is NULL, and its size is not 0
 */
ULONG WINAPI GetPerTcp6ConnectionEStats(PMIB_TCP6ROW Row, TCP_ESTATS_TYPE EstatsType, PUCHAR Rw, ULONG RwVersion,
	ULONG RwSize, PUCHAR Ros, ULONG RosVersion, ULONG RosSize, PUCHAR Rod, ULONG RodVersion, ULONG RodSize);
ULONG WINAPI GetPerTcpConnectionEStats(PMIB_TCPROW Row, TCP_ESTATS_TYPE EstatsType, PUCHAR Rw, ULONG RwVersion,
	ULONG RwSize, PUCHAR Ros, ULONG RosVersion, ULONG RosSize, PUCHAR Rod, ULONG RodVersion, ULONG RodSize);
ULONG WINAPI SetPerTcp6ConnectionEStats(PMIB_TCP6ROW Row, TCP_ESTATS_TYPE EstatsType, PUCHAR Rw, ULONG RwVersion,
	ULONG RwSize, ULONG Offset);
ULONG WINAPI SetPerTcpConnectionEStats(PMIB_TCPROW Row, TCP_ESTATS_TYPE EstatsType, PUCHAR Rw, ULONG RwVersion,
	ULONG RwSize, ULONG Offset);

#ifdef __cplusplus
}
#endif

#endif
