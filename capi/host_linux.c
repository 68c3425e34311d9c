//go:build cgo

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "host.h"

#define ERROR_NOT_SUPPORTED 50

// In a child of fork only the thread that forked goes on. The Go runtime has lost its threads, and
// a call would wait for them for ever.
static atomic_bool forked;

static void note_fork(void) { atomic_store(&forked, 1); }

// Go code runs on stacks that are too small for a handler of the caller's that was installed without
// SA_ONSTACK. So no signal is to be handled there but those that the thread causes itself, whose
// handlers are Go's, and the one that Go's scheduler uses.
static sigset_t deferrable(void)
{
	static const int needed[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGURG};
	sigset_t set;
	sigfillset(&set);
	for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++)
		sigdelset(&set, needed[i]);
	return set;
}

static sigset_t mask_at_load;

// The threads of the Go runtime inherit the mask of the thread that starts it, which a constructor
// without a priority does. They are not to take signals that the caller waits for, in a thread of
// its own or with signalfd(2).
__attribute__((constructor(101))) static void before_go(void)
{
	sigset_t set = deferrable();
	pthread_sigmask(SIG_BLOCK, &set, &mask_at_load);
	pthread_atfork(NULL, NULL, note_fork);
}

__attribute__((constructor)) static void after_go(void) { pthread_sigmask(SIG_SETMASK, &mask_at_load, NULL); }

uint32_t host_enter(struct host_state *state)
{
	if (atomic_load(&forked))
		return ERROR_NOT_SUPPORTED;
	sigset_t set = deferrable();
	pthread_sigmask(SIG_BLOCK, &set, &state->mask);
	return 0;
}

void host_leave(const struct host_state *state) { pthread_sigmask(SIG_SETMASK, &state->mask, NULL); }
