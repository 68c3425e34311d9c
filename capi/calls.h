// What calls.c and exports.go tell each other.

#ifndef TCPTABLE_CALLS_H
#define TCPTABLE_CALLS_H

#include <stdint.h>

// The calls that fill a table.
enum table_call {
	TABLE_TCP,
	TABLE_TCP_2,
	TABLE_TCP6,
	TABLE_TCP6_2,
	TABLE_EXTENDED,
};

// The family of the row that a call takes.
enum row_family {
	ROW_TCP,
	ROW_TCP6,
};

// One of the buffers of the calls for extended statistics. Addresses are numbers, since Go must
// not take what a caller passes for pointers: they may point nowhere.
struct estats_buffer {
	uintptr_t at;
	uint32_t version;
	uint32_t size;
};

#endif
