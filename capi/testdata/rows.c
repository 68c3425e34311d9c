// The calls that take a row: owner modules, SetTcpEntry, extended statistics; and statistics.

#include <errno.h>

#include "check.h"

static MIB_TCPTABLE_OWNER_MODULE *owner_rows(void)
{
	static union {
		MIB_TCPTABLE_OWNER_MODULE table;
		unsigned char bytes[64 << 10];
	} u;
	DWORD size = sizeof u;
	DWORD code = GetExtendedTcpTable(&u, &size, TRUE, AF_INET, TCP_TABLE_OWNER_MODULE_CONNECTIONS, 0);
	CHECK(code == NO_ERROR && u.table.dwNumEntries == 2, "rows: %u, %u of them", code, u.table.dwNumEntries);
	return &u.table;
}

static int ends_with(const WCHAR *wide, const char *narrow)
{
	size_t n = 0, m = strlen(narrow);
	while (wide[n] != 0)
		n++;
	if (n < m)
		return 0;
	for (size_t i = 0; i < m; i++)
		if (wide[n - m + i] != (unsigned char)narrow[i])
			return 0;
	return 1;
}

static void owner_module(const char *program)
{
	MIB_TCPROW_OWNER_MODULE *row = &owner_rows()->table[0];
	CHECK(row->dwOwningPid == (DWORD)getpid(), "owner %u", row->dwOwningPid);
	DWORD need = 0;
	DWORD code = GetOwnerModuleFromTcpEntry(row, TCPIP_OWNER_MODULE_INFO_BASIC, NULL, &need);
	CHECK(code == ERROR_INSUFFICIENT_BUFFER && need > 16, "size: %u, %u bytes", code, need);
	struct fence f = fence(2);
	for (DWORD room = 0; room <= need + 64; room++) {
		paint(f);
		unsigned char *at = f.end - room;
		DWORD size = room;
		code = GetOwnerModuleFromTcpEntry(row, TCPIP_OWNER_MODULE_INFO_BASIC, at, &size);
		CHECK(code == (room < need ? ERROR_INSUFFICIENT_BUFFER : NO_ERROR) && size == need, "%u bytes: %u, %u", room, code, size);
		CHECK(untouched(f.begin, at) && untouched(room < need ? at : at + need, f.end), "%u bytes: written outside", room);
		if (code != NO_ERROR)
			continue;
		TCPIP_OWNER_MODULE_BASIC_INFO info;
		memcpy(&info, at, sizeof info);
		unsigned char *name = (unsigned char *)info.pModuleName, *path = (unsigned char *)info.pModulePath;
		CHECK(name == at + sizeof info && path > name && path < at + need, "strings at %p and %p, buffer at %p", (void *)name, (void *)path, (void *)at);
		WCHAR copy[PAGE];
		memcpy(copy, name, at + need - name);
		CHECK(ends_with(copy, strrchr(program, '/') + 1), "name");
		CHECK(ends_with(copy + (path - name) / sizeof *copy, program), "path");
	}
	for (unsigned i = 0; i < COUNT(bads); i++) {
		DWORD size = 1000;
		code = GetOwnerModuleFromTcpEntry(row, TCPIP_OWNER_MODULE_INFO_BASIC, bads[i].at, &size);
		CHECK(code == ERROR_NOACCESS && size == 1000, "buffer at %s: %u", bads[i].name, code);
		code = GetOwnerModuleFromTcpEntry(row, TCPIP_OWNER_MODULE_INFO_BASIC, f.begin, (DWORD *)bads[i].at);
		CHECK(code == ERROR_INVALID_PARAMETER, "size at %s: %u", bads[i].name, code);
		if (i == 2)
			continue; // can be read
		code = GetOwnerModuleFromTcp6Entry((void *)bads[i].at, TCPIP_OWNER_MODULE_INFO_BASIC, f.begin, &size);
		CHECK(code == ERROR_NOACCESS, "row at %s: %u", bads[i].name, code);
	}
	DWORD size = 1000;
	CHECK(GetOwnerModuleFromTcpEntry(NULL, TCPIP_OWNER_MODULE_INFO_BASIC, f.begin, &size) == ERROR_INVALID_PARAMETER, "NULL row");
	CHECK(GetOwnerModuleFromTcpEntry(row, TCPIP_OWNER_MODULE_INFO_BASIC, f.begin, NULL) == ERROR_INVALID_PARAMETER, "NULL size");
	CHECK(GetOwnerModuleFromTcpEntry(row, 1, f.begin, &size) == ERROR_INVALID_PARAMETER, "class 1");
	MIB_TCP6ROW_OWNER_MODULE nobody = {.dwOwningPid = 0};
	CHECK(GetOwnerModuleFromTcp6Entry(&nobody, TCPIP_OWNER_MODULE_INFO_BASIC, f.begin, &size) == ERROR_NOT_FOUND, "no owner");
}

static void statistics(void)
{
	struct fence f = fence(1);
	paint(f);
	MIB_TCPSTATS *stats = (MIB_TCPSTATS *)(f.end - sizeof *stats);
	CHECK(GetTcpStatistics(stats) == NO_ERROR, "GetTcpStatistics");
	CHECK(stats->dwNumConns == 2 && stats->dwActiveOpens >= 2, "%u connections, %u opened", stats->dwNumConns, stats->dwActiveOpens);
	CHECK(GetTcpStatisticsEx(stats, 23) == NO_ERROR && GetTcpStatisticsEx(stats, AF_INET6) == NO_ERROR, "IPv6");
	CHECK(GetTcpStatisticsEx(stats, 99) == ERROR_INVALID_PARAMETER, "family 99");
	CHECK(untouched(f.begin, (unsigned char *)stats), "statistics: written outside");
	MIB_TCPSTATS2 *stats2 = (MIB_TCPSTATS2 *)(f.end - sizeof *stats2);
	CHECK(GetTcpStatisticsEx2(stats2, AF_INET) == NO_ERROR && stats2->dw64InSegs > 0, "GetTcpStatisticsEx2");
	CHECK(GetTcpStatistics(NULL) == ERROR_INVALID_PARAMETER && GetTcpStatisticsEx(NULL, AF_INET) == ERROR_INVALID_PARAMETER &&
		GetTcpStatisticsEx2(NULL, AF_INET) == ERROR_INVALID_PARAMETER, "NULL");
	for (unsigned i = 0; i < COUNT(bads); i++) {
		CHECK(GetTcpStatistics((void *)bads[i].at) == ERROR_NOACCESS, "statistics at %s", bads[i].name);
		CHECK(GetTcpStatisticsEx2((void *)bads[i].at, AF_INET) == ERROR_NOACCESS, "statistics at %s", bads[i].name);
	}
}

static MIB_TCPROW connection(void)
{
	static MIB_TCPROW_OWNER_MODULE owner;
	owner = owner_rows()->table[0];
	return (MIB_TCPROW){.dwState = owner.dwState, .dwLocalAddr = owner.dwLocalAddr, .dwLocalPort = owner.dwLocalPort,
		.dwRemoteAddr = owner.dwRemoteAddr, .dwRemotePort = owner.dwRemotePort};
}

static MIB_TCP6ROW connection6(void)
{
	static union {
		MIB_TCP6TABLE table;
		unsigned char bytes[64 << 10];
	} u;
	ULONG size = sizeof u;
	CHECK(GetTcp6Table(&u.table, &size, TRUE) == NO_ERROR, "GetTcp6Table");
	for (DWORD i = 0; i < u.table.dwNumEntries; i++)
		if (u.table.table[i].State == MIB_TCP_STATE_ESTAB)
			return u.table.table[i];
	CHECK(0, "no connection over IPv6");
	exit(1);
}

static void estats(void)
{
	MIB_TCPROW row = connection();
	MIB_TCP6ROW row6 = connection6();
	struct fence f = fence(1);
	TCP_ESTATS_DATA_ROD_v0 *rod = (void *)(f.end - sizeof *rod);
	TCP_ESTATS_DATA_RW_v0 *rw = (void *)f.begin;
	paint(f);
	// A size beyond the structure is no promise that more is written.
	DWORD code = GetPerTcpConnectionEStats(&row, TcpConnectionEstatsData, (void *)rw, 0, UINT32_MAX, NULL, 0, 0, (void *)rod, 0, UINT32_MAX);
	CHECK(code == NO_ERROR && rw->EnableCollection == 1 && rod->SegsOut > 0, "data: %u, %u", code, rw->EnableCollection);
	CHECK(untouched((unsigned char *)(rw + 1), (unsigned char *)rod), "data: written outside");
	code = GetPerTcp6ConnectionEStats(&row6, TcpConnectionEstatsData, NULL, 0, 0, NULL, 0, 0, (void *)rod, 0, sizeof *rod);
	CHECK(code == NO_ERROR, "data over IPv6: %u", code);
	TCP_ESTATS_PATH_ROD_v0 *path = (void *)(f.end - sizeof *path);
	CHECK(GetPerTcpConnectionEStats(&row, TcpConnectionEstatsPath, NULL, 0, 0, f.begin, 0, 7, (void *)path, 0, sizeof *path) == NO_ERROR && path->CurMss > 0, "path");
	CHECK(untouched(f.begin + 1, f.begin + 8), "path: a structure that it does not have");
	TCP_ESTATS_SND_CONG_ROD_v0 *cong = (void *)(f.end - sizeof *cong);
	CHECK(GetPerTcpConnectionEStats(&row, TcpConnectionEstatsSndCong, NULL, 0, 0, NULL, 0, 0, (void *)cong, 0, sizeof *cong) == NO_ERROR && cong->CurCwnd > 0, "congestion");

#define GET(kind, rod, version, size) GetPerTcpConnectionEStats(&row, kind, NULL, 0, 0, NULL, 0, 0, (void *)(rod), version, size)
	CHECK(GET(TcpConnectionEstatsData, NULL, 0, 1) == ERROR_INVALID_USER_BUFFER, "NULL with a size");
	CHECK(GET(TcpConnectionEstatsData, NULL, 1, 1) == ERROR_NOT_SUPPORTED, "version 1");
	CHECK(GET(99, NULL, 0, 1) == ERROR_INVALID_PARAMETER, "type 99");
	CHECK(GET(TcpConnectionEstatsData, rod, 0, sizeof *rod - 1) == ERROR_INSUFFICIENT_BUFFER, "too short");
	CHECK(GET(TcpConnectionEstatsSynOpts, rod, 0, sizeof *rod) == ERROR_NOT_SUPPORTED, "SynOpts");
	CHECK(GetPerTcpConnectionEStats(NULL, TcpConnectionEstatsData, NULL, 0, 0, NULL, 0, 0, NULL, 0, 0) == ERROR_INVALID_PARAMETER, "NULL row");
	for (unsigned i = 0; i < COUNT(bads); i++)
		CHECK(GET(TcpConnectionEstatsData, bads[i].at, 0, sizeof *rod) == ERROR_NOACCESS, "data at %s", bads[i].name);

#define SET(rw, size, offset) SetPerTcpConnectionEStats(&row, TcpConnectionEstatsData, (void *)(rw), 0, size, offset)
	UCHAR on = 1, off = 0;
	CHECK(SET(&on, 1, 0) == NO_ERROR && SET(NULL, 0, 0) == NO_ERROR, "switched on");
	CHECK(SET(&off, 1, 0) == ERROR_NOT_SUPPORTED, "switched off");
	CHECK(SET(NULL, 1, 0) == ERROR_INVALID_USER_BUFFER && SET(NULL, 1, 1) == ERROR_NOT_SUPPORTED, "NULL with a size");
	f.end[-1] = 1; // nothing behind it can be read, and nothing is
	CHECK(SET(f.end - 1, UINT32_MAX, 0) == NO_ERROR, "a size beyond the structure");
	CHECK(SET(bads[0].at, 1, 0) == ERROR_NOACCESS && SET(bads[1].at, 1, 0) == ERROR_NOACCESS, "no memory");
	CHECK(SetPerTcp6ConnectionEStats(&row6, TcpConnectionEstatsData, &on, 0, 1, 0) == NO_ERROR, "switched on over IPv6");
	CHECK(SetPerTcp6ConnectionEStats((void *)bads[1].at, TcpConnectionEstatsData, &on, 0, 1, 0) == ERROR_NOACCESS, "no row");
	row.dwLocalPort++;
	CHECK(GET(TcpConnectionEstatsData, rod, 0, sizeof *rod) == ERROR_NOT_FOUND, "no connection");
}

static void set_entry(struct pair p)
{
	MIB_TCPROW row = connection();
	CHECK(SetTcpEntry(NULL) == ERROR_INVALID_PARAMETER, "NULL row");
	CHECK(SetTcpEntry((void *)bads[1].at) == ERROR_NOACCESS, "no row");
	CHECK(SetTcpEntry(&row) == ERROR_INVALID_PARAMETER, "another state");
	row.dwState = MIB_TCP_STATE_DELETE_TCB;
	MIB_TCPROW other = row;
	other.dwLocalPort++;
	CHECK(SetTcpEntry(&other) == ERROR_MR_MID_NOT_FOUND, "no connection");
	DWORD code = SetTcpEntry(&row);
	if (code == ERROR_NOT_SUPPORTED)
		return; // a kernel without CONFIG_INET_DIAG_DESTROY
	CHECK(code == NO_ERROR, "closing: %u", code);
	int client = 0, server = 0;
	socklen_t len = sizeof(int);
	MUST(getsockopt(p.client, SOL_SOCKET, SO_ERROR, &client, &len));
	MUST(getsockopt(p.server, SOL_SOCKET, SO_ERROR, &server, &len));
	CHECK(client == ECONNABORTED || server == ECONNABORTED, "the connection has the errors %d and %d", client, server);
}

int main(void)
{
	char program[PAGE];
	ssize_t n;
	MUST(n = readlink("/proc/self/exe", program, sizeof program - 1));
	program[n] = 0;
	struct pair p = connect_pair(AF_INET);
	connect_pair(AF_INET6);
	MUST(send(p.client, "x", 1, 0));
	MUST(send(p.server, "x", 1, 0));
	make_bads();
	owner_module(program);
	statistics();
	estats();
	set_entry(p);
	return 0;
}
