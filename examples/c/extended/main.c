/*
 * Lists what GetExtendedTcpTable has in each of its classes and for both families: a line with class
 * and family before the rows of each, or the code.
 */
#include "../rows.h"

#include <stdlib.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#pragma comment(lib, "ws2_32.lib")
#endif

static void print_basic(const MIB_TCPTABLE *table)
{
	DWORD i;
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCPROW *row = &table->table[i];
		print_row(AF_INET, make_end(&row->dwLocalAddr, 0, row->dwLocalPort),
			make_end(&row->dwRemoteAddr, 0, row->dwRemotePort), row->dwState, 0);
	}
}

static void print_pid(const MIB_TCPTABLE_OWNER_PID *table)
{
	DWORD i;
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCPROW_OWNER_PID *row = &table->table[i];
		print_row(AF_INET, make_end(&row->dwLocalAddr, 0, row->dwLocalPort),
			make_end(&row->dwRemoteAddr, 0, row->dwRemotePort), row->dwState, row->dwOwningPid);
	}
}

static void print_module(const MIB_TCPTABLE_OWNER_MODULE *table)
{
	DWORD i;
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCPROW_OWNER_MODULE *row = &table->table[i];
		print_row(AF_INET, make_end(&row->dwLocalAddr, 0, row->dwLocalPort),
			make_end(&row->dwRemoteAddr, 0, row->dwRemotePort), row->dwState, row->dwOwningPid);
	}
}

static void print_pid6(const MIB_TCP6TABLE_OWNER_PID *table)
{
	DWORD i;
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCP6ROW_OWNER_PID *row = &table->table[i];
		print_row(AF_INET6, make_end(row->ucLocalAddr, row->dwLocalScopeId, row->dwLocalPort),
			make_end(row->ucRemoteAddr, row->dwRemoteScopeId, row->dwRemotePort), row->dwState, row->dwOwningPid);
	}
}

static void print_module6(const MIB_TCP6TABLE_OWNER_MODULE *table)
{
	DWORD i;
	for (i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCP6ROW_OWNER_MODULE *row = &table->table[i];
		print_row(AF_INET6, make_end(row->ucLocalAddr, row->dwLocalScopeId, row->dwLocalPort),
			make_end(row->ucRemoteAddr, row->dwRemoteScopeId, row->dwRemotePort), row->dwState, row->dwOwningPid);
	}
}

static void print_table(int family, TCP_TABLE_CLASS table_class, const void *table)
{
	if (table_class <= TCP_TABLE_BASIC_ALL) {
		print_basic((const MIB_TCPTABLE *)table);
	} else if (table_class <= TCP_TABLE_OWNER_PID_ALL) {
		if (family == AF_INET) {
			print_pid((const MIB_TCPTABLE_OWNER_PID *)table);
		} else {
			print_pid6((const MIB_TCP6TABLE_OWNER_PID *)table);
		}
	} else if (family == AF_INET) {
		print_module((const MIB_TCPTABLE_OWNER_MODULE *)table);
	} else {
		print_module6((const MIB_TCP6TABLE_OWNER_MODULE *)table);
	}
}

static DWORD list(int family, TCP_TABLE_CLASS table_class)
{
	void *table = NULL;
	DWORD size = 0;
	DWORD code;
	while ((code = GetExtendedTcpTable(table, &size, TRUE, (ULONG)family, table_class, 0)) == ERROR_INSUFFICIENT_BUFFER) {
		free(table);
		table = malloc(size);
		if (table == NULL) {
			return ERROR_NOT_ENOUGH_MEMORY;
		}
	}
	if (code == NO_ERROR) {
		print_table(family, table_class, table);
	}
	free(table);
	return code;
}

int main(void)
{
	static const char *const names[] = {"BASIC_LISTENER", "BASIC_CONNECTIONS", "BASIC_ALL", "OWNER_PID_LISTENER",
		"OWNER_PID_CONNECTIONS", "OWNER_PID_ALL", "OWNER_MODULE_LISTENER", "OWNER_MODULE_CONNECTIONS", "OWNER_MODULE_ALL"};
	static const int families[] = {AF_INET, AF_INET6};
	int class_number;
	size_t i;
	for (class_number = TCP_TABLE_BASIC_LISTENER; class_number <= TCP_TABLE_OWNER_MODULE_ALL; class_number++) {
		for (i = 0; i < sizeof families / sizeof families[0]; i++) {
			DWORD code;
			printf("%s %s\n", names[class_number], families[i] == AF_INET ? "AF_INET" : "AF_INET6");
			code = list(families[i], (TCP_TABLE_CLASS)class_number);
			if (code != NO_ERROR) {
				printf("code %lu\n", (unsigned long)code);
			}
		}
	}
	return 0;
}
