/* Another file of the program in windows.c, which has the same last error. */
#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif
DWORD others_last_error(void);
void *set_others_last_error(void *code);
#ifdef __cplusplus
}
#endif

DWORD others_last_error(void) { return GetLastError(); }

void *set_others_last_error(void *code)
{
	SetLastError(*(DWORD *)code);
	return NULL;
}
