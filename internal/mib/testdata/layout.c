/*
 * The structures of the TCP MIB as C sees them, to hold the Go types against. Written from the
 * documentation, with fixed-width types, so that no Windows header is needed:
 * https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/
 * https://learn.microsoft.com/en-us/windows/win32/api/iprtrmib/
 * https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/
 *
 * The compiler is asked for assembly only (cc -S -ffreestanding -DMODEL=32 -m32): each line of
 * the result that holds "->" is a structure with its size, or a field with its offset and size.
 * Nothing is linked or run, so that a 32-bit C library is not needed.
 */
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(void *) * 8 == MODEL, "the compiler targets another data model");

typedef uint32_t DWORD;
typedef uint8_t UCHAR, BOOLEAN;
typedef int TCP_BOOLEAN_OPTIONAL;
typedef size_t SIZE_T;
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

struct TCP_ESTATS_SYN_OPTS_ROS_v0 {
	BOOLEAN ActiveOpen;
	DWORD MssRcvd, MssSent;
};
struct TCP_ESTATS_DATA_ROD_v0 {
	ULONGLONG DataBytesOut, DataSegsOut, DataBytesIn, DataSegsIn, SegsOut, SegsIn;
	DWORD SoftErrors, SoftErrorReason, SndUna, SndNxt, SndMax;
	ULONGLONG ThruBytesAcked;
	DWORD RcvNxt;
	ULONGLONG ThruBytesReceived;
};
struct TCP_ESTATS_SND_CONG_ROS_v0 {
	DWORD LimCwnd;
};
struct TCP_ESTATS_SND_CONG_ROD_v0 {
	DWORD SndLimTransRwin, SndLimTimeRwin;
	SIZE_T SndLimBytesRwin;
	DWORD SndLimTransCwnd, SndLimTimeCwnd;
	SIZE_T SndLimBytesCwnd;
	DWORD SndLimTransSnd, SndLimTimeSnd;
	SIZE_T SndLimBytesSnd;
	DWORD SlowStart, CongAvoid, OtherReductions, CurCwnd, MaxSsCwnd, MaxCaCwnd, CurSsthresh,
		MaxSsthresh, MinSsthresh;
};
struct TCP_ESTATS_PATH_ROD_v0 {
	DWORD FastRetran, Timeouts, SubsequentTimeouts, CurTimeoutCount, AbruptTimeouts,
		PktsRetrans, BytesRetrans, DupAcksIn, SacksRcvd, SackBlocksRcvd, CongSignals,
		PreCongSumCwnd, PreCongSumRtt, PostCongSumRtt, PostCongCountRtt, EcnSignals,
		EceRcvd, SendStall, QuenchRcvd, RetranThresh, SndDupAckEpisodes, SumBytesReordered,
		NonRecovDa, NonRecovDaEpisodes, AckAfterFr, DsackDups, SampleRtt, SmoothedRtt,
		RttVar, MaxRtt, MinRtt, SumRtt, CountRtt, CurRto, MaxRto, MinRto, CurMss, MaxMss,
		MinMss, SpuriousRtoDetections;
};
struct TCP_ESTATS_SEND_BUFF_ROD_v0 {
	SIZE_T CurRetxQueue, MaxRetxQueue, CurAppWQueue, MaxAppWQueue;
};
struct TCP_ESTATS_REC_ROD_v0 {
	DWORD CurRwinSent, MaxRwinSent, MinRwinSent, LimRwin, DupAckEpisodes, DupAcksOut, CeRcvd,
		EcnSent, EcnNoncesRcvd, CurReasmQueue, MaxReasmQueue;
	SIZE_T CurAppRQueue, MaxAppRQueue;
	UCHAR WinScaleSent;
};
struct TCP_ESTATS_OBS_REC_ROD_v0 {
	DWORD CurRwinRcvd, MaxRwinRcvd, MinRwinRcvd;
	UCHAR WinScaleRcvd;
};
struct TCP_ESTATS_BANDWIDTH_RW_v0 {
	TCP_BOOLEAN_OPTIONAL EnableCollectionOutbound, EnableCollectionInbound;
};
struct TCP_ESTATS_BANDWIDTH_ROD_v0 {
	ULONGLONG OutboundBandwidth, InboundBandwidth, OutboundInstability, InboundInstability;
	BOOLEAN OutboundBandwidthPeaked, InboundBandwidthPeaked;
};
struct TCP_ESTATS_FINE_RTT_ROD_v0 {
	DWORD RttVar, MaxRtt, MinRtt, SumRtt;
};
#define ESTATS_RW(s_) struct s_ { BOOLEAN EnableCollection; }
ESTATS_RW(TCP_ESTATS_DATA_RW_v0);
ESTATS_RW(TCP_ESTATS_SND_CONG_RW_v0);
ESTATS_RW(TCP_ESTATS_PATH_RW_v0);
ESTATS_RW(TCP_ESTATS_SEND_BUFF_RW_v0);
ESTATS_RW(TCP_ESTATS_REC_RW_v0);
ESTATS_RW(TCP_ESTATS_OBS_REC_RW_v0);
ESTATS_RW(TCP_ESTATS_FINE_RTT_RW_v0);

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

	STRUCT(TCP_ESTATS_DATA_RW_v0, 1);
	FIELD(TCP_ESTATS_DATA_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_SND_CONG_RW_v0, 1);
	FIELD(TCP_ESTATS_SND_CONG_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_PATH_RW_v0, 1);
	FIELD(TCP_ESTATS_PATH_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_SEND_BUFF_RW_v0, 1);
	FIELD(TCP_ESTATS_SEND_BUFF_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_REC_RW_v0, 1);
	FIELD(TCP_ESTATS_REC_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_OBS_REC_RW_v0, 1);
	FIELD(TCP_ESTATS_OBS_REC_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_FINE_RTT_RW_v0, 1);
	FIELD(TCP_ESTATS_FINE_RTT_RW_v0, EnableCollection);
	STRUCT(TCP_ESTATS_SYN_OPTS_ROS_v0, 12);
	FIELD(TCP_ESTATS_SYN_OPTS_ROS_v0, ActiveOpen);
	FIELD(TCP_ESTATS_SYN_OPTS_ROS_v0, MssRcvd);
	FIELD(TCP_ESTATS_SYN_OPTS_ROS_v0, MssSent);
	STRUCT(TCP_ESTATS_DATA_ROD_v0, 96);
	FIELD(TCP_ESTATS_DATA_ROD_v0, DataBytesOut);
	FIELD(TCP_ESTATS_DATA_ROD_v0, DataSegsOut);
	FIELD(TCP_ESTATS_DATA_ROD_v0, DataBytesIn);
	FIELD(TCP_ESTATS_DATA_ROD_v0, DataSegsIn);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SegsOut);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SegsIn);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SoftErrors);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SoftErrorReason);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SndUna);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SndNxt);
	FIELD(TCP_ESTATS_DATA_ROD_v0, SndMax);
	FIELD(TCP_ESTATS_DATA_ROD_v0, ThruBytesAcked);
	FIELD(TCP_ESTATS_DATA_ROD_v0, RcvNxt);
	FIELD(TCP_ESTATS_DATA_ROD_v0, ThruBytesReceived);
	STRUCT(TCP_ESTATS_SND_CONG_ROS_v0, 4);
	FIELD(TCP_ESTATS_SND_CONG_ROS_v0, LimCwnd);
	STRUCT(TCP_ESTATS_SND_CONG_ROD_v0, MODEL == 64 ? 88 : 72);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTransRwin);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTimeRwin);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimBytesRwin);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTransCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTimeCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimBytesCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTransSnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimTimeSnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SndLimBytesSnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, SlowStart);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, CongAvoid);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, OtherReductions);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, CurCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, MaxSsCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, MaxCaCwnd);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, CurSsthresh);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, MaxSsthresh);
	FIELD(TCP_ESTATS_SND_CONG_ROD_v0, MinSsthresh);
	STRUCT(TCP_ESTATS_PATH_ROD_v0, 160);
	FIELD(TCP_ESTATS_PATH_ROD_v0, FastRetran);
	FIELD(TCP_ESTATS_PATH_ROD_v0, Timeouts);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SubsequentTimeouts);
	FIELD(TCP_ESTATS_PATH_ROD_v0, CurTimeoutCount);
	FIELD(TCP_ESTATS_PATH_ROD_v0, AbruptTimeouts);
	FIELD(TCP_ESTATS_PATH_ROD_v0, PktsRetrans);
	FIELD(TCP_ESTATS_PATH_ROD_v0, BytesRetrans);
	FIELD(TCP_ESTATS_PATH_ROD_v0, DupAcksIn);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SacksRcvd);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SackBlocksRcvd);
	FIELD(TCP_ESTATS_PATH_ROD_v0, CongSignals);
	FIELD(TCP_ESTATS_PATH_ROD_v0, PreCongSumCwnd);
	FIELD(TCP_ESTATS_PATH_ROD_v0, PreCongSumRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, PostCongSumRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, PostCongCountRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, EcnSignals);
	FIELD(TCP_ESTATS_PATH_ROD_v0, EceRcvd);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SendStall);
	FIELD(TCP_ESTATS_PATH_ROD_v0, QuenchRcvd);
	FIELD(TCP_ESTATS_PATH_ROD_v0, RetranThresh);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SndDupAckEpisodes);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SumBytesReordered);
	FIELD(TCP_ESTATS_PATH_ROD_v0, NonRecovDa);
	FIELD(TCP_ESTATS_PATH_ROD_v0, NonRecovDaEpisodes);
	FIELD(TCP_ESTATS_PATH_ROD_v0, AckAfterFr);
	FIELD(TCP_ESTATS_PATH_ROD_v0, DsackDups);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SampleRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SmoothedRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, RttVar);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MaxRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MinRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SumRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, CountRtt);
	FIELD(TCP_ESTATS_PATH_ROD_v0, CurRto);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MaxRto);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MinRto);
	FIELD(TCP_ESTATS_PATH_ROD_v0, CurMss);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MaxMss);
	FIELD(TCP_ESTATS_PATH_ROD_v0, MinMss);
	FIELD(TCP_ESTATS_PATH_ROD_v0, SpuriousRtoDetections);
	STRUCT(TCP_ESTATS_SEND_BUFF_ROD_v0, MODEL / 2);
	FIELD(TCP_ESTATS_SEND_BUFF_ROD_v0, CurRetxQueue);
	FIELD(TCP_ESTATS_SEND_BUFF_ROD_v0, MaxRetxQueue);
	FIELD(TCP_ESTATS_SEND_BUFF_ROD_v0, CurAppWQueue);
	FIELD(TCP_ESTATS_SEND_BUFF_ROD_v0, MaxAppWQueue);
	STRUCT(TCP_ESTATS_REC_ROD_v0, MODEL == 64 ? 72 : 56);
	FIELD(TCP_ESTATS_REC_ROD_v0, CurRwinSent);
	FIELD(TCP_ESTATS_REC_ROD_v0, MaxRwinSent);
	FIELD(TCP_ESTATS_REC_ROD_v0, MinRwinSent);
	FIELD(TCP_ESTATS_REC_ROD_v0, LimRwin);
	FIELD(TCP_ESTATS_REC_ROD_v0, DupAckEpisodes);
	FIELD(TCP_ESTATS_REC_ROD_v0, DupAcksOut);
	FIELD(TCP_ESTATS_REC_ROD_v0, CeRcvd);
	FIELD(TCP_ESTATS_REC_ROD_v0, EcnSent);
	FIELD(TCP_ESTATS_REC_ROD_v0, EcnNoncesRcvd);
	FIELD(TCP_ESTATS_REC_ROD_v0, CurReasmQueue);
	FIELD(TCP_ESTATS_REC_ROD_v0, MaxReasmQueue);
	FIELD(TCP_ESTATS_REC_ROD_v0, CurAppRQueue);
	FIELD(TCP_ESTATS_REC_ROD_v0, MaxAppRQueue);
	FIELD(TCP_ESTATS_REC_ROD_v0, WinScaleSent);
	STRUCT(TCP_ESTATS_OBS_REC_ROD_v0, 16);
	FIELD(TCP_ESTATS_OBS_REC_ROD_v0, CurRwinRcvd);
	FIELD(TCP_ESTATS_OBS_REC_ROD_v0, MaxRwinRcvd);
	FIELD(TCP_ESTATS_OBS_REC_ROD_v0, MinRwinRcvd);
	FIELD(TCP_ESTATS_OBS_REC_ROD_v0, WinScaleRcvd);
	STRUCT(TCP_ESTATS_BANDWIDTH_RW_v0, 8);
	FIELD(TCP_ESTATS_BANDWIDTH_RW_v0, EnableCollectionOutbound);
	FIELD(TCP_ESTATS_BANDWIDTH_RW_v0, EnableCollectionInbound);
	STRUCT(TCP_ESTATS_BANDWIDTH_ROD_v0, 40);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, OutboundBandwidth);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, InboundBandwidth);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, OutboundInstability);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, InboundInstability);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, OutboundBandwidthPeaked);
	FIELD(TCP_ESTATS_BANDWIDTH_ROD_v0, InboundBandwidthPeaked);
	STRUCT(TCP_ESTATS_FINE_RTT_ROD_v0, 16);
	FIELD(TCP_ESTATS_FINE_RTT_ROD_v0, RttVar);
	FIELD(TCP_ESTATS_FINE_RTT_ROD_v0, MaxRtt);
	FIELD(TCP_ESTATS_FINE_RTT_ROD_v0, MinRtt);
	FIELD(TCP_ESTATS_FINE_RTT_ROD_v0, SumRtt);
}
