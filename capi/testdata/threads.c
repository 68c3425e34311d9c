// Eight threads call while the table changes, each with a buffer that ends where memory ends. The
// argument is for how many rounds.

#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

static int rounds;
static atomic_int done;

static void *caller(void *arg)
{
	unsigned t = (uintptr_t)arg;
	struct fence f = fence(64);
	for (int round = 0; round < rounds; round++, t++) {
		const struct table *table = &tables[t % COUNT(tables)];
		ULONG size = 0;
		DWORD code = call_table(table, NULL, &size);
		CHECK(code == ERROR_INSUFFICIENT_BUFFER || code == STATUS_UNSUCCESSFUL, "%s: %u", table->name, code);
		while (code == ERROR_INSUFFICIENT_BUFFER) {
			CHECK(size < f.end - f.begin, "%s: %u bytes", table->name, size);
			code = call_table(table, f.end - size, &size);
		}
		CHECK(code == NO_ERROR || code == STATUS_UNSUCCESSFUL, "%s: %u", table->name, code);
	}
	atomic_fetch_add(&done, 1);
	return NULL;
}

int main(int argc, char **argv)
{
	enum { THREADS = 8 };
	pthread_t threads[THREADS];
	rounds = argc > 1 ? atoi(argv[1]) : 1;
	for (uintptr_t i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, caller, (void *)i) == 0, "pthread_create");
	for (unsigned i = 0; atomic_load(&done) < THREADS; i++)
		close_pair(connect_pair(i % 2 ? AF_INET6 : AF_INET));
	for (unsigned i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0, "pthread_join");
	return 0;
}
