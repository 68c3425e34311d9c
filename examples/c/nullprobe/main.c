/*
 * Lists the IPv6 connections with GetTcp6Table2. The first call has no table, and so tells how large
 * it has to be.
 */
#include "../rows.h"

#include <stdlib.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#pragma comment(lib, "ws2_32.lib")
#endif

int main(void)
{
	ULONG size = 0;
	PMIB_TCP6TABLE2 table;
	DWORD i;
	ULONG code = GetTcp6Table2(NULL, &size, TRUE);
	if (code != ERROR_INSUFFICIENT_BUFFER) {
		fprintf(stderr, "GetTcp6Table2: %lu\n", (unsigned long)code);
		return 1;
	}
	table = (PMIB_TCP6TABLE2)malloc(size);
	if (table == NULL) {
		fprintf(stderr, "no memory for %lu bytes\n", (unsigned long)size);
		return 1;
	}
	code = GetTcp6Table2(table, &size, TRUE);
	if (code != NO_ERROR) {
		fprintf(stderr, "GetTcp6Table2 with %lu bytes: %lu\n", (unsigned long)size, (unsigned long)code);
		free(table);
		return 1;
	}
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCP6ROW2 *row = &table->table[i];
		print_row(AF_INET6, make_end(&row->LocalAddr, row->dwLocalScopeId, row->dwLocalPort),
			make_end(&row->RemoteAddr, row->dwRemoteScopeId, row->dwRemotePort), row->State, row->dwOwningPid);
	}
	free(table);
	return 0;
}
