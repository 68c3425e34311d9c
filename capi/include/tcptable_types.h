/*
 * The types of the Windows API that the IP Helper headers are written in, with the widths that they
 * have there: a ULONG has 32 bits, also where a long has 64.
 *
 * iphlpapi.h includes this file. On Windows it includes the system's own headers instead.
 */
#ifndef TCPTABLE_TYPES_H
#define TCPTABLE_TYPES_H

#ifdef _WIN32

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#else

#include <stddef.h>
#include <stdint.h>
#if !defined(__cplusplus) && defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#include <uchar.h>
#endif

typedef int BOOL;
typedef uint8_t BYTE, UCHAR, BOOLEAN;
typedef uint16_t WORD, USHORT;
typedef uint32_t DWORD, ULONG, UINT, ULONG32;
typedef int16_t SHORT;
typedef int32_t LONG, INT;
typedef int64_t LONGLONG, LONG64;
typedef uint64_t ULONGLONG, ULONG64, DWORD64, DWORDLONG;
typedef size_t SIZE_T;
typedef ptrdiff_t SSIZE_T;
typedef intptr_t INT_PTR, LONG_PTR;
typedef uintptr_t UINT_PTR, ULONG_PTR, DWORD_PTR;
typedef char CHAR;
typedef void *HANDLE;

/*
 * A WCHAR is a unit of UTF-16. That is wchar_t with -fshort-wchar only: without it the literals are
 * u"…", and L"…" is something else.
 */
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus) || defined(_UCHAR_H)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif

#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif
typedef void *PVOID, *LPVOID;
typedef const void *PCVOID, *LPCVOID;
typedef BOOL *PBOOL, *LPBOOL;
typedef BYTE *PBYTE, *LPBYTE;
typedef BOOLEAN *PBOOLEAN;
typedef UCHAR *PUCHAR;
typedef USHORT *PUSHORT;
typedef WORD *PWORD, *LPWORD;
typedef DWORD *PDWORD, *LPDWORD;
typedef ULONG *PULONG;
typedef LONG *PLONG;
typedef ULONGLONG *PULONGLONG;
typedef ULONG64 *PULONG64;
typedef LONGLONG *PLONGLONG;
typedef SIZE_T *PSIZE_T;
typedef CHAR *PCHAR, *PSTR, *LPSTR;
typedef const CHAR *PCSTR, *LPCSTR;
typedef WCHAR *PWCHAR, *PWSTR, *LPWSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR;

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

/* The calling convention: here there is one. */
#ifndef WINAPI
#define WINAPI
#endif

#ifndef FIELD_OFFSET
#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#endif

/* On Windows a number of 64 bits lies at a multiple of 8 in a structure, in 32-bit programs too. */
#define TCPTABLE_ALIGN8 __attribute__((aligned(8)))

/* A signed number of 64 bits, and its halves. */
typedef union TCPTABLE_ALIGN8 _LARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		LONG HighPart;
	};
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

#endif /* _WIN32 */

/* The length in the declaration of an array that has as many elements as the field before it says. */
#ifndef ANY_SIZE
#define ANY_SIZE 1
#endif

#ifndef TCPTABLE_ALIGN8
#define TCPTABLE_ALIGN8 /* the system's own numbers are aligned so */
#endif

#endif
