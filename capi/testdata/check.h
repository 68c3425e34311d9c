// What the test programs share. Each prints what is wrong and exits with 1, or says nothing.

#ifndef CHECK_H
#define CHECK_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iphlpapi.h>

#include "alone.h"

// Sockets on loopback: a listener and a connection to it for each family.

struct pair {
	int listener, client, server;
};

static inline struct pair connect_pair(int family)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr *addr = family == AF_INET6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
	socklen_t len = family == AF_INET6 ? sizeof in6 : sizeof in;
	struct pair p;
	MUST(p.listener = socket(family, SOCK_STREAM, 0));
	MUST(bind(p.listener, addr, len));
	MUST(listen(p.listener, 16));
	MUST(getsockname(p.listener, addr, &len));
	MUST(p.client = socket(family, SOCK_STREAM, 0));
	MUST(connect(p.client, addr, len));
	MUST(p.server = accept(p.listener, NULL, NULL));
	return p;
}

static inline void close_pair(struct pair p)
{
	MUST(setsockopt(p.client, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger))); // no TIME_WAIT
	MUST(close(p.client));
	MUST(close(p.server));
	MUST(close(p.listener));
}

// Every table: the number of a call of its own, or the arguments of GetExtendedTcpTable.

struct table {
	const char *name;
	DWORD (*call)(void *table, ULONG *size, BOOL order, ULONG family, ULONG class);
	ULONG family, class;
};

#define TABLE_CALL(name)                                                                           \
	static inline DWORD call_##name(void *table, ULONG *size, BOOL order, ULONG family, ULONG class) \
	{                                                                                          \
		(void)family, (void)class;                                                         \
		return name(table, size, order);                                                   \
	}

TABLE_CALL(GetTcpTable)
TABLE_CALL(GetTcpTable2)
TABLE_CALL(GetTcp6Table)
TABLE_CALL(GetTcp6Table2)

static inline DWORD call_extended(void *table, ULONG *size, BOOL order, ULONG family, ULONG class)
{
	return GetExtendedTcpTable(table, size, order, family, class, 0);
}

#define EXTENDED(family, class) {"GetExtendedTcpTable(" #family ", " #class ")", call_extended, family, class}

static const struct table tables[] = {
	{"GetTcpTable", call_GetTcpTable, 0, 0},
	{"GetTcpTable2", call_GetTcpTable2, 0, 0},
	{"GetTcp6Table", call_GetTcp6Table, 0, 0},
	{"GetTcp6Table2", call_GetTcp6Table2, 0, 0},
	EXTENDED(AF_INET, TCP_TABLE_BASIC_LISTENER),
	EXTENDED(AF_INET, TCP_TABLE_BASIC_CONNECTIONS),
	EXTENDED(AF_INET, TCP_TABLE_BASIC_ALL),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_PID_LISTENER),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_PID_CONNECTIONS),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_PID_ALL),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_MODULE_LISTENER),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_MODULE_CONNECTIONS),
	EXTENDED(AF_INET, TCP_TABLE_OWNER_MODULE_ALL),
	EXTENDED(23, TCP_TABLE_OWNER_PID_LISTENER), // Windows' number
	EXTENDED(AF_INET6, TCP_TABLE_OWNER_PID_CONNECTIONS),
	EXTENDED(AF_INET6, TCP_TABLE_OWNER_PID_ALL),
	EXTENDED(AF_INET6, TCP_TABLE_OWNER_MODULE_LISTENER),
	EXTENDED(AF_INET6, TCP_TABLE_OWNER_MODULE_CONNECTIONS),
	EXTENDED(23, TCP_TABLE_OWNER_MODULE_ALL),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static inline DWORD call_table(const struct table *t, void *to, ULONG *size) { return t->call(to, size, TRUE, t->family, t->class); }

// Memory between two pages that cannot be touched.

struct fence {
	unsigned char *begin, *end;
};

#define PAGE 4096u

static inline struct fence fence(size_t pages)
{
	unsigned char *p = mmap(NULL, (pages + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED, "mmap: %m");
	struct fence f = {p + PAGE, p + PAGE + pages * PAGE};
	MUST(mprotect(f.begin, pages * PAGE, PROT_READ | PROT_WRITE));
	return f;
}

#define UNTOUCHED 0xA5

static inline void paint(struct fence f) { memset(f.begin, UNTOUCHED, f.end - f.begin); }

// untouched returns whether no byte from begin to end was written since paint.
static inline int untouched(const unsigned char *begin, const unsigned char *end)
{
	while (begin < end && *begin == UNTOUCHED)
		begin++;
	return begin >= end;
}

// Addresses at which nothing can be written.

struct bad {
	const char *name;
	unsigned char *at;
};

static struct bad bads[6];

static inline void make_bads(void)
{
	struct fence gone = fence(1), read_only = fence(1), cut = fence(1);
	memset(read_only.begin, 0, PAGE);
	((ULONG *)read_only.begin)[0] = 1 << 20;
	MUST(mprotect(read_only.begin, PAGE, PROT_READ));
	MUST(munmap(gone.begin, PAGE));
	char name[] = "/tmp/empty.XXXXXX";
	int file;
	MUST(file = mkstemp(name));
	MUST(unlink(name));
	void *beyond = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0); // SIGBUS
	CHECK(beyond != MAP_FAILED, "mmap: %m");
	bads[0] = (struct bad){"address 1", (unsigned char *)1};
	bads[1] = (struct bad){"memory that is not there", gone.begin};
	bads[2] = (struct bad){"memory that may only be read", read_only.begin};
	bads[3] = (struct bad){"the end of an empty file", beyond};
	bads[4] = (struct bad){"an address of the kernel", (unsigned char *)-(intptr_t)PAGE};
	bads[5] = (struct bad){"two bytes before memory that is not there", cut.end - 2};
}

#endif
