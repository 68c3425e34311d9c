//go:build cgo && (linux || windows)

// The functions of the library, with the documented names and signatures. Pointers to structures
// are void * here: the headers in include/ say what they point to.

#include "_cgo_export.h"
#include "host.h"

#define ABI_VERSION 1

// at turns a pointer into a number, see calls.h.
static uintptr_t at(const volatile void *p) { return (uintptr_t)p; }

// A call enters Go between host_enter and host_leave.
#define CALL(call)                                  \
	do {                                        \
		struct host_state state;            \
		uint32_t code = host_enter(&state); \
		if (code == 0) {                    \
			code = (call);              \
			host_leave(&state);         \
		}                                   \
		return code;                        \
	} while (0)

EXPORT uint32_t tcptable_abi_version(void) { return ABI_VERSION; }

// Tables.

EXPORT uint32_t WIN GetTcpTable(void *table, uint32_t *size, int32_t order)
{
	CALL(tcptableTable(TABLE_TCP, at(table), at(size), order, 0, 0, 0));
}

EXPORT uint32_t WIN GetTcpTable2(void *table, uint32_t *size, int32_t order)
{
	CALL(tcptableTable(TABLE_TCP_2, at(table), at(size), order, 0, 0, 0));
}

EXPORT uint32_t WIN GetTcp6Table(void *table, uint32_t *size, int32_t order)
{
	CALL(tcptableTable(TABLE_TCP6, at(table), at(size), order, 0, 0, 0));
}

EXPORT uint32_t WIN GetTcp6Table2(void *table, uint32_t *size, int32_t order)
{
	CALL(tcptableTable(TABLE_TCP6_2, at(table), at(size), order, 0, 0, 0));
}

EXPORT uint32_t WIN GetExtendedTcpTable(void *table, uint32_t *size, int32_t order, uint32_t family, uint32_t class, uint32_t reserved)
{
	CALL(tcptableTable(TABLE_EXTENDED, at(table), at(size), order, family, class, reserved));
}

// Owner modules.

EXPORT uint32_t WIN GetOwnerModuleFromTcpEntry(void *row, uint32_t class, void *buffer, uint32_t *size)
{
	CALL(tcptableOwnerModule(ROW_TCP, at(row), class, at(buffer), at(size)));
}

EXPORT uint32_t WIN GetOwnerModuleFromTcp6Entry(void *row, uint32_t class, void *buffer, uint32_t *size)
{
	CALL(tcptableOwnerModule(ROW_TCP6, at(row), class, at(buffer), at(size)));
}

// Statistics.

#define FAMILY_TCP 2 // AF_INET

EXPORT uint32_t WIN GetTcpStatistics(void *stats)
{
	CALL(tcptableStatistics(at(stats), FAMILY_TCP));
}

EXPORT uint32_t WIN GetTcpStatisticsEx(void *stats, uint32_t family)
{
	CALL(tcptableStatistics(at(stats), family));
}

EXPORT uint32_t WIN GetTcpStatisticsEx2(void *stats, uint32_t family)
{
	CALL(tcptableStatistics2(at(stats), family));
}

// One connection.

EXPORT uint32_t WIN SetTcpEntry(void *row)
{
	CALL(tcptableSetEntry(at(row)));
}

static struct estats_buffer buffer(const void *p, uint32_t version, uint32_t size)
{
	return (struct estats_buffer){at(p), version, size};
}

EXPORT uint32_t WIN GetPerTcpConnectionEStats(void *row, uint32_t kind,
	uint8_t *rw, uint32_t rw_version, uint32_t rw_size,
	uint8_t *ros, uint32_t ros_version, uint32_t ros_size,
	uint8_t *rod, uint32_t rod_version, uint32_t rod_size)
{
	CALL(tcptableGetEStats(ROW_TCP, at(row), kind, buffer(rw, rw_version, rw_size),
		buffer(ros, ros_version, ros_size), buffer(rod, rod_version, rod_size)));
}

EXPORT uint32_t WIN GetPerTcp6ConnectionEStats(void *row, uint32_t kind,
	uint8_t *rw, uint32_t rw_version, uint32_t rw_size,
	uint8_t *ros, uint32_t ros_version, uint32_t ros_size,
	uint8_t *rod, uint32_t rod_version, uint32_t rod_size)
{
	CALL(tcptableGetEStats(ROW_TCP6, at(row), kind, buffer(rw, rw_version, rw_size),
		buffer(ros, ros_version, ros_size), buffer(rod, rod_version, rod_size)));
}

EXPORT uint32_t WIN SetPerTcpConnectionEStats(void *row, uint32_t kind, uint8_t *rw, uint32_t rw_version, uint32_t rw_size, uint32_t offset)
{
	CALL(tcptableSetEStats(ROW_TCP, at(row), kind, buffer(rw, rw_version, rw_size), offset));
}

EXPORT uint32_t WIN SetPerTcp6ConnectionEStats(void *row, uint32_t kind, uint8_t *rw, uint32_t rw_version, uint32_t rw_size, uint32_t offset)
{
	CALL(tcptableSetEStats(ROW_TCP6, at(row), kind, buffer(rw, rw_version, rw_size), offset));
}
