/*
 * The structures of the TCP MIB as C sees them, to hold the Go types against. Written from the
 * documentation, with fixed-width types, so that no Windows header is needed:
 * https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/
 * https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/
 *
 * The compiler is asked for assembly only (cc -S -ffreestanding -DMODEL=32 -m32): each line of
 * the result that holds "->" is a structure with its size, or a field with its offset and size.
 * Nothing is linked or run, so that a 32-bit C library is not needed.
 */
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(void *) * 8 == MODEL, "the compiler targets another data model");

typedef uint32_t DWORD;
typedef uint8_t UCHAR;
typedef uint16_t *PWCHAR;
/* Windows aligns 64-bit numbers to 8 bytes on 32-bit x86 too; the System V ABI to 4. */
typedef uint64_t ULONGLONG __attribute__((aligned(8)));
typedef int64_t LARGE_INTEGER __attribute__((aligned(8)));
typedef struct { UCHAR Byte[16]; } IN6_ADDR;

struct MIB_TCPROW {
	DWORD dwState, dwLocalAddr, dwLocalPort, dwRemoteAddr, dwRemotePort;
};
struct MIB_TCPROW2 {
	DWORD dwState, dwLocalAddr, dwLocalPort, dwRemoteAddr, dwRemotePort, dwOwningPid, dwOffloadState;
};
struct MIB_TCPROW_OWNER_PID {
	DWORD dwState, dwLocalAddr, dwLocalPort, dwRemoteAddr, dwRemotePort, dwOwningPid;
};
struct MIB_TCPROW_OWNER_MODULE {
	DWORD dwState, dwLocalAddr, dwLocalPort, dwRemoteAddr, dwRemotePort, dwOwningPid;
	LARGE_INTEGER liCreateTimestamp;
	ULONGLONG OwningModuleInfo[16];
};
struct MIB_TCP6ROW {
	DWORD State;
	IN6_ADDR LocalAddr;
	DWORD dwLocalScopeId, dwLocalPort;
	IN6_ADDR RemoteAddr;
	DWORD dwRemoteScopeId, dwRemotePort;
};
struct MIB_TCP6ROW2 {
	IN6_ADDR LocalAddr;
	DWORD dwLocalScopeId, dwLocalPort;
	IN6_ADDR RemoteAddr;
	DWORD dwRemoteScopeId, dwRemotePort, State, dwOwningPid, dwOffloadState;
};
struct MIB_TCP6ROW_OWNER_PID {
	UCHAR ucLocalAddr[16];
	DWORD dwLocalScopeId, dwLocalPort;
	UCHAR ucRemoteAddr[16];
	DWORD dwRemoteScopeId, dwRemotePort, dwState, dwOwningPid;
};
struct MIB_TCP6ROW_OWNER_MODULE {
	UCHAR ucLocalAddr[16];
	DWORD dwLocalScopeId, dwLocalPort;
	UCHAR ucRemoteAddr[16];
	DWORD dwRemoteScopeId, dwRemotePort, dwState, dwOwningPid;
	LARGE_INTEGER liCreateTimestamp;
	ULONGLONG OwningModuleInfo[16];
};

#define TABLE(table_, row_) struct table_ { DWORD dwNumEntries; struct row_ table[1]; }
TABLE(MIB_TCPTABLE, MIB_TCPROW);
TABLE(MIB_TCPTABLE2, MIB_TCPROW2);
TABLE(MIB_TCPTABLE_OWNER_PID, MIB_TCPROW_OWNER_PID);
TABLE(MIB_TCPTABLE_OWNER_MODULE, MIB_TCPROW_OWNER_MODULE);
TABLE(MIB_TCP6TABLE, MIB_TCP6ROW);
TABLE(MIB_TCP6TABLE2, MIB_TCP6ROW2);
TABLE(MIB_TCP6TABLE_OWNER_PID, MIB_TCP6ROW_OWNER_PID);
TABLE(MIB_TCP6TABLE_OWNER_MODULE, MIB_TCP6ROW_OWNER_MODULE);

struct MIB_TCPSTATS {
	DWORD dwRtoAlgorithm, dwRtoMin, dwRtoMax, dwMaxConn, dwActiveOpens, dwPassiveOpens,
		dwAttemptFails, dwEstabResets, dwCurrEstab, dwInSegs, dwOutSegs, dwRetransSegs,
		dwInErrs, dwOutRsts, dwNumConns;
};
struct MIB_TCPSTATS2 {
	DWORD dwRtoAlgorithm, dwRtoMin, dwRtoMax, dwMaxConn, dwActiveOpens, dwPassiveOpens,
		dwAttemptFails, dwEstabResets, dwCurrEstab;
	ULONGLONG dw64InSegs, dw64OutSegs;
	DWORD dwRetransSegs, dwInErrs, dwOutRsts, dwNumConns;
};
struct TCPIP_OWNER_MODULE_BASIC_INFO {
	PWCHAR pModuleName, pModulePath;
};

#define EMIT(text, ...) __asm__ volatile(".ascii \"->" text "\"" : : __VA_ARGS__)
/* The size that the documentation leads to stands beside the name, and the compiler checks it. */
#define STRUCT(s, size) \
	_Static_assert(sizeof(struct s) == (size), #s); \
	EMIT(#s " %c0", "i"(sizeof(struct s)))
#define FIELD(s, f) \
	EMIT(#s "." #f " %c0 %c1", "i"(offsetof(struct s, f)), "i"(sizeof(((struct s *)0)->f)))

#define FIELDS_TCPROW(s) \
	FIELD(s, dwState); FIELD(s, dwLocalAddr); FIELD(s, dwLocalPort); \
	FIELD(s, dwRemoteAddr); FIELD(s, dwRemotePort)
#define FIELDS_MODULE(s) \
	FIELD(s, liCreateTimestamp); FIELD(s, OwningModuleInfo)
#define FIELDS_TCP6ROW(s) \
	FIELD(s, LocalAddr); FIELD(s, dwLocalScopeId); FIELD(s, dwLocalPort); \
	FIELD(s, RemoteAddr); FIELD(s, dwRemoteScopeId); FIELD(s, dwRemotePort); FIELD(s, State)
#define FIELDS_TCP6ROW_OWNER(s) \
	FIELD(s, ucLocalAddr); FIELD(s, dwLocalScopeId); FIELD(s, dwLocalPort); \
	FIELD(s, ucRemoteAddr); FIELD(s, dwRemoteScopeId); FIELD(s, dwRemotePort); \
	FIELD(s, dwState); FIELD(s, dwOwningPid)
#define FIELDS_TABLE(s) \
	FIELD(s, dwNumEntries); FIELD(s, table)
#define FIELDS_STATS(s) \
	FIELD(s, dwRtoAlgorithm); FIELD(s, dwRtoMin); FIELD(s, dwRtoMax); FIELD(s, dwMaxConn); \
	FIELD(s, dwActiveOpens); FIELD(s, dwPassiveOpens); FIELD(s, dwAttemptFails); \
	FIELD(s, dwEstabResets); FIELD(s, dwCurrEstab); FIELD(s, dwRetransSegs); \
	FIELD(s, dwInErrs); FIELD(s, dwOutRsts); FIELD(s, dwNumConns)

void layout(void)
{
	STRUCT(MIB_TCPROW, 20);
	FIELDS_TCPROW(MIB_TCPROW);
	STRUCT(MIB_TCPROW2, 28);
	FIELDS_TCPROW(MIB_TCPROW2);
	FIELD(MIB_TCPROW2, dwOwningPid);
	FIELD(MIB_TCPROW2, dwOffloadState);
	STRUCT(MIB_TCPROW_OWNER_PID, 24);
	FIELDS_TCPROW(MIB_TCPROW_OWNER_PID);
	FIELD(MIB_TCPROW_OWNER_PID, dwOwningPid);
	STRUCT(MIB_TCPROW_OWNER_MODULE, 160);
	FIELDS_TCPROW(MIB_TCPROW_OWNER_MODULE);
	FIELD(MIB_TCPROW_OWNER_MODULE, dwOwningPid);
	FIELDS_MODULE(MIB_TCPROW_OWNER_MODULE);

	STRUCT(MIB_TCP6ROW, 52);
	FIELDS_TCP6ROW(MIB_TCP6ROW);
	STRUCT(MIB_TCP6ROW2, 60);
	FIELDS_TCP6ROW(MIB_TCP6ROW2);
	FIELD(MIB_TCP6ROW2, dwOwningPid);
	FIELD(MIB_TCP6ROW2, dwOffloadState);
	STRUCT(MIB_TCP6ROW_OWNER_PID, 56);
	FIELDS_TCP6ROW_OWNER(MIB_TCP6ROW_OWNER_PID);
	STRUCT(MIB_TCP6ROW_OWNER_MODULE, 192);
	FIELDS_TCP6ROW_OWNER(MIB_TCP6ROW_OWNER_MODULE);
	FIELDS_MODULE(MIB_TCP6ROW_OWNER_MODULE);

	STRUCT(MIB_TCPTABLE, 24);
	FIELDS_TABLE(MIB_TCPTABLE);
	STRUCT(MIB_TCPTABLE2, 32);
	FIELDS_TABLE(MIB_TCPTABLE2);
	STRUCT(MIB_TCPTABLE_OWNER_PID, 28);
	FIELDS_TABLE(MIB_TCPTABLE_OWNER_PID);
	STRUCT(MIB_TCPTABLE_OWNER_MODULE, 168);
	FIELDS_TABLE(MIB_TCPTABLE_OWNER_MODULE);
	STRUCT(MIB_TCP6TABLE, 56);
	FIELDS_TABLE(MIB_TCP6TABLE);
	STRUCT(MIB_TCP6TABLE2, 64);
	FIELDS_TABLE(MIB_TCP6TABLE2);
	STRUCT(MIB_TCP6TABLE_OWNER_PID, 60);
	FIELDS_TABLE(MIB_TCP6TABLE_OWNER_PID);
	STRUCT(MIB_TCP6TABLE_OWNER_MODULE, 200);
	FIELDS_TABLE(MIB_TCP6TABLE_OWNER_MODULE);

	STRUCT(MIB_TCPSTATS, 60);
	FIELDS_STATS(MIB_TCPSTATS);
	FIELD(MIB_TCPSTATS, dwInSegs);
	FIELD(MIB_TCPSTATS, dwOutSegs);
	STRUCT(MIB_TCPSTATS2, 72);
	FIELDS_STATS(MIB_TCPSTATS2);
	FIELD(MIB_TCPSTATS2, dw64InSegs);
	FIELD(MIB_TCPSTATS2, dw64OutSegs);
	STRUCT(TCPIP_OWNER_MODULE_BASIC_INFO, MODEL / 4);
	FIELD(TCPIP_OWNER_MODULE_BASIC_INFO, pModuleName);
	FIELD(TCPIP_OWNER_MODULE_BASIC_INFO, pModulePath);
}
