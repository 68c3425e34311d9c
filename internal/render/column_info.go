package render

import (
	"math"

	"github.com/tcptable/tcptable"
)

// infoColumns are what the kernel knows about the course of a connection.
func infoColumns() Columns {
	return Columns{
		{
			Name: "rtt", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "smoothed round trip time",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationIfAny(i.RTT) }),
		},
		{
			Name: "rttvar", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "its mean deviation",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationIfAny(i.RTTVar) }),
		},
		{
			Name: "minrtt", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "shortest round trip time of late",
			of:      whenTold(tcptable.InfoNotSent, func(i *tcptable.TCPInfo) value { return durationIfAny(i.MinRTT) }),
		},
		{
			Name: "rto", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "retransmission timeout",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationOf(i.RTO) }),
		},
		{
			Name: "retrans", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "segments on their way for another time",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.Retrans) }),
		},
		{
			Name: "total_retrans", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "segments sent again in all",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.TotalRetrans) }),
		},
		{
			Name: "unacked", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "segments sent and not acknowledged",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.Unacked) }),
		},
		{
			Name: "lost", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "of these: believed to be lost",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.Lost) }),
		},
		{
			Name: "cwnd", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "congestion window, in segments",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.SndCwnd) }),
		},
		{
			Name: "ssthresh", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "slow start threshold, in segments; not known: none has been found yet",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return numberIfAny(uint64(i.SndSsthresh)) }),
		},
		{
			Name: "ca_state", Kind: KindText, Needs: NeedInfo,
			Meaning: "state of congestion control: `open`, `disorder`, `cwr`, `recovery` or `loss`",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return textOf(i.CAState.String()) }),
		},
		{
			Name: "mss", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "greatest segment to send, in bytes",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.SndMSS) }),
		},
		{
			Name: "pmtu", Kind: KindNumber, Needs: NeedInfo, right: true,
			Meaning: "greatest packet that the path takes, in bytes",
			of:      infoNumber(0, func(i *tcptable.TCPInfo) uint64 { return uint64(i.PMTU) }),
		},
		{
			Name: "bytes_sent", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "data sent, with what was sent again",
			of:      infoNumber(tcptable.InfoBytesSent, func(i *tcptable.TCPInfo) uint64 { return i.BytesSent }),
		},
		{
			Name: "bytes_acked", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "data sent and acknowledged",
			of:      infoNumber(tcptable.InfoBytesAcked, func(i *tcptable.TCPInfo) uint64 { return i.BytesAcked }),
		},
		{
			Name: "bytes_received", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "data received",
			of:      infoNumber(tcptable.InfoBytesAcked, func(i *tcptable.TCPInfo) uint64 { return i.BytesReceived }),
		},
		{
			Name: "bytes_retrans", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "data sent again",
			of:      infoNumber(tcptable.InfoBytesSent, func(i *tcptable.TCPInfo) uint64 { return i.BytesRetrans }),
		},
		{
			Name: "notsent", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "data written by the program and not sent once yet",
			of:      infoNumber(tcptable.InfoNotSent, func(i *tcptable.TCPInfo) uint64 { return uint64(i.NotSent) }),
		},
		{
			Name: "snd_wnd", Kind: KindBytes, Needs: NeedInfo, right: true,
			Meaning: "window that the peer has advertised",
			of:      infoNumber(tcptable.InfoSndWnd, func(i *tcptable.TCPInfo) uint64 { return uint64(i.SndWnd) }),
		},
		{
			Name: "delivery_rate", Kind: KindRate, Needs: NeedInfo, right: true,
			Meaning: "latest rate at which data reached the peer",
			of:      infoNumber(tcptable.InfoDeliveryRate, func(i *tcptable.TCPInfo) uint64 { return i.DeliveryRate }),
		},
		{
			Name: "pacing_rate", Kind: KindRate, Needs: NeedInfo, right: true,
			Meaning: "rate at which the kernel lets data go; not known: no limit",
			of:      whenTold(tcptable.InfoPacingRate, pacingRate),
		},
		{
			Name: "last_send", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "time since data was sent last, or since the connection was made",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationOf(i.LastDataSent) }),
		},
		{
			Name: "last_recv", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "time since data was received last, or since the connection was made",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationOf(i.LastDataRecv) }),
		},
		{
			Name: "last_ack", Kind: KindSeconds, Needs: NeedInfo, right: true,
			Meaning: "time since an acknowledgment came last",
			of:      whenTold(0, func(i *tcptable.TCPInfo) value { return durationOf(i.LastAckRecv) }),
		},
	}
}

func pacingRate(i *tcptable.TCPInfo) value {
	return value{known: i.PacingRate != math.MaxUint64, number: i.PacingRate}
}

// whenTold is a value of the TCPInfo of rows that have one, if the kernel tells the group of fields
// that it comes from.
func whenTold(group tcptable.TCPInfoFields, of func(i *tcptable.TCPInfo) value) func(r *Row) value {
	return func(r *Row) value {
		info := r.more().Info
		if info == nil || info.Missing&group != 0 {
			return value{}
		}
		return of(info)
	}
}

func infoNumber(group tcptable.TCPInfoFields, of func(i *tcptable.TCPInfo) uint64) func(r *Row) value {
	return whenTold(group, func(i *tcptable.TCPInfo) value { return numberOf(of(i)) })
}
