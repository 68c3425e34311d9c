/*
 * The rows and tables of the TCP MIB: what GetTcp6Table2 and its family fill in. Included by
 * iphlpapi.h.
 *
 * https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/
 *
 * Ports are in network byte order in the low 16 bits of their field: ntohs((u_short)row.dwLocalPort).
 * The library writes zeros above them; Windows documents that anything may stand there. Addresses are
 * in network byte order, scope ids plain numbers (the index of an interface). Of a row in LISTEN the
 * remote address, scope id and port are 0. A process id is 0 if nobody owns the connection, as in
 * TIME_WAIT, or if the caller may not know who does.
 */
#ifndef TCPTABLE_TCPMIB_H
#define TCPTABLE_TCPMIB_H

/* Where the system has these, or the folder "windows" is on the include path, IN6_ADDR is theirs. */
#ifdef __has_include
#if __has_include(<ws2ipdef.h>)
#include <winsock2.h>
#include <ws2ipdef.h>
#endif
#endif

#include "tcptable_types.h"

#ifndef _WS2IPDEF_
#include <netinet/in.h>
typedef struct in6_addr IN6_ADDR, *PIN6_ADDR;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The state of a connection. The library returns 2 to 11; SetTcpEntry takes 12. */
typedef enum {
	MIB_TCP_STATE_CLOSED = 1,
	MIB_TCP_STATE_LISTEN = 2,
	MIB_TCP_STATE_SYN_SENT = 3,
	MIB_TCP_STATE_SYN_RCVD = 4,
	MIB_TCP_STATE_ESTAB = 5,
	MIB_TCP_STATE_FIN_WAIT1 = 6,
	MIB_TCP_STATE_FIN_WAIT2 = 7,
	MIB_TCP_STATE_CLOSE_WAIT = 8,
	MIB_TCP_STATE_CLOSING = 9,
	MIB_TCP_STATE_LAST_ACK = 10,
	MIB_TCP_STATE_TIME_WAIT = 11,
	MIB_TCP_STATE_DELETE_TCB = 12,
	MIB_TCP_STATE_RESERVED = 100 /* not of the MIB; tools of Windows show it as "Bound" */
} MIB_TCP_STATE;

/* Who handles a connection: the host, or hardware. */
typedef enum {
	TcpConnectionOffloadStateInHost = 0,
	TcpConnectionOffloadStateOffloading = 1,
	TcpConnectionOffloadStateOffloaded = 2,
	TcpConnectionOffloadStateUploading = 3,
	TcpConnectionOffloadStateMax = 4 /* the number of states */
} TCP_CONNECTION_OFFLOAD_STATE, *PTCP_CONNECTION_OFFLOAD_STATE;

/* How the time until a segment is sent again is found. Each number has two names. */
typedef enum {
	TcpRtoAlgorithmOther = 1,
	TcpRtoAlgorithmConstant = 2,
	TcpRtoAlgorithmRsre = 3,
	TcpRtoAlgorithmVanj = 4,
	MIB_TCP_RTO_OTHER = 1,
	MIB_TCP_RTO_CONSTANT = 2,
	MIB_TCP_RTO_RSRE = 3,
	MIB_TCP_RTO_VANJ = 4
} TCP_RTO_ALGORITHM, *PTCP_RTO_ALGORITHM;

/* dwMaxConn where there is no fixed limit. */
#define MIB_TCP_MAXCONN_DYNAMIC ((ULONG)-1)

/* The length of OwningModuleInfo. */
#define TCPIP_OWNING_MODULE_SIZE 16

/*
 * IPv4
 */

/* The row of GetTcpTable and of the BASIC classes: 20 bytes. */
typedef struct _MIB_TCPROW_LH {
	__extension__ union {
		DWORD dwState;
		MIB_TCP_STATE State;
	};
	DWORD dwLocalAddr;
	DWORD dwLocalPort;
	DWORD dwRemoteAddr;
	DWORD dwRemotePort;
} MIB_TCPROW_LH, *PMIB_TCPROW_LH;

/* The same without the name State, for programs that are compiled for what was before Vista. */
typedef struct _MIB_TCPROW_W2K {
	DWORD dwState;
	DWORD dwLocalAddr;
	DWORD dwLocalPort;
	DWORD dwRemoteAddr;
	DWORD dwRemotePort;
} MIB_TCPROW_W2K, *PMIB_TCPROW_W2K;

#if defined(_WIN32_WINNT) && _WIN32_WINNT < 0x0600
typedef MIB_TCPROW_W2K MIB_TCPROW, *PMIB_TCPROW;
#else
typedef MIB_TCPROW_LH MIB_TCPROW, *PMIB_TCPROW;
#endif

/* A table is a number of rows, and the rows. How long the array is says dwNumEntries alone. */
typedef struct _MIB_TCPTABLE {
	DWORD dwNumEntries;
	MIB_TCPROW table[ANY_SIZE];
} MIB_TCPTABLE, *PMIB_TCPTABLE;

/* The row of GetTcpTable2: 28 bytes. */
typedef struct _MIB_TCPROW2 {
	DWORD dwState;
	DWORD dwLocalAddr;
	DWORD dwLocalPort;
	DWORD dwRemoteAddr;
	DWORD dwRemotePort;
	DWORD dwOwningPid;
	TCP_CONNECTION_OFFLOAD_STATE dwOffloadState;
} MIB_TCPROW2, *PMIB_TCPROW2;

typedef struct _MIB_TCPTABLE2 {
	DWORD dwNumEntries;
	MIB_TCPROW2 table[ANY_SIZE];
} MIB_TCPTABLE2, *PMIB_TCPTABLE2;

/* The row of the OWNER_PID classes: 24 bytes. */
typedef struct _MIB_TCPROW_OWNER_PID {
	DWORD dwState;
	DWORD dwLocalAddr;
	DWORD dwLocalPort;
	DWORD dwRemoteAddr;
	DWORD dwRemotePort;
	DWORD dwOwningPid;
} MIB_TCPROW_OWNER_PID, *PMIB_TCPROW_OWNER_PID;

typedef struct _MIB_TCPTABLE_OWNER_PID {
	DWORD dwNumEntries;
	MIB_TCPROW_OWNER_PID table[ANY_SIZE];
} MIB_TCPTABLE_OWNER_PID, *PMIB_TCPTABLE_OWNER_PID;

/*
 * The row of the OWNER_MODULE classes: 160 bytes. liCreateTimestamp is 0 on Linux. OwningModuleInfo is
 * for GetOwnerModuleFromTcpEntry alone.
 */
typedef struct _MIB_TCPROW_OWNER_MODULE {
	DWORD dwState;
	DWORD dwLocalAddr;
	DWORD dwLocalPort;
	DWORD dwRemoteAddr;
	DWORD dwRemotePort;
	DWORD dwOwningPid;
	LARGE_INTEGER liCreateTimestamp;
	TCPTABLE_ALIGN8 ULONGLONG OwningModuleInfo[TCPIP_OWNING_MODULE_SIZE];
} MIB_TCPROW_OWNER_MODULE, *PMIB_TCPROW_OWNER_MODULE;

/* The rows begin at offset 8. */
typedef struct _MIB_TCPTABLE_OWNER_MODULE {
	DWORD dwNumEntries;
	MIB_TCPROW_OWNER_MODULE table[ANY_SIZE];
} MIB_TCPTABLE_OWNER_MODULE, *PMIB_TCPTABLE_OWNER_MODULE;

/*
 * IPv6
 */

/* The row of GetTcp6Table: 52 bytes. The state comes first, and not after the addresses as in others. */
typedef struct _MIB_TCP6ROW {
	MIB_TCP_STATE State;
	IN6_ADDR LocalAddr;
	DWORD dwLocalScopeId;
	DWORD dwLocalPort;
	IN6_ADDR RemoteAddr;
	DWORD dwRemoteScopeId;
	DWORD dwRemotePort;
} MIB_TCP6ROW, *PMIB_TCP6ROW;

typedef struct _MIB_TCP6TABLE {
	DWORD dwNumEntries;
	MIB_TCP6ROW table[ANY_SIZE];
} MIB_TCP6TABLE, *PMIB_TCP6TABLE;

/* The row of GetTcp6Table2: 60 bytes. */
typedef struct _MIB_TCP6ROW2 {
	IN6_ADDR LocalAddr;
	DWORD dwLocalScopeId;
	DWORD dwLocalPort;
	IN6_ADDR RemoteAddr;
	DWORD dwRemoteScopeId;
	DWORD dwRemotePort;
	MIB_TCP_STATE State;
	DWORD dwOwningPid;
	TCP_CONNECTION_OFFLOAD_STATE dwOffloadState;
} MIB_TCP6ROW2, *PMIB_TCP6ROW2;

typedef struct _MIB_TCP6TABLE2 {
	DWORD dwNumEntries;
	MIB_TCP6ROW2 table[ANY_SIZE];
} MIB_TCP6TABLE2, *PMIB_TCP6TABLE2;

/* The row of the OWNER_PID classes: 56 bytes. */
typedef struct _MIB_TCP6ROW_OWNER_PID {
	UCHAR ucLocalAddr[16];
	DWORD dwLocalScopeId;
	DWORD dwLocalPort;
	UCHAR ucRemoteAddr[16];
	DWORD dwRemoteScopeId;
	DWORD dwRemotePort;
	DWORD dwState;
	DWORD dwOwningPid;
} MIB_TCP6ROW_OWNER_PID, *PMIB_TCP6ROW_OWNER_PID;

typedef struct _MIB_TCP6TABLE_OWNER_PID {
	DWORD dwNumEntries;
	MIB_TCP6ROW_OWNER_PID table[ANY_SIZE];
} MIB_TCP6TABLE_OWNER_PID, *PMIB_TCP6TABLE_OWNER_PID;

/* The row of the OWNER_MODULE classes: 192 bytes. See MIB_TCPROW_OWNER_MODULE. */
typedef struct _MIB_TCP6ROW_OWNER_MODULE {
	UCHAR ucLocalAddr[16];
	DWORD dwLocalScopeId;
	DWORD dwLocalPort;
	UCHAR ucRemoteAddr[16];
	DWORD dwRemoteScopeId;
	DWORD dwRemotePort;
	DWORD dwState;
	DWORD dwOwningPid;
	LARGE_INTEGER liCreateTimestamp;
	TCPTABLE_ALIGN8 ULONGLONG OwningModuleInfo[TCPIP_OWNING_MODULE_SIZE];
} MIB_TCP6ROW_OWNER_MODULE, *PMIB_TCP6ROW_OWNER_MODULE;

/* The rows begin at offset 8. */
typedef struct _MIB_TCP6TABLE_OWNER_MODULE {
	DWORD dwNumEntries;
	MIB_TCP6ROW_OWNER_MODULE table[ANY_SIZE];
} MIB_TCP6TABLE_OWNER_MODULE, *PMIB_TCP6TABLE_OWNER_MODULE;

/*
 * How many bytes to allocate for a table of n rows. The 8 bytes more than it takes are part of what
 * is documented. A table can grow between two calls, so that no size is sure to do.
 */
#ifndef ALIGN_SIZE
#define ALIGN_SIZE 8
#endif
#define TCPTABLE_SIZEOF(table_, n) (offsetof(table_, table) + (size_t)(n) * sizeof(((table_ *)0)->table[0]) + ALIGN_SIZE)

#define SIZEOF_TCPTABLE(n)               TCPTABLE_SIZEOF(MIB_TCPTABLE, n)
#define SIZEOF_TCPTABLE2(n)              TCPTABLE_SIZEOF(MIB_TCPTABLE2, n)
#define SIZEOF_TCPTABLE_OWNER_PID(n)     TCPTABLE_SIZEOF(MIB_TCPTABLE_OWNER_PID, n)
#define SIZEOF_TCPTABLE_OWNER_MODULE(n)  TCPTABLE_SIZEOF(MIB_TCPTABLE_OWNER_MODULE, n)
#define SIZEOF_TCP6TABLE(n)              TCPTABLE_SIZEOF(MIB_TCP6TABLE, n)
#define SIZEOF_TCP6TABLE2(n)             TCPTABLE_SIZEOF(MIB_TCP6TABLE2, n)
#define SIZEOF_TCP6TABLE_OWNER_PID(n)    TCPTABLE_SIZEOF(MIB_TCP6TABLE_OWNER_PID, n)
#define SIZEOF_TCP6TABLE_OWNER_MODULE(n) TCPTABLE_SIZEOF(MIB_TCP6TABLE_OWNER_MODULE, n)

/*
 * Statistics
 */

/* What GetTcpStatistics and GetTcpStatisticsEx fill in: 60 bytes. Counts are of 32 bits, and wrap. */
typedef struct _MIB_TCPSTATS_LH {
	__extension__ union {
		DWORD dwRtoAlgorithm;
		TCP_RTO_ALGORITHM RtoAlgorithm;
	};
	DWORD dwRtoMin; /* milliseconds */
	DWORD dwRtoMax; /* milliseconds */
	DWORD dwMaxConn; /* MIB_TCP_MAXCONN_DYNAMIC: no fixed limit */
	DWORD dwActiveOpens;
	DWORD dwPassiveOpens;
	DWORD dwAttemptFails;
	DWORD dwEstabResets;
	DWORD dwCurrEstab;
	DWORD dwInSegs;
	DWORD dwOutSegs; /* without those that were sent again */
	DWORD dwRetransSegs;
	DWORD dwInErrs;
	DWORD dwOutRsts;
	DWORD dwNumConns; /* all connections but listeners */
} MIB_TCPSTATS_LH, *PMIB_TCPSTATS_LH;

/* The same without the name RtoAlgorithm. */
typedef struct _MIB_TCPSTATS_W2K {
	DWORD dwRtoAlgorithm;
	DWORD dwRtoMin;
	DWORD dwRtoMax;
	DWORD dwMaxConn;
	DWORD dwActiveOpens;
	DWORD dwPassiveOpens;
	DWORD dwAttemptFails;
	DWORD dwEstabResets;
	DWORD dwCurrEstab;
	DWORD dwInSegs;
	DWORD dwOutSegs;
	DWORD dwRetransSegs;
	DWORD dwInErrs;
	DWORD dwOutRsts;
	DWORD dwNumConns;
} MIB_TCPSTATS_W2K, *PMIB_TCPSTATS_W2K;

#if defined(_WIN32_WINNT) && _WIN32_WINNT < 0x0600
typedef MIB_TCPSTATS_W2K MIB_TCPSTATS, *PMIB_TCPSTATS;
#else
typedef MIB_TCPSTATS_LH MIB_TCPSTATS, *PMIB_TCPSTATS;
#endif

/* What GetTcpStatisticsEx2 fills in: 72 bytes. The counts of segments have 64 bits. */
typedef struct _MIB_TCPSTATS2 {
	TCP_RTO_ALGORITHM RtoAlgorithm;
	DWORD dwRtoMin;
	DWORD dwRtoMax;
	DWORD dwMaxConn;
	DWORD dwActiveOpens;
	DWORD dwPassiveOpens;
	DWORD dwAttemptFails;
	DWORD dwEstabResets;
	DWORD dwCurrEstab;
	TCPTABLE_ALIGN8 DWORD64 dw64InSegs;
	TCPTABLE_ALIGN8 DWORD64 dw64OutSegs;
	DWORD dwRetransSegs;
	DWORD dwInErrs;
	DWORD dwOutRsts;
	DWORD dwNumConns;
} MIB_TCPSTATS2, *PMIB_TCPSTATS2;

#ifdef __cplusplus
}
#endif

#endif
