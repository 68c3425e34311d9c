/*
 * What GetExtendedTcpTable and GetOwnerModuleFromTcp6Entry are asked for. Included by iphlpapi.h.
 *
 * https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/
 */
#ifndef TCPTABLE_IPRTRMIB_H
#define TCPTABLE_IPRTRMIB_H

#include "tcptable_types.h"
#include "tcpmib.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Which rows GetExtendedTcpTable is to return, and how much of each.
 *
 * LISTENER: the rows in LISTEN. CONNECTIONS: the others. ALL: both.
 * BASIC: MIB_TCPTABLE, IPv4 only. OWNER_PID: MIB_TCPTABLE_OWNER_PID or MIB_TCP6TABLE_OWNER_PID.
 * OWNER_MODULE: MIB_TCPTABLE_OWNER_MODULE or MIB_TCP6TABLE_OWNER_MODULE.
 */
typedef enum _TCP_TABLE_CLASS {
	TCP_TABLE_BASIC_LISTENER = 0,
	TCP_TABLE_BASIC_CONNECTIONS = 1,
	TCP_TABLE_BASIC_ALL = 2,
	TCP_TABLE_OWNER_PID_LISTENER = 3,
	TCP_TABLE_OWNER_PID_CONNECTIONS = 4,
	TCP_TABLE_OWNER_PID_ALL = 5,
	TCP_TABLE_OWNER_MODULE_LISTENER = 6,
	TCP_TABLE_OWNER_MODULE_CONNECTIONS = 7,
	TCP_TABLE_OWNER_MODULE_ALL = 8
} TCP_TABLE_CLASS, *PTCP_TABLE_CLASS;

/* What is to be told of an owner. */
typedef enum _TCPIP_OWNER_MODULE_INFO_CLASS {
	TCPIP_OWNER_MODULE_INFO_BASIC = 0 /* a TCPIP_OWNER_MODULE_BASIC_INFO */
} TCPIP_OWNER_MODULE_INFO_CLASS, *PTCPIP_OWNER_MODULE_INFO_CLASS;

/*
 * Who owns a connection: UTF-16 with a NUL, in the buffer that this structure is at the beginning of.
 * So the pointers are good for as long as that buffer stays where it is.
 */
typedef struct _TCPIP_OWNER_MODULE_BASIC_INFO {
	PWCHAR pModuleName; /* the file name of the executable; System: a thread of the kernel */
	PWCHAR pModulePath; /* its path; empty if the caller may not look at the process */
} TCPIP_OWNER_MODULE_BASIC_INFO, *PTCPIP_OWNER_MODULE_BASIC_INFO;

#ifdef __cplusplus
}
#endif

#endif
