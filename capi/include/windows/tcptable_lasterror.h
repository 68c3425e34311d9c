/* The last error of a thread. Included by windows.h. */
#ifndef TCPTABLE_LASTERROR_H
#define TCPTABLE_LASTERROR_H

#include "tcptable_types.h"

/*
 * One for each thread of the program, whichever of its files sets it: the linker keeps one of the
 * weak definitions. Only the functions of these headers set it, not the IP Helper calls.
 */
#ifdef __cplusplus
extern "C" {
#endif
extern __thread DWORD tcptable_last_error;
__attribute__((weak)) __thread DWORD tcptable_last_error;
#ifdef __cplusplus
}
#endif

static inline DWORD GetLastError(void) { return tcptable_last_error; }

static inline void SetLastError(DWORD code) { tcptable_last_error = code; }

#endif
