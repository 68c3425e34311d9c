package mib

import "strconv"

// TcpEstatsType is a TCP_ESTATS_TYPE: which of the structures of extended statistics is meant.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ne-tcpestats-tcp_estats_type
type TcpEstatsType uint32

// The types.
const (
	TcpEstatsSynOpts TcpEstatsType = iota
	TcpEstatsData
	TcpEstatsSndCong
	TcpEstatsPath
	TcpEstatsSendBuff
	TcpEstatsRec
	TcpEstatsObsRec
	TcpEstatsBandwidth
	TcpEstatsFineRtt
	TcpEstatsMaximum // no type, but the count of them
)

var estatsTypeNames = [...]string{
	"SynOpts", "Data", "SndCong", "Path", "SendBuff", "Rec", "ObsRec", "Bandwidth", "FineRtt", "Maximum",
}

// String returns the documented name, for example "TcpConnectionEstatsPath".
func (t TcpEstatsType) String() string {
	if t <= TcpEstatsMaximum {
		return "TcpConnectionEstats" + estatsTypeNames[t]
	}
	return "TcpConnectionEstats(" + strconv.FormatUint(uint64(t), 10) + ")"
}

// In the structures below a BOOLEAN is one byte: 0 is FALSE, all else TRUE. Offsets stand behind
// the fields where they are not 4 times the place of the field.

// EstatsRw is each of the structures TCP_ESTATS_*_RW_v0 but that of the bandwidth: 1 byte. In a
// call that sets it, 0xFF (TcpBoolOptUnchanged) leaves things as they are.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_data_rw_v0
type EstatsRw struct {
	EnableCollection uint8
}

// EstatsBandwidthRw is a TCP_ESTATS_BANDWIDTH_RW_v0: 8 bytes. Both are a TCP_BOOLEAN_OPTIONAL: 0
// disabled, 1 enabled, -1 unchanged.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_bandwidth_rw_v0
type EstatsBandwidthRw struct {
	EnableCollectionOutbound int32
	EnableCollectionInbound  int32
}

// EstatsSynOptsRos is a TCP_ESTATS_SYN_OPTS_ROS_v0: 12 bytes. Sizes are in bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_syn_opts_ros_v0
type EstatsSynOptsRos struct {
	ActiveOpen uint8 // a BOOLEAN
	_          [3]byte
	MssRcvd    uint32
	MssSent    uint32
}

// EstatsDataRod is a TCP_ESTATS_DATA_ROD_v0: 96 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_data_rod_v0
type EstatsDataRod struct {
	DataBytesOut      uint64 // 0
	DataSegsOut       uint64 // 8
	DataBytesIn       uint64 // 16
	DataSegsIn        uint64 // 24
	SegsOut           uint64 // 32
	SegsIn            uint64 // 40
	SoftErrors        uint32 // 48
	SoftErrorReason   uint32 // 52, a TCP_SOFT_ERROR
	SndUna            uint32 // 56
	SndNxt            uint32 // 60
	SndMax            uint32 // 64
	_                 [4]byte
	ThruBytesAcked    uint64 // 72
	RcvNxt            uint32 // 80
	_                 [4]byte
	ThruBytesReceived uint64 // 88
}

// EstatsSndCongRos is a TCP_ESTATS_SND_CONG_ROS_v0: 4 bytes. LimCwnd is in bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_snd_cong_ros_v0
type EstatsSndCongRos struct {
	LimCwnd uint32
}

// EstatsSndCongRod32 is a TCP_ESTATS_SND_CONG_ROD_v0 of a 32-bit program: 72 bytes. Times are in
// milliseconds, windows in bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_snd_cong_rod_v0
type EstatsSndCongRod32 struct {
	SndLimTransRwin uint32
	SndLimTimeRwin  uint32
	SndLimBytesRwin uint32
	SndLimTransCwnd uint32
	SndLimTimeCwnd  uint32
	SndLimBytesCwnd uint32
	SndLimTransSnd  uint32
	SndLimTimeSnd   uint32
	SndLimBytesSnd  uint32
	SlowStart       uint32
	CongAvoid       uint32
	OtherReductions uint32
	CurCwnd         uint32
	MaxSsCwnd       uint32
	MaxCaCwnd       uint32
	CurSsthresh     uint32
	MaxSsthresh     uint32
	MinSsthresh     uint32
}

// EstatsSndCongRod64 is [EstatsSndCongRod32] in a 64-bit program: 88 bytes.
type EstatsSndCongRod64 struct {
	SndLimTransRwin uint32 // 0
	SndLimTimeRwin  uint32 // 4
	SndLimBytesRwin uint64 // 8
	SndLimTransCwnd uint32 // 16
	SndLimTimeCwnd  uint32 // 20
	SndLimBytesCwnd uint64 // 24
	SndLimTransSnd  uint32 // 32
	SndLimTimeSnd   uint32 // 36
	SndLimBytesSnd  uint64 // 40
	SlowStart       uint32 // 48
	CongAvoid       uint32 // 52
	OtherReductions uint32 // 56
	CurCwnd         uint32 // 60
	MaxSsCwnd       uint32 // 64
	MaxCaCwnd       uint32 // 68
	CurSsthresh     uint32 // 72
	MaxSsthresh     uint32 // 76
	MinSsthresh     uint32 // 80
	_               [4]byte
}

// EstatsPathRod is a TCP_ESTATS_PATH_ROD_v0: 160 bytes. Times are in milliseconds, sizes in
// bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_path_rod_v0
type EstatsPathRod struct {
	FastRetran            uint32
	Timeouts              uint32
	SubsequentTimeouts    uint32
	CurTimeoutCount       uint32
	AbruptTimeouts        uint32
	PktsRetrans           uint32
	BytesRetrans          uint32
	DupAcksIn             uint32
	SacksRcvd             uint32
	SackBlocksRcvd        uint32
	CongSignals           uint32
	PreCongSumCwnd        uint32
	PreCongSumRtt         uint32
	PostCongSumRtt        uint32
	PostCongCountRtt      uint32
	EcnSignals            uint32
	EceRcvd               uint32
	SendStall             uint32
	QuenchRcvd            uint32
	RetranThresh          uint32
	SndDupAckEpisodes     uint32
	SumBytesReordered     uint32
	NonRecovDa            uint32
	NonRecovDaEpisodes    uint32
	AckAfterFr            uint32
	DsackDups             uint32
	SampleRtt             uint32
	SmoothedRtt           uint32
	RttVar                uint32
	MaxRtt                uint32
	MinRtt                uint32
	SumRtt                uint32
	CountRtt              uint32
	CurRto                uint32
	MaxRto                uint32
	MinRto                uint32
	CurMss                uint32
	MaxMss                uint32
	MinMss                uint32
	SpuriousRtoDetections uint32
}

// EstatsSendBuffRod32 is a TCP_ESTATS_SEND_BUFF_ROD_v0 of a 32-bit program: 16 bytes. All are
// counts of bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_send_buff_rod_v0
type EstatsSendBuffRod32 struct {
	CurRetxQueue uint32
	MaxRetxQueue uint32
	CurAppWQueue uint32
	MaxAppWQueue uint32
}

// EstatsSendBuffRod64 is [EstatsSendBuffRod32] in a 64-bit program: 32 bytes.
type EstatsSendBuffRod64 struct {
	CurRetxQueue uint64 // 0
	MaxRetxQueue uint64 // 8
	CurAppWQueue uint64 // 16
	MaxAppWQueue uint64 // 24
}

// EstatsRecRod32 is a TCP_ESTATS_REC_ROD_v0 of a 32-bit program: 56 bytes. Windows and queues are
// in bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_rec_rod_v0
type EstatsRecRod32 struct {
	CurRwinSent    uint32
	MaxRwinSent    uint32
	MinRwinSent    uint32
	LimRwin        uint32
	DupAckEpisodes uint32
	DupAcksOut     uint32
	CeRcvd         uint32
	EcnSent        uint32
	EcnNoncesRcvd  uint32
	CurReasmQueue  uint32
	MaxReasmQueue  uint32
	CurAppRQueue   uint32
	MaxAppRQueue   uint32
	WinScaleSent   uint8 // a power of 2; 0xFF: none was agreed on
	_              [3]byte
}

// EstatsRecRod64 is [EstatsRecRod32] in a 64-bit program: 72 bytes.
type EstatsRecRod64 struct {
	CurRwinSent    uint32 // 0
	MaxRwinSent    uint32 // 4
	MinRwinSent    uint32 // 8
	LimRwin        uint32 // 12
	DupAckEpisodes uint32 // 16
	DupAcksOut     uint32 // 20
	CeRcvd         uint32 // 24
	EcnSent        uint32 // 28
	EcnNoncesRcvd  uint32 // 32
	CurReasmQueue  uint32 // 36
	MaxReasmQueue  uint32 // 40
	_              [4]byte
	CurAppRQueue   uint64 // 48
	MaxAppRQueue   uint64 // 56
	WinScaleSent   uint8  // 64
	_              [7]byte
}

// EstatsObsRecRod is a TCP_ESTATS_OBS_REC_ROD_v0: 16 bytes. Windows are in bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_obs_rec_rod_v0
type EstatsObsRecRod struct {
	CurRwinRcvd  uint32
	MaxRwinRcvd  uint32
	MinRwinRcvd  uint32
	WinScaleRcvd uint8 // a power of 2; 0xFF: none was agreed on
	_            [3]byte
}

// EstatsBandwidthRod is a TCP_ESTATS_BANDWIDTH_ROD_v0: 40 bytes. Bandwidths and instabilities are
// in bits per second.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_bandwidth_rod_v0
type EstatsBandwidthRod struct {
	OutboundBandwidth       uint64 // 0
	InboundBandwidth        uint64 // 8
	OutboundInstability     uint64 // 16
	InboundInstability      uint64 // 24
	OutboundBandwidthPeaked uint8  // 32, a BOOLEAN
	InboundBandwidthPeaked  uint8  // 33, a BOOLEAN
	_                       [6]byte
}

// EstatsFineRttRod is a TCP_ESTATS_FINE_RTT_ROD_v0: 16 bytes. Times are in microseconds.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpestats/ns-tcpestats-tcp_estats_fine_rtt_rod_v0
type EstatsFineRttRod struct {
	RttVar uint32
	MaxRtt uint32
	MinRtt uint32
	SumRtt uint32 // not a sum: the smoothed round trip time
}
