// What the process that the library is in asks for: host_linux.c, host_windows.c.

#ifndef TCPTABLE_HOST_H
#define TCPTABLE_HOST_H

#include <stdint.h>

#ifdef _WIN32

#define EXPORT __declspec(dllexport)
#define WIN __stdcall

struct host_state {
	int unused;
};

#else

#include <signal.h>

#define EXPORT __attribute__((visibility("default")))
#define WIN

struct host_state {
	sigset_t mask; // of the thread, before the call
};

#endif

// host_enter returns 0 if Go can be called, else the code for the caller.
uint32_t host_enter(struct host_state *state);

// host_leave undoes host_enter.
void host_leave(const struct host_state *state);

#endif
