//go:build cgo

#include "host.h"

// Windows has neither fork nor signals.

uint32_t host_enter(struct host_state *state)
{
	state->unused = 0;
	return 0;
}

void host_leave(const struct host_state *state) { (void)state; }
