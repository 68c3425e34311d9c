/* Memory. Included by windows.h. */
#ifndef TCPTABLE_HEAP_H
#define TCPTABLE_HEAP_H

#include <stdlib.h>

#include "tcptable_types.h"
#include "tcptable_errors.h"
#include "tcptable_lasterror.h"

#define HEAP_NO_SERIALIZE        0x00000001u
#define HEAP_GENERATE_EXCEPTIONS 0x00000004u /* there are none: NULL is returned */
#define HEAP_ZERO_MEMORY         0x00000008u

typedef HANDLE HLOCAL;
#define LMEM_FIXED    0x0000u
#define LMEM_ZEROINIT 0x0040u
#define LPTR          (LMEM_FIXED | LMEM_ZEROINIT)

/* There is one heap, that of malloc. */
static inline HANDLE GetProcessHeap(void)
{
	static char heap;
	return &heap;
}

static inline LPVOID HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
	size_t room = size == 0 ? 1 : size;
	(void)heap;
	return (flags & HEAP_ZERO_MEMORY) != 0 ? calloc(1, room) : malloc(room);
}

/* HeapReAlloc does not know the old size, so that it refuses HEAP_ZERO_MEMORY. */
static inline LPVOID HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size)
{
	(void)heap;
	if (memory == NULL || (flags & HEAP_ZERO_MEMORY) != 0) {
		return NULL;
	}
	return realloc(memory, size == 0 ? 1 : size);
}

static inline BOOL HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
	(void)heap;
	(void)flags;
	free(memory);
	return TRUE;
}

static inline HLOCAL LocalAlloc(UINT flags, SIZE_T size)
{
	HLOCAL memory = HeapAlloc(NULL, (flags & LMEM_ZEROINIT) != 0 ? HEAP_ZERO_MEMORY : 0, size);
	if (memory == NULL) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	}
	return memory;
}

/* LocalFree returns NULL: it cannot fail. */
static inline HLOCAL LocalFree(HLOCAL memory)
{
	free(memory);
	return NULL;
}

#endif
