// A child of fork is told that it cannot call, does not hang, and does no harm to its parent. A child
// that runs a program can do all.

#include <sys/wait.h>

#include "check.h"

static DWORD probe(void)
{
	ULONG size = 0;
	return GetTcp6Table2(NULL, &size, TRUE);
}

static void in_child(int (*child)(char **argv), char **argv, int want)
{
	pid_t pid;
	int status;
	MUST(pid = fork());
	if (pid == 0) {
		alarm(60); // a child that hangs
		_exit(child(argv));
	}
	MUST(waitpid(pid, &status, 0));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == want, "child: status %#x, not exit code %d", status, want);
}

static int call(char **argv) { return (void)argv, probe(); }

static int run(char **argv)
{
	execl("/proc/self/exe", argv[0], "again", NULL);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return probe() == ERROR_INSUFFICIENT_BUFFER ? 0 : 1;
	in_child(call, argv, ERROR_NOT_SUPPORTED); // before the first call
	CHECK(probe() == ERROR_INSUFFICIENT_BUFFER, "parent");
	in_child(call, argv, ERROR_NOT_SUPPORTED);
	in_child(run, argv, 0);
	CHECK(probe() == ERROR_INSUFFICIENT_BUFFER, "parent after fork");
	return 0;
}
