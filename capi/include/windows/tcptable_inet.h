/*
 * struct in_addr and struct in6_addr with the names that their members have on Windows. Included by
 * winsock2.h.
 *
 * They have to be the system's own structures, so that a program can put LocalAddr of a row into a
 * sockaddr_in6, and can pass it to whatever takes a struct in6_addr. So this file gives other names to
 * the members while the system's header declares them. Sizes and offsets stay as they are. glibc and
 * musl are known; elsewhere, and where <netinet/in.h> came first, the members have their POSIX names
 * alone, s6_addr and s_addr, which are there in any case.
 */
#ifndef TCPTABLE_INET_H
#define TCPTABLE_INET_H

#include <stdint.h>
#include <sys/types.h>

#ifndef _NETINET_IN_H

/* in6_addr: u.Byte and u.Word. s6_addr is a macro that leads to the first of them. */
#ifdef __GLIBC__
#define __in6_u u
#define __u6_addr8 Byte
#define __u6_addr16 Word
#else
#define __in6_union u
#define __s6_addr Byte
#define __s6_addr16 Word
#endif

/*
 * in_addr: S_un.S_addr, and its bytes and words. The only member of the system's structure, a number of
 * 32 bits called s_addr, becomes a bit field without bits, and a union of the same size behind it.
 */
#define s_addr                                       \
	: 0;                                         \
	union {                                      \
		struct {                             \
			uint8_t s_b1, s_b2, s_b3, s_b4; \
		} S_un_b;                            \
		struct {                             \
			uint16_t s_w1, s_w2;         \
		} S_un_w;                            \
		uint32_t S_addr;                     \
	} S_un
#include <netinet/in.h>
#undef s_addr
#define s_addr S_un.S_addr

#endif /* _NETINET_IN_H */

#endif
