// What the library leaves as it is: the mask of signals of the thread, handlers that run on its stack,
// SIGPIPE, a handler for SIGSEGV; and that its own threads take no signals that are the caller's.

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include "check.h"

static void call(void)
{
	ULONG size = 0;
	DWORD code = GetTcp6Table2(NULL, &size, TRUE);
	CHECK(code == ERROR_INSUFFICIENT_BUFFER, "call: %u", code);
}

static volatile sig_atomic_t handled;
static sigjmp_buf back;

// A handler that needs more stack than Go code has.
static void handler(int sig)
{
	volatile char room[256 << 10];
	memset((char *)room, sig, sizeof room);
	handled++;
}

static void on_fault(int sig)
{
	(void)sig;
	siglongjmp(back, 1);
}

static void *shoot(void *target)
{
	for (int i = 0; i < 2000; i++) {
		CHECK(pthread_kill(*(pthread_t *)target, SIGUSR1) == 0, "pthread_kill");
		usleep(50);
	}
	return NULL;
}

static void in_calls(void)
{
	pthread_t self = pthread_self(), other;
	signal(SIGUSR1, handler); // without SA_ONSTACK
	CHECK(pthread_create(&other, NULL, shoot, &self) == 0, "pthread_create");
	while (pthread_tryjoin_np(other, NULL) != 0)
		call();
	CHECK(handled > 0, "no signal was handled");
}

static void mask(void)
{
	sigset_t set, now;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	CHECK(pthread_sigmask(SIG_SETMASK, &set, NULL) == 0, "pthread_sigmask");
	call();
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	for (int sig = 1; sig < 32; sig++)
		CHECK(sigismember(&now, sig) == (sig == SIGTERM), "signal %d is blocked or not after a call", sig);
}

// Every thread but this one is the library's.
static void threads(void)
{
	DIR *d = opendir("/proc/self/task");
	CHECK(d, "/proc/self/task: %m");
	int others = 0;
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.' || atoi(e->d_name) == getpid())
			continue;
		char path[300], line[300];
		snprintf(path, sizeof path, "/proc/self/task/%s/status", e->d_name);
		FILE *f = fopen(path, "r");
		CHECK(f, "%s: %m", path);
		while (fgets(line, sizeof line, f)) {
			unsigned long long blocked;
			if (sscanf(line, "SigBlk: %llx", &blocked) != 1)
				continue;
			for (const int *sig = (int[]){SIGTERM, SIGINT, SIGHUP, SIGALRM, SIGUSR1, SIGPIPE, 0}; *sig; sig++)
				CHECK(blocked >> (*sig - 1) & 1, "a thread of the library takes signal %d: %s", *sig, line);
			others++;
		}
		fclose(f);
	}
	closedir(d);
	CHECK(others > 0, "no thread of the library");
}

static void broken_pipe(void)
{
	int ends[2];
	signal(SIGPIPE, SIG_IGN);
	MUST(pipe(ends));
	MUST(close(ends[0]));
	CHECK(write(ends[1], "x", 1) < 0, "a write to a broken pipe");
	call();
	signal(SIGPIPE, handler);
	int before = handled;
	CHECK(write(ends[1], "x", 1) < 0 && handled == before + 1, "SIGPIPE was not handled");
}

static void fault(void)
{
	struct fence f = fence(1);
	signal(SIGSEGV, on_fault); // in place of Go's
	if (sigsetjmp(back, 1) == 0) {
		*(volatile char *)f.end = 0;
		CHECK(0, "no fault");
	}
	ULONG size = PAGE;
	CHECK(GetTcp6Table2((void *)f.end, &size, TRUE) == ERROR_NOACCESS, "a table that faults");
}

int main(void)
{
	sigset_t now;
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	for (int sig = 1; sig < 32; sig++)
		CHECK(sigismember(&now, sig) == 0, "signal %d is blocked by the loading", sig);
	call();
	threads();
	in_calls();
	broken_pipe();
	fault();
	mask();
	return 0;
}
