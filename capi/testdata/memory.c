// Prints how many KiB and descriptors more the process has after as many calls as the argument says,
// after one tenth of them as a beginning.

#include <dirent.h>

#include "check.h"

static long resident(void)
{
	long pages, shared;
	FILE *f = fopen("/proc/self/statm", "r");
	CHECK(f && fscanf(f, "%*d %ld %ld", &pages, &shared) == 2, "statm");
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static int descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	CHECK(d, "/proc/self/fd: %m");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void call(int times)
{
	static unsigned char table[64 << 10];
	for (int i = 0; i < times; i++) {
		ULONG size = sizeof table;
		const struct table *t = &tables[i % COUNT(tables)];
		DWORD code = call_table(t, table, &size);
		CHECK(code == NO_ERROR, "%s: %u", t->name, code);
	}
}

int main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 1;
	connect_pair(AF_INET);
	connect_pair(AF_INET6);
	call(times / 10);
	long before = resident();
	int open_before = descriptors();
	call(times);
	printf("%ld %d %ld\n", resident() - before, descriptors() - open_before, before);
	return 0;
}
