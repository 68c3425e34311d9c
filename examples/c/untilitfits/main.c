/*
 * Lists the connections of both families with GetTcpTable2 and GetTcp6Table. A table can grow between
 * two calls, so that this goes on until it fits.
 */
#include "../rows.h"

#include <stdlib.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#pragma comment(lib, "ws2_32.lib")
#endif

/* What a call returns while the table keeps changing. ntstatus.h, which has it, is not for everybody. */
#ifndef STATUS_UNSUCCESSFUL
#define STATUS_UNSUCCESSFUL ((DWORD)0xC0000001)
#endif

static ULONG get4(void *table, ULONG *size) { return GetTcpTable2((PMIB_TCPTABLE2)table, size, FALSE); }
static ULONG get6(void *table, ULONG *size) { return GetTcp6Table((PMIB_TCP6TABLE)table, size, FALSE); }

/* read_table returns a table that the caller frees, or NULL with the code. */
static void *read_table(ULONG (*get)(void *, ULONG *), ULONG *code)
{
	void *table = NULL;
	ULONG size = 0;
	do {
		*code = get(table, &size);
		if (*code == ERROR_INSUFFICIENT_BUFFER) {
			free(table);
			table = malloc(size);
			if (table == NULL) {
				*code = ERROR_NOT_ENOUGH_MEMORY;
			}
		}
	} while (*code == ERROR_INSUFFICIENT_BUFFER || *code == (ULONG)STATUS_UNSUCCESSFUL);
	if (*code != NO_ERROR) {
		free(table);
		return NULL;
	}
	return table;
}

int main(void)
{
	ULONG code;
	DWORD i;
	PMIB_TCP6TABLE six;
	PMIB_TCPTABLE2 four = (PMIB_TCPTABLE2)read_table(get4, &code);
	if (four == NULL) {
		fprintf(stderr, "GetTcpTable2: %lu\n", (unsigned long)code);
		return 1;
	}
	six = (PMIB_TCP6TABLE)read_table(get6, &code);
	if (six == NULL) {
		fprintf(stderr, "GetTcp6Table: %lu\n", (unsigned long)code);
		free(four);
		return 1;
	}
	for (i = 0; i < four->dwNumEntries; i++) {
		const MIB_TCPROW2 *row = &four->table[i];
		print_row(AF_INET, make_end(&row->dwLocalAddr, 0, row->dwLocalPort),
			make_end(&row->dwRemoteAddr, 0, row->dwRemotePort), row->dwState, row->dwOwningPid);
	}
	for (i = 0; i < six->dwNumEntries; i++) {
		const MIB_TCP6ROW *row = &six->table[i];
		print_row(AF_INET6, make_end(&row->LocalAddr, row->dwLocalScopeId, row->dwLocalPort),
			make_end(&row->RemoteAddr, row->dwRemoteScopeId, row->dwRemotePort), row->State, 0);
	}
	free(four);
	free(six);
	return 0;
}
