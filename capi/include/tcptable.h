/*
 * What libiphlpapi.so has beside the calls of Windows.
 */
#ifndef TCPTABLE_H
#define TCPTABLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * tcptable_abi_version returns the version of the binary interface of the library that the program
 * runs with. It changes only if a program that was linked with an older library would go wrong.
 */
uint32_t tcptable_abi_version(void);

#ifdef __cplusplus
}
#endif

#endif
