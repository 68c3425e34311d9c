/*
 * Says which program owns each connection: the rows of the OWNER_MODULE classes, and what
 * GetOwnerModuleFromTcpEntry and GetOwnerModuleFromTcp6Entry tell of each.
 */
#include "../rows.h"

#include <stdlib.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#pragma comment(lib, "ws2_32.lib")
#endif

static void print_text(LPCWSTR text)
{
	char narrow[4096];
	if (text == NULL || WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, sizeof narrow, NULL, NULL) == 0) {
		strcpy(narrow, "?");
	}
	printf("  %s\n", narrow);
}

typedef DWORD (*get_module)(void *row, void *buffer, DWORD *size);

static DWORD module4(void *row, void *buffer, DWORD *size)
{
	return GetOwnerModuleFromTcpEntry((PMIB_TCPROW_OWNER_MODULE)row, TCPIP_OWNER_MODULE_INFO_BASIC, buffer, size);
}

static DWORD module6(void *row, void *buffer, DWORD *size)
{
	return GetOwnerModuleFromTcp6Entry((PMIB_TCP6ROW_OWNER_MODULE)row, TCPIP_OWNER_MODULE_INFO_BASIC, buffer, size);
}

static void print_owner(get_module get, void *row)
{
	TCPIP_OWNER_MODULE_BASIC_INFO *info = NULL;
	DWORD size = 0;
	DWORD code;
	while ((code = get(row, info, &size)) == ERROR_INSUFFICIENT_BUFFER) {
		free(info);
		info = (TCPIP_OWNER_MODULE_BASIC_INFO *)malloc(size);
		if (info == NULL) {
			code = ERROR_NOT_ENOUGH_MEMORY;
			break;
		}
	}
	if (code != NO_ERROR) { /* ERROR_NOT_FOUND: nobody owns it, as in TIME_WAIT */
		printf("  code %lu\n", (unsigned long)code);
	} else if (info != NULL) {
		print_text(info->pModuleName);
		print_text(info->pModulePath);
	}
	free(info);
}

static void *read_table(ULONG family, DWORD *code)
{
	void *table = NULL;
	DWORD size = 0;
	while ((*code = GetExtendedTcpTable(table, &size, TRUE, family, TCP_TABLE_OWNER_MODULE_ALL, 0)) ==
		ERROR_INSUFFICIENT_BUFFER) {
		free(table);
		table = malloc(size);
		if (table == NULL) {
			*code = ERROR_NOT_ENOUGH_MEMORY;
			break;
		}
	}
	if (*code != NO_ERROR) {
		free(table);
		return NULL;
	}
	return table;
}

int main(void)
{
	DWORD code;
	DWORD i;
	MIB_TCP6TABLE_OWNER_MODULE *six;
	MIB_TCPTABLE_OWNER_MODULE *four = (MIB_TCPTABLE_OWNER_MODULE *)read_table(AF_INET, &code);
	if (four == NULL) {
		fprintf(stderr, "GetExtendedTcpTable: %lu\n", (unsigned long)code);
		return 1;
	}
	for (i = 0; i < four->dwNumEntries; i++) {
		MIB_TCPROW_OWNER_MODULE *row = &four->table[i];
		print_row(AF_INET, make_end(&row->dwLocalAddr, 0, row->dwLocalPort),
			make_end(&row->dwRemoteAddr, 0, row->dwRemotePort), row->dwState, row->dwOwningPid);
		print_owner(module4, row);
	}
	free(four);
	six = (MIB_TCP6TABLE_OWNER_MODULE *)read_table(AF_INET6, &code);
	if (six == NULL) {
		fprintf(stderr, "GetExtendedTcpTable: %lu\n", (unsigned long)code);
		return 1;
	}
	for (i = 0; i < six->dwNumEntries; i++) {
		MIB_TCP6ROW_OWNER_MODULE *row = &six->table[i];
		print_row(AF_INET6, make_end(row->ucLocalAddr, row->dwLocalScopeId, row->dwLocalPort),
			make_end(row->ucRemoteAddr, row->dwRemoteScopeId, row->dwRemotePort), row->dwState, row->dwOwningPid);
		print_owner(module6, row);
	}
	free(six);
	return 0;
}
