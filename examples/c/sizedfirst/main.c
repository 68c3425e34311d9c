/*
 * Lists the IPv4 connections with GetTcpTable, as Microsoft's own examples do: the first call has room
 * for one row, the second for what the first one asked for. It says what went wrong in words.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>

#include "../rows.h"

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#pragma comment(lib, "ws2_32.lib")
#endif

#define MALLOC(x) HeapAlloc(GetProcessHeap(), 0, (x))
#define FREE(x) HeapFree(GetProcessHeap(), 0, (x))

static int fail(const char *what, DWORD code)
{
	LPSTR text = NULL;
	if (FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
			code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&text, 0, NULL) == 0) {
		fprintf(stderr, "%s: %lu, and no text for it: %lu\n", what, (unsigned long)code, (unsigned long)GetLastError());
		return 1;
	}
	fprintf(stderr, "%s: %s", what, text);
	LocalFree(text);
	return 1;
}

int main(void)
{
	WSADATA data;
	PMIB_TCPTABLE pTcpTable;
	DWORD dwSize = sizeof(MIB_TCPTABLE);
	DWORD dwRetVal;
	DWORD i;
	struct in_addr local, remote;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
		return fail("WSAStartup", (DWORD)WSAGetLastError());
	}
	pTcpTable = (MIB_TCPTABLE *)MALLOC(dwSize);
	if (pTcpTable == NULL) {
		return fail("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
	}
	dwRetVal = GetTcpTable(pTcpTable, &dwSize, TRUE);
	if (dwRetVal == ERROR_INSUFFICIENT_BUFFER) {
		FREE(pTcpTable);
		pTcpTable = (MIB_TCPTABLE *)MALLOC(dwSize);
		if (pTcpTable == NULL) {
			return fail("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
		}
		dwRetVal = GetTcpTable(pTcpTable, &dwSize, TRUE);
	}
	if (dwRetVal != NO_ERROR) {
		FREE(pTcpTable);
		return fail("GetTcpTable", dwRetVal);
	}
	for (i = 0; i < pTcpTable->dwNumEntries; i++) {
		local.S_un.S_addr = pTcpTable->table[i].dwLocalAddr;
		remote.S_un.S_addr = pTcpTable->table[i].dwRemoteAddr;
		print_row(AF_INET, make_end(&local, 0, pTcpTable->table[i].dwLocalPort),
			make_end(&remote, 0, pTcpTable->table[i].dwRemotePort), pTcpTable->table[i].dwState, 0);
	}
	FREE(pTcpTable);
	WSACleanup();
	return 0;
}
