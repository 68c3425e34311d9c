/*
 * What programs that call the IP Helper use of winsock2.h. The sockets are those of this system, from
 * its own headers: AF_INET6 has this system's number.
 *
 * Include it before any header of this system that brings <netinet/in.h>, as it stands first on Windows.
 */
#ifndef TCPTABLE_WINSOCK2_H
#define TCPTABLE_WINSOCK2_H

#include "tcptable_inet.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "windows.h"

/* <sys/types.h> leaves them out where it may declare nothing but POSIX. */
#if defined(__GLIBC__) && !defined(__u_char_defined)
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
#endif

typedef struct in_addr IN_ADDR, *PIN_ADDR, *LPIN_ADDR;
typedef struct sockaddr SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
typedef struct sockaddr_in SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;
typedef struct sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE;
typedef USHORT ADDRESS_FAMILY;

#ifndef MAKEWORD
#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
#define LOBYTE(word) ((BYTE)((word) & 0xFF))
#define HIBYTE(word) ((BYTE)((word) >> 8 & 0xFF))
#endif

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN  128

typedef struct WSAData {
	WORD wVersion;
	WORD wHighVersion;
	unsigned short iMaxSockets; /* 0: has no meaning any more */
	unsigned short iMaxUdpDg;   /* 0 likewise */
	char *lpVendorInfo;         /* NULL likewise */
	char szDescription[WSADESCRIPTION_LEN + 1];
	char szSystemStatus[WSASYS_STATUS_LEN + 1];
} WSADATA, *LPWSADATA;

#define WSAEFAULT        10014
#define WSAEINVAL        10022
#define WSAEAFNOSUPPORT  10047

/* Sockets need no preparation here: WSAStartup fills in the structure, and returns 0. */
static inline int WSAStartup(WORD version, LPWSADATA data)
{
	if (data == NULL) {
		return WSAEFAULT;
	}
	memset(data, 0, sizeof *data);
	data->wVersion = version;
	data->wHighVersion = MAKEWORD(2, 2);
	return 0;
}

static inline int WSACleanup(void) { return 0; }

static inline int WSAGetLastError(void) { return (int)GetLastError(); }

static inline void WSASetLastError(int code) { SetLastError((DWORD)code); }

#endif
