/*
 * What programs that call the IP Helper use of windows.h: a thin stand-in for Linux, not a port of
 * Windows. Put this folder on the include path for programs that are to be compiled unchanged.
 *
 * docs/c-headers.md says what is here and what is different from Windows.
 */
#ifndef TCPTABLE_WINDOWS_H
#define TCPTABLE_WINDOWS_H

#ifdef _WIN32
#error "this folder is for systems that have no windows.h of their own"
#endif

#include <string.h>
#include <unistd.h>

#include "tcptable_types.h"
#include "tcptable_errors.h"
#include "tcptable_lasterror.h"
#include "tcptable_heap.h"
#include "tcptable_message.h"
#include "tcptable_unicode.h"

/* #pragma comment(lib, …) tells a linker of Windows what -l tells this one. */
#if defined(__clang__) || !defined(__cplusplus) || __GNUC__ >= 13
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
#endif

#define ZeroMemory(at, size) memset((at), 0, (size))
#define CopyMemory(to, from, size) memcpy((to), (from), (size))

static inline DWORD GetCurrentProcessId(void) { return (DWORD)getpid(); }

/* strcpy_s returns 0, or what is wrong: 22 (EINVAL) a NULL, 34 (ERANGE) no room. */
static inline int strcpy_s(char *to, size_t size, const char *from)
{
	size_t length;
	if (to == NULL || size == 0) {
		return 22;
	}
	length = from == NULL ? 0 : strlen(from);
	if (from == NULL || length >= size) {
		*to = 0;
		return from == NULL ? 22 : 34;
	}
	memcpy(to, from, length + 1);
	return 0;
}

#endif
