package iphlpapi

import "github.com/tcptable/tcptable/internal/mib"

// TcpEstatsType is a TCP_ESTATS_TYPE: which extended statistics of a connection are meant.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ne-tcpestats-tcp_estats_type
type TcpEstatsType = mib.TcpEstatsType

// The types of extended statistics, with the structures they have: what can be set (RW), what
// never changes (ROS) and what does (ROD).
const (
	TcpConnectionEstatsSynOpts   TcpEstatsType = mib.TcpEstatsSynOpts   // ROS: [TcpEstatsSynOptsRos]
	TcpConnectionEstatsData      TcpEstatsType = mib.TcpEstatsData      // RW; ROD: [TcpEstatsDataRod]
	TcpConnectionEstatsSndCong   TcpEstatsType = mib.TcpEstatsSndCong   // RW; ROS: [TcpEstatsSndCongRos]; ROD: [TcpEstatsSndCongRod]
	TcpConnectionEstatsPath      TcpEstatsType = mib.TcpEstatsPath      // RW; ROD: [TcpEstatsPathRod]
	TcpConnectionEstatsSendBuff  TcpEstatsType = mib.TcpEstatsSendBuff  // RW; ROD: [TcpEstatsSendBuffRod]
	TcpConnectionEstatsRec       TcpEstatsType = mib.TcpEstatsRec       // RW; ROD: [TcpEstatsRecRod]
	TcpConnectionEstatsObsRec    TcpEstatsType = mib.TcpEstatsObsRec    // RW; ROD: [TcpEstatsObsRecRod]
	TcpConnectionEstatsBandwidth TcpEstatsType = mib.TcpEstatsBandwidth // RW: [TcpEstatsBandwidthRw]; ROD: [TcpEstatsBandwidthRod]
	TcpConnectionEstatsFineRtt   TcpEstatsType = mib.TcpEstatsFineRtt   // RW; ROD: [TcpEstatsFineRttRod]
	TcpConnectionEstatsMaximum   TcpEstatsType = mib.TcpEstatsMaximum   // how many there are
)

// TCP_BOOLEAN_OPTIONAL: what a member of an RW structure can ask for.
const (
	TcpBoolOptDisabled  = 0
	TcpBoolOptEnabled   = 1
	TcpBoolOptUnchanged = -1
)

// The structures of extended statistics, version 0. Fields have their documented names, in the
// order of their offsets; a BOOLEAN is a uint8 that is 0 or not. What Linux puts where, and what it
// does not know and leaves at 0, is in docs/contract.md, "Extended statistics of a connection".
type (
	// TcpEstatsRw is the RW structure of every type but SynOpts, which has none, and Bandwidth:
	// 1 byte, EnableCollection.
	TcpEstatsRw = mib.EstatsRw

	// TcpEstatsBandwidthRw is a TCP_ESTATS_BANDWIDTH_RW_v0, 8 bytes: EnableCollectionOutbound
	// and EnableCollectionInbound, each an int32.
	TcpEstatsBandwidthRw = mib.EstatsBandwidthRw

	// TcpEstatsSynOptsRos is a TCP_ESTATS_SYN_OPTS_ROS_v0, 12 bytes.
	TcpEstatsSynOptsRos = mib.EstatsSynOptsRos

	// TcpEstatsDataRod is a TCP_ESTATS_DATA_ROD_v0, 96 bytes: counts of bytes and segments.
	TcpEstatsDataRod = mib.EstatsDataRod

	// TcpEstatsSndCongRos is a TCP_ESTATS_SND_CONG_ROS_v0, 4 bytes: LimCwnd, in bytes.
	TcpEstatsSndCongRos = mib.EstatsSndCongRos

	// TcpEstatsSndCongRod is a TCP_ESTATS_SND_CONG_ROD_v0: windows in bytes, times in
	// milliseconds. In a buffer it has 88 bytes, or 72 where pointers have 32 bits. Here its
	// SIZE_T fields are 64 bits wide everywhere.
	TcpEstatsSndCongRod = mib.EstatsSndCongRod64

	// TcpEstatsPathRod is a TCP_ESTATS_PATH_ROD_v0, 160 bytes: times in milliseconds, sizes in
	// bytes.
	TcpEstatsPathRod = mib.EstatsPathRod

	// TcpEstatsSendBuffRod is a TCP_ESTATS_SEND_BUFF_ROD_v0: counts of bytes. In a buffer it has
	// 32 bytes, or 16 where pointers have 32 bits; see [TcpEstatsSndCongRod].
	TcpEstatsSendBuffRod = mib.EstatsSendBuffRod64

	// TcpEstatsRecRod is a TCP_ESTATS_REC_ROD_v0: windows and queues in bytes. In a buffer it has
	// 72 bytes, or 56 where pointers have 32 bits; see [TcpEstatsSndCongRod].
	TcpEstatsRecRod = mib.EstatsRecRod64

	// TcpEstatsObsRecRod is a TCP_ESTATS_OBS_REC_ROD_v0, 16 bytes: windows in bytes.
	TcpEstatsObsRecRod = mib.EstatsObsRecRod

	// TcpEstatsBandwidthRod is a TCP_ESTATS_BANDWIDTH_ROD_v0, 40 bytes: bits per second.
	TcpEstatsBandwidthRod = mib.EstatsBandwidthRod

	// TcpEstatsFineRttRod is a TCP_ESTATS_FINE_RTT_ROD_v0, 16 bytes: times in microseconds. SumRtt
	// is the smoothed round trip time.
	TcpEstatsFineRttRod = mib.EstatsFineRttRod
)

// TcpEstats is satisfied by the ROS and ROD structures.
type TcpEstats interface {
	TcpEstatsSynOptsRos | TcpEstatsDataRod | TcpEstatsSndCongRos | TcpEstatsSndCongRod | TcpEstatsPathRod |
		TcpEstatsSendBuffRod | TcpEstatsRecRod | TcpEstatsObsRecRod | TcpEstatsBandwidthRod | TcpEstatsFineRttRod
}
