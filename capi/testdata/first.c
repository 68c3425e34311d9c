// Prints the microseconds of loading the library, of the first call and of one more, of a program that
// is not linked with it. The argument is its path.

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "alone.h"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	double begin = now();
	void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	uint32_t (*call)(void *, uint32_t *, int32_t) = NULL;
	if (library)
		*(void **)&call = dlsym(library, "GetTcp6Table2");
	CHECK(call, "loading: %s", dlerror());
	double loaded = now();
	static unsigned char table[64 << 10];
	uint32_t size = sizeof table;
	CHECK(call(table, &size, 1) == 0, "a call");
	double first = now();
	size = sizeof table;
	CHECK(call(table, &size, 1) == 0, "a call");
	printf("%.0f %.0f %.0f\n", loaded - begin, first - loaded, now() - first);
	return 0;
}
