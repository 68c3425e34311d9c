/*
 * The codes that the IP Helper calls return. The return value is the code: GetLastError says nothing
 * about these calls.
 *
 * https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes
 *
 * iphlpapi.h includes this file. On Windows they are those of winerror.h.
 */
#ifndef TCPTABLE_ERRORS_H
#define TCPTABLE_ERRORS_H

#ifndef _WIN32

#define NO_ERROR                      0u
#define ERROR_SUCCESS                 0u
#define ERROR_ACCESS_DENIED           5u    /* the caller may not */
#define ERROR_NOT_ENOUGH_MEMORY       8u
#define ERROR_OUTOFMEMORY             14u
#define ERROR_GEN_FAILURE             31u   /* anything that has no code of its own */
#define ERROR_NOT_SUPPORTED           50u   /* the system cannot do that */
#define ERROR_NETWORK_ACCESS_DENIED   65u
#define ERROR_INVALID_PARAMETER       87u
#define ERROR_CALL_NOT_IMPLEMENTED    120u
#define ERROR_INSUFFICIENT_BUFFER     122u  /* the size that is needed has been written */
#define ERROR_MOD_NOT_FOUND           126u
#define ERROR_NO_DATA                 232u
#define ERROR_MORE_DATA               234u
#define ERROR_PARTIAL_COPY            299u
#define ERROR_MR_MID_NOT_FOUND        317u  /* SetTcpEntry: no such connection */
#define ERROR_NOACCESS                998u  /* a buffer is not in memory that can be written */
#define ERROR_NOT_FOUND               1168u /* no such owner, no such connection */
#define ERROR_INVALID_USER_BUFFER     1784u /* no buffer, and a size for it */
#define ERROR_RESOURCE_LANG_NOT_FOUND 1815u

/* An NTSTATUS: the table kept changing while it was read. Call again. */
#ifndef STATUS_UNSUCCESSFUL
#define STATUS_UNSUCCESSFUL 0xC0000001u
#endif

#endif /* _WIN32 */

#endif
