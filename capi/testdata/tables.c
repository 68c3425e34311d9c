// Every table call with every size from 0 to 64 more than it needs, the buffer ending where memory
// ends or beginning where it begins; and with pointers that lead nowhere.

#include "check.h"

static void every_size(const struct table *t)
{
	static unsigned char want[64 << 10];
	ULONG need = sizeof want;
	DWORD code = call_table(t, want, &need);
	CHECK(code == NO_ERROR && need > sizeof(ULONG) && need < 8 * PAGE, "%s: %u, %u bytes", t->name, code, need);
	struct fence f = fence(8);
	for (ULONG room = 0; room <= need + 64; room++) {
		// The alignment changes with each size at the end, but not at the beginning.
		for (int at_end = room + 1 < need || room > need + 1; at_end < 2; at_end++) {
			paint(f);
			unsigned char *table = at_end ? f.end - room : f.begin;
			ULONG size = room;
			code = call_table(t, table, &size);
			if (room < need) {
				CHECK(code == ERROR_INSUFFICIENT_BUFFER && size >= need, "%s with %u bytes: %u, %u bytes", t->name, room, code, size);
				CHECK(untouched(f.begin, f.end), "%s with %u bytes: written to", t->name, room);
				continue;
			}
			CHECK(code == NO_ERROR && size == need, "%s with %u bytes: %u, %u bytes", t->name, room, code, size);
			CHECK(memcmp(table, want, need) == 0, "%s with %u bytes: other rows", t->name, room);
			CHECK(untouched(f.begin, table) && untouched(table + need, f.end), "%s with %u bytes: written outside", t->name, room);
		}
	}
}

static void bad_sizes(const struct table *t)
{
	struct fence f = fence(8);
	paint(f);
	CHECK(call_table(t, f.begin, NULL) == ERROR_INVALID_PARAMETER, "%s: NULL size", t->name);
	for (unsigned i = 0; i < COUNT(bads); i++) {
		DWORD code = call_table(t, f.begin, (ULONG *)bads[i].at);
		CHECK(code == ERROR_INVALID_PARAMETER, "%s, size at %s: %u", t->name, bads[i].name, code);
		code = call_table(t, NULL, (ULONG *)bads[i].at);
		CHECK(code == ERROR_INVALID_PARAMETER, "%s, size at %s, NULL: %u", t->name, bads[i].name, code);
	}
	CHECK(untouched(f.begin, f.end), "%s: written to without a size", t->name);
	ULONG *misaligned = (ULONG *)(f.end - sizeof(ULONG) - 1);
	memset(misaligned, 0, sizeof *misaligned);
	CHECK(call_table(t, NULL, misaligned) == ERROR_INSUFFICIENT_BUFFER, "%s: misaligned size", t->name);
}

static void bad_tables(const struct table *t)
{
	ULONG need = 0;
	for (unsigned i = 0; i < COUNT(bads); i++) {
		ULONG size = UINT32_MAX;
		DWORD code = call_table(t, bads[i].at, &size);
		CHECK(code == ERROR_NOACCESS && size == UINT32_MAX, "%s, table at %s: %u, %u bytes", t->name, bads[i].name, code, size);
		size = 0;
		code = call_table(t, bads[i].at, &size);
		CHECK(code == ERROR_INSUFFICIENT_BUFFER && size > 0, "%s, no table at %s: %u", t->name, bads[i].name, code);
		need = size;
	}
	struct fence f = fence(1); // all but the last byte, and all but the first
	ULONG exact = need;
	static unsigned char table[64 << 10];
	CHECK(call_table(t, table, &exact) == NO_ERROR, "%s: exact size", t->name);
	for (ULONG there = 1; there < exact && there <= PAGE; there += exact - 2) {
		paint(f);
		ULONG size = exact;
		DWORD code = call_table(t, f.end - there, &size);
		CHECK(code == ERROR_NOACCESS && size == exact, "%s, %u bytes of %u there: %u, %u", t->name, there, exact, code, size);
		CHECK(untouched(f.begin, f.end - there), "%s: written before the table", t->name);
		size = sizeof table; // and the library goes on
		CHECK(call_table(t, table, &size) == NO_ERROR, "%s after a fault", t->name);
	}
	ULONG size = UINT32_MAX;
	CHECK(call_table(t, NULL, &size) == ERROR_INSUFFICIENT_BUFFER && size < need * 2, "%s: NULL with a size: %u", t->name, size);
	size = UINT32_MAX;
	CHECK(call_table(t, table, &size) == NO_ERROR && size == exact, "%s: the largest size", t->name);
}

// A table of several pages with a hole in it.
static void hole(void)
{
	enum { MORE = 300 };
	struct pair more[MORE];
	for (int i = 0; i < MORE; i++)
		more[i] = connect_pair(AF_INET6);
	struct fence f = fence(64);
	MUST(mprotect(f.begin + 8 * PAGE, PAGE, PROT_NONE));
	ULONG size = 64 * PAGE;
	DWORD code = GetTcp6Table2((void *)(f.begin + 3), &size, TRUE);
	CHECK(code == ERROR_NOACCESS && size == 64 * PAGE, "hole: %u, %u bytes", code, size);
	MUST(mprotect(f.begin + 8 * PAGE, PAGE, PROT_READ | PROT_WRITE));
	code = GetTcp6Table2((void *)(f.begin + 3), &size, TRUE);
	CHECK(code == NO_ERROR && size > 9 * PAGE, "without the hole: %u, %u bytes", code, size);
	for (int i = 0; i < MORE; i++)
		close_pair(more[i]);
}

int main(void)
{
	connect_pair(AF_INET);
	connect_pair(AF_INET6);
	make_bads();
	for (unsigned i = 0; i < COUNT(tables); i++) {
		every_size(&tables[i]);
		bad_sizes(&tables[i]);
		bad_tables(&tables[i]);
	}
	hole();
	CHECK(GetExtendedTcpTable(NULL, NULL, 0, AF_INET, 0, 0) == ERROR_INVALID_PARAMETER, "no size");
	ULONG size = 0;
	CHECK(GetExtendedTcpTable(NULL, &size, 0, 99, TCP_TABLE_BASIC_ALL, 0) == ERROR_INVALID_PARAMETER, "family 99");
	CHECK(GetExtendedTcpTable(NULL, &size, 0, AF_INET, 9, 0) == ERROR_INVALID_PARAMETER, "class 9");
	CHECK(GetExtendedTcpTable(NULL, &size, 0, AF_INET6, TCP_TABLE_BASIC_ALL, 0) == ERROR_NOT_SUPPORTED, "IPv6, basic");
	CHECK(size == 0, "size after errors: %u", size);
	CHECK(tcptable_abi_version() == 1, "version %u", tcptable_abi_version());
	return 0;
}
