/*
 * Extended statistics of a connection: what GetPerTcp6ConnectionEStats fills in. Included by
 * iphlpapi.h.
 *
 * https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/
 *
 * RW structures hold what can be set, ROS what never changes, ROD what does. Fields have the meaning
 * that RFC 4898 gives them. What Linux puts where, and what it does not know and leaves at 0, is in
 * docs/contract.md. A SIZE_T has the width of a pointer.
 */
#ifndef TCPTABLE_TCPESTATS_H
#define TCPTABLE_TCPESTATS_H

#include "tcptable_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which statistics are meant. */
typedef enum {
	TcpConnectionEstatsSynOpts = 0,
	TcpConnectionEstatsData = 1,
	TcpConnectionEstatsSndCong = 2,
	TcpConnectionEstatsPath = 3,
	TcpConnectionEstatsSendBuff = 4,
	TcpConnectionEstatsRec = 5,
	TcpConnectionEstatsObsRec = 6,
	TcpConnectionEstatsBandwidth = 7,
	TcpConnectionEstatsFineRtt = 8,
	TcpConnectionEstatsMaximum = 9 /* how many there are */
} TCP_ESTATS_TYPE, *PTCP_ESTATS_TYPE;

/* What a member of TCP_ESTATS_BANDWIDTH_RW_v0 can ask for. */
typedef enum _TCP_BOOLEAN_OPTIONAL {
	TcpBoolOptDisabled = 0,
	TcpBoolOptEnabled = 1,
	TcpBoolOptUnchanged = -1
} TCP_BOOLEAN_OPTIONAL, *PTCP_BOOLEAN_OPTIONAL;

/* The values of SoftErrorReason. */
typedef enum {
	TcpErrorNone = 0,
	TcpErrorBelowDataWindow = 1,
	TcpErrorAboveDataWindow = 2,
	TcpErrorBelowAckWindow = 3,
	TcpErrorAboveAckWindow = 4,
	TcpErrorBelowTsWindow = 5,
	TcpErrorAboveTsWindow = 6,
	TcpErrorDataChecksumError = 7,
	TcpErrorDataLengthError = 8,
	TcpErrorMaxSoftError = 9
} TCP_SOFT_ERROR, *PTCP_SOFT_ERROR;

/* TcpConnectionEstatsSynOpts */
typedef struct _TCP_ESTATS_SYN_OPTS_ROS_v0 {
	BOOLEAN ActiveOpen;
	ULONG MssRcvd;
	ULONG MssSent;
} TCP_ESTATS_SYN_OPTS_ROS_v0, *PTCP_ESTATS_SYN_OPTS_ROS_v0;

/* TcpConnectionEstatsData */
typedef struct _TCP_ESTATS_DATA_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_DATA_RW_v0, *PTCP_ESTATS_DATA_RW_v0;

typedef struct _TCP_ESTATS_DATA_ROD_v0 {
	TCPTABLE_ALIGN8 ULONG64 DataBytesOut;
	TCPTABLE_ALIGN8 ULONG64 DataSegsOut;
	TCPTABLE_ALIGN8 ULONG64 DataBytesIn;
	TCPTABLE_ALIGN8 ULONG64 DataSegsIn;
	TCPTABLE_ALIGN8 ULONG64 SegsOut;
	TCPTABLE_ALIGN8 ULONG64 SegsIn;
	ULONG SoftErrors;
	ULONG SoftErrorReason; /* a TCP_SOFT_ERROR */
	ULONG SndUna;
	ULONG SndNxt;
	ULONG SndMax;
	TCPTABLE_ALIGN8 ULONG64 ThruBytesAcked;
	ULONG RcvNxt;
	TCPTABLE_ALIGN8 ULONG64 ThruBytesReceived;
} TCP_ESTATS_DATA_ROD_v0, *PTCP_ESTATS_DATA_ROD_v0;

/* TcpConnectionEstatsSndCong: windows in bytes, times in milliseconds */
typedef struct _TCP_ESTATS_SND_CONG_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_SND_CONG_RW_v0, *PTCP_ESTATS_SND_CONG_RW_v0;

typedef struct _TCP_ESTATS_SND_CONG_ROS_v0 {
	ULONG LimCwnd;
} TCP_ESTATS_SND_CONG_ROS_v0, *PTCP_ESTATS_SND_CONG_ROS_v0;

typedef struct _TCP_ESTATS_SND_CONG_ROD_v0 {
	ULONG SndLimTransRwin;
	ULONG SndLimTimeRwin;
	SIZE_T SndLimBytesRwin;
	ULONG SndLimTransCwnd;
	ULONG SndLimTimeCwnd;
	SIZE_T SndLimBytesCwnd;
	ULONG SndLimTransSnd;
	ULONG SndLimTimeSnd;
	SIZE_T SndLimBytesSnd;
	ULONG SlowStart;
	ULONG CongAvoid;
	ULONG OtherReductions;
	ULONG CurCwnd;
	ULONG MaxSsCwnd;
	ULONG MaxCaCwnd;
	ULONG CurSsthresh;
	ULONG MaxSsthresh;
	ULONG MinSsthresh;
} TCP_ESTATS_SND_CONG_ROD_v0, *PTCP_ESTATS_SND_CONG_ROD_v0;

/* TcpConnectionEstatsPath: times in milliseconds, sizes in bytes */
typedef struct _TCP_ESTATS_PATH_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_PATH_RW_v0, *PTCP_ESTATS_PATH_RW_v0;

typedef struct _TCP_ESTATS_PATH_ROD_v0 {
	ULONG FastRetran;
	ULONG Timeouts;
	ULONG SubsequentTimeouts;
	ULONG CurTimeoutCount;
	ULONG AbruptTimeouts;
	ULONG PktsRetrans;
	ULONG BytesRetrans;
	ULONG DupAcksIn;
	ULONG SacksRcvd;
	ULONG SackBlocksRcvd;
	ULONG CongSignals;
	ULONG PreCongSumCwnd;
	ULONG PreCongSumRtt;
	ULONG PostCongSumRtt;
	ULONG PostCongCountRtt;
	ULONG EcnSignals;
	ULONG EceRcvd;
	ULONG SendStall;
	ULONG QuenchRcvd;
	ULONG RetranThresh;
	ULONG SndDupAckEpisodes;
	ULONG SumBytesReordered;
	ULONG NonRecovDa;
	ULONG NonRecovDaEpisodes;
	ULONG AckAfterFr;
	ULONG DsackDups;
	ULONG SampleRtt;
	ULONG SmoothedRtt;
	ULONG RttVar;
	ULONG MaxRtt;
	ULONG MinRtt;
	ULONG SumRtt;
	ULONG CountRtt;
	ULONG CurRto;
	ULONG MaxRto;
	ULONG MinRto;
	ULONG CurMss;
	ULONG MaxMss;
	ULONG MinMss;
	ULONG SpuriousRtoDetections;
} TCP_ESTATS_PATH_ROD_v0, *PTCP_ESTATS_PATH_ROD_v0;

/* TcpConnectionEstatsSendBuff: bytes */
typedef struct _TCP_ESTATS_SEND_BUFF_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_SEND_BUFF_RW_v0, *PTCP_ESTATS_SEND_BUFF_RW_v0;

typedef struct _TCP_ESTATS_SEND_BUFF_ROD_v0 {
	SIZE_T CurRetxQueue;
	SIZE_T MaxRetxQueue;
	SIZE_T CurAppWQueue;
	SIZE_T MaxAppWQueue;
} TCP_ESTATS_SEND_BUFF_ROD_v0, *PTCP_ESTATS_SEND_BUFF_ROD_v0;

/* TcpConnectionEstatsRec: windows and queues in bytes */
typedef struct _TCP_ESTATS_REC_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_REC_RW_v0, *PTCP_ESTATS_REC_RW_v0;

typedef struct _TCP_ESTATS_REC_ROD_v0 {
	ULONG CurRwinSent;
	ULONG MaxRwinSent;
	ULONG MinRwinSent;
	ULONG LimRwin;
	ULONG DupAckEpisodes;
	ULONG DupAcksOut;
	ULONG CeRcvd;
	ULONG EcnSent;
	ULONG EcnNoncesRcvd;
	ULONG CurReasmQueue;
	ULONG MaxReasmQueue;
	SIZE_T CurAppRQueue;
	SIZE_T MaxAppRQueue;
	UCHAR WinScaleSent; /* 0xFF: no scaling */
} TCP_ESTATS_REC_ROD_v0, *PTCP_ESTATS_REC_ROD_v0;

/* TcpConnectionEstatsObsRec: windows in bytes */
typedef struct _TCP_ESTATS_OBS_REC_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_OBS_REC_RW_v0, *PTCP_ESTATS_OBS_REC_RW_v0;

typedef struct _TCP_ESTATS_OBS_REC_ROD_v0 {
	ULONG CurRwinRcvd;
	ULONG MaxRwinRcvd;
	ULONG MinRwinRcvd;
	UCHAR WinScaleRcvd; /* 0xFF: no scaling */
} TCP_ESTATS_OBS_REC_ROD_v0, *PTCP_ESTATS_OBS_REC_ROD_v0;

/* TcpConnectionEstatsBandwidth: bits per second */
typedef struct _TCP_ESTATS_BANDWIDTH_RW_v0 {
	TCP_BOOLEAN_OPTIONAL EnableCollectionOutbound;
	TCP_BOOLEAN_OPTIONAL EnableCollectionInbound;
} TCP_ESTATS_BANDWIDTH_RW_v0, *PTCP_ESTATS_BANDWIDTH_RW_v0;

typedef struct _TCP_ESTATS_BANDWIDTH_ROD_v0 {
	TCPTABLE_ALIGN8 ULONG64 OutboundBandwidth;
	TCPTABLE_ALIGN8 ULONG64 InboundBandwidth;
	TCPTABLE_ALIGN8 ULONG64 OutboundInstability;
	TCPTABLE_ALIGN8 ULONG64 InboundInstability;
	BOOLEAN OutboundBandwidthPeaked;
	BOOLEAN InboundBandwidthPeaked;
} TCP_ESTATS_BANDWIDTH_ROD_v0, *PTCP_ESTATS_BANDWIDTH_ROD_v0;

/* TcpConnectionEstatsFineRtt: microseconds. SumRtt is the smoothed round trip time. */
typedef struct _TCP_ESTATS_FINE_RTT_RW_v0 {
	BOOLEAN EnableCollection;
} TCP_ESTATS_FINE_RTT_RW_v0, *PTCP_ESTATS_FINE_RTT_RW_v0;

typedef struct _TCP_ESTATS_FINE_RTT_ROD_v0 {
	ULONG RttVar;
	ULONG MaxRtt;
	ULONG MinRtt;
	ULONG SumRtt;
} TCP_ESTATS_FINE_RTT_ROD_v0, *PTCP_ESTATS_FINE_RTT_ROD_v0;

#ifdef __cplusplus
}
#endif

#endif
