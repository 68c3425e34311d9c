/* What programs that call the IP Helper use of ws2tcpip.h: addresses as text. */
#ifndef TCPTABLE_WS2TCPIP_H
#define TCPTABLE_WS2TCPIP_H

#include "winsock2.h"
#include "ws2ipdef.h"

#include <netdb.h>

#define TCPTABLE_ADDRESS_ROOM 46 /* the longest text of an address, and its zero */

/* tcptable_host_family returns this system's number of a family that may be Windows' AF_INET6, 23. */
static inline int tcptable_host_family(INT family) { return family == 23 ? AF_INET6 : family; }

/* InetNtop returns buffer, or NULL with the last error: WSAEAFNOSUPPORT or ERROR_INVALID_PARAMETER. */
static inline PCSTR InetNtopA(INT family, const VOID *address, PSTR buffer, size_t size)
{
	char text[TCPTABLE_ADDRESS_ROOM];
	int host = tcptable_host_family(family);
	if (host != AF_INET && host != AF_INET6) {
		SetLastError(WSAEAFNOSUPPORT);
		return NULL;
	}
	if (address == NULL || buffer == NULL || inet_ntop(host, address, text, sizeof text) == NULL ||
		strlen(text) >= size) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	return strcpy(buffer, text);
}

static inline PCWSTR InetNtopW(INT family, const VOID *address, PWSTR buffer, size_t size)
{
	char text[TCPTABLE_ADDRESS_ROOM];
	size_t i = 0;
	if (InetNtopA(family, address, text, sizeof text) == NULL) {
		return NULL;
	}
	if (buffer == NULL || strlen(text) >= size) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	do {
		buffer[i] = (WCHAR)text[i];
	} while (text[i++] != 0);
	return buffer;
}

/* InetPton returns 1, 0 if text is no address, or -1 with the last error. */
static inline INT InetPtonA(INT family, PCSTR text, PVOID address)
{
	int host = tcptable_host_family(family);
	if (host != AF_INET && host != AF_INET6) {
		SetLastError(WSAEAFNOSUPPORT);
		return -1;
	}
	if (text == NULL || address == NULL) {
		SetLastError(WSAEFAULT);
		return -1;
	}
	return inet_pton(host, text, address);
}

static inline INT InetPtonW(INT family, PCWSTR text, PVOID address)
{
	char narrow[TCPTABLE_ADDRESS_ROOM];
	size_t i = 0;
	if (text == NULL) {
		return InetPtonA(family, NULL, address);
	}
	do {
		if (i == sizeof narrow || (uint16_t)text[i] > 0x7F) {
			return 0;
		}
		narrow[i] = (char)text[i];
	} while (narrow[i++] != 0);
	return InetPtonA(family, narrow, address);
}

#ifdef UNICODE
#define InetNtop InetNtopW
#define InetPton InetPtonW
#else
#define InetNtop InetNtopA
#define InetPton InetPtonA
#endif

#endif
