/*
 * What the examples beside this file share: they print a row as one line, with the family, the local
 * and the remote end, the state and the process id.
 */
#ifndef ROWS_H
#define ROWS_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>

struct end {
	const void *address; /* 4 or 16 bytes */
	DWORD scope;
	DWORD port; /* as in a row */
};

static void print_end(int family, struct end end)
{
	char text[64];
	if (inet_ntop(family, (void *)end.address, text, sizeof text) == NULL) {
		strcpy(text, "?");
	}
	printf(" %s", text);
	if (end.scope != 0) {
		printf("%%%lu", (unsigned long)end.scope);
	}
	printf(" %u", (unsigned)ntohs((u_short)end.port));
}

static const char *state_name(DWORD state)
{
	static const char *const names[] = {"0", "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTAB", "FIN_WAIT1",
		"FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT", "DELETE_TCB"};
	return state < sizeof names / sizeof names[0] ? names[state] : "RESERVED";
}

static void print_row(int family, struct end local, struct end remote, DWORD state, DWORD pid)
{
	printf("%s", family == AF_INET ? "tcp4" : "tcp6");
	print_end(family, local);
	print_end(family, remote);
	printf(" %s %lu\n", state_name(state), (unsigned long)pid);
}

static struct end make_end(const void *address, DWORD scope, DWORD port)
{
	struct end end;
	end.address = address;
	end.scope = scope;
	end.port = port;
	return end;
}

#endif
