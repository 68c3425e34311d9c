// The table is that of the calling thread's network namespace.

#include <pthread.h>
#include <sched.h>

#include "check.h"

static DWORD rows(void)
{
	static _Thread_local union {
		MIB_TCP6TABLE table;
		unsigned char bytes[16 << 10];
	} u;
	ULONG size = sizeof u;
	DWORD code = GetTcp6Table(&u.table, &size, TRUE);
	CHECK(code == NO_ERROR, "GetTcp6Table: %u", code);
	return u.table.dwNumEntries;
}

static void *elsewhere(void *arg)
{
	CHECK(rows() == 3, "%u rows before", rows());
	MUST(unshare(CLONE_NEWNET));
	CHECK(rows() == 0, "%u rows in another namespace", rows());
	return arg;
}

int main(void)
{
	connect_pair(AF_INET6);
	pthread_t other;
	CHECK(rows() == 3, "%u rows", rows());
	CHECK(pthread_create(&other, NULL, elsewhere, NULL) == 0 && pthread_join(other, NULL) == 0, "thread");
	CHECK(rows() == 3, "%u rows after", rows());
	return 0;
}
