package mib

import "encoding/binary"

// putUint32s and getUint32s write and read numbers that lie one behind the other.

func putUint32s(dst []byte, numbers ...uint32) {
	for i, number := range numbers {
		binary.LittleEndian.PutUint32(dst[4*i:], number)
	}
}

func getUint32s(src []byte, numbers ...*uint32) {
	for i, number := range numbers {
		*number = binary.LittleEndian.Uint32(src[4*i:])
	}
}

func putUint64s(dst []byte, numbers ...uint64) {
	for i, number := range numbers {
		binary.LittleEndian.PutUint64(dst[8*i:], number)
	}
}

func getUint64s(src []byte, numbers ...*uint64) {
	for i, number := range numbers {
		*number = binary.LittleEndian.Uint64(src[8*i:])
	}
}

func (v EstatsRw) put(dst []byte) {
	dst[0] = v.EnableCollection
}

func (EstatsRw) get(src []byte) (v EstatsRw) {
	v.EnableCollection = src[0]
	return v
}

func (v EstatsBandwidthRw) put(dst []byte) {
	binary.LittleEndian.PutUint32(dst, uint32(v.EnableCollectionOutbound))
	binary.LittleEndian.PutUint32(dst[4:], uint32(v.EnableCollectionInbound))
}

func (EstatsBandwidthRw) get(src []byte) (v EstatsBandwidthRw) {
	v.EnableCollectionOutbound = int32(binary.LittleEndian.Uint32(src))
	v.EnableCollectionInbound = int32(binary.LittleEndian.Uint32(src[4:]))
	return v
}

func (v EstatsSynOptsRos) put(dst []byte) {
	dst[0] = v.ActiveOpen
	clear(dst[1:4])
	putUint32s(dst[4:], v.MssRcvd, v.MssSent)
}

func (EstatsSynOptsRos) get(src []byte) (v EstatsSynOptsRos) {
	v.ActiveOpen = src[0]
	getUint32s(src[4:], &v.MssRcvd, &v.MssSent)
	return v
}

func (v EstatsDataRod) put(dst []byte) {
	putUint64s(dst, v.DataBytesOut, v.DataSegsOut, v.DataBytesIn, v.DataSegsIn, v.SegsOut, v.SegsIn)
	putUint32s(dst[48:], v.SoftErrors, v.SoftErrorReason, v.SndUna, v.SndNxt, v.SndMax)
	clear(dst[68:72])
	binary.LittleEndian.PutUint64(dst[72:], v.ThruBytesAcked)
	binary.LittleEndian.PutUint32(dst[80:], v.RcvNxt)
	clear(dst[84:88])
	binary.LittleEndian.PutUint64(dst[88:], v.ThruBytesReceived)
}

func (EstatsDataRod) get(src []byte) (v EstatsDataRod) {
	getUint64s(src, &v.DataBytesOut, &v.DataSegsOut, &v.DataBytesIn, &v.DataSegsIn, &v.SegsOut, &v.SegsIn)
	getUint32s(src[48:], &v.SoftErrors, &v.SoftErrorReason, &v.SndUna, &v.SndNxt, &v.SndMax)
	v.ThruBytesAcked = binary.LittleEndian.Uint64(src[72:])
	v.RcvNxt = binary.LittleEndian.Uint32(src[80:])
	v.ThruBytesReceived = binary.LittleEndian.Uint64(src[88:])
	return v
}

func (v EstatsSndCongRos) put(dst []byte) {
	binary.LittleEndian.PutUint32(dst, v.LimCwnd)
}

func (EstatsSndCongRos) get(src []byte) (v EstatsSndCongRos) {
	v.LimCwnd = binary.LittleEndian.Uint32(src)
	return v
}

func (v EstatsSndCongRod32) put(dst []byte) {
	putUint32s(dst,
		v.SndLimTransRwin, v.SndLimTimeRwin, v.SndLimBytesRwin, v.SndLimTransCwnd, v.SndLimTimeCwnd,
		v.SndLimBytesCwnd, v.SndLimTransSnd, v.SndLimTimeSnd, v.SndLimBytesSnd, v.SlowStart, v.CongAvoid,
		v.OtherReductions, v.CurCwnd, v.MaxSsCwnd, v.MaxCaCwnd, v.CurSsthresh, v.MaxSsthresh,
		v.MinSsthresh,
	)
}

func (EstatsSndCongRod32) get(src []byte) (v EstatsSndCongRod32) {
	getUint32s(src,
		&v.SndLimTransRwin, &v.SndLimTimeRwin, &v.SndLimBytesRwin, &v.SndLimTransCwnd, &v.SndLimTimeCwnd,
		&v.SndLimBytesCwnd, &v.SndLimTransSnd, &v.SndLimTimeSnd, &v.SndLimBytesSnd, &v.SlowStart,
		&v.CongAvoid, &v.OtherReductions, &v.CurCwnd, &v.MaxSsCwnd, &v.MaxCaCwnd, &v.CurSsthresh,
		&v.MaxSsthresh, &v.MinSsthresh,
	)
	return v
}

func (v EstatsSndCongRod64) put(dst []byte) {
	putUint32s(dst, v.SndLimTransRwin, v.SndLimTimeRwin)
	binary.LittleEndian.PutUint64(dst[8:], v.SndLimBytesRwin)
	putUint32s(dst[16:], v.SndLimTransCwnd, v.SndLimTimeCwnd)
	binary.LittleEndian.PutUint64(dst[24:], v.SndLimBytesCwnd)
	putUint32s(dst[32:], v.SndLimTransSnd, v.SndLimTimeSnd)
	binary.LittleEndian.PutUint64(dst[40:], v.SndLimBytesSnd)
	putUint32s(dst[48:],
		v.SlowStart, v.CongAvoid, v.OtherReductions, v.CurCwnd, v.MaxSsCwnd, v.MaxCaCwnd, v.CurSsthresh,
		v.MaxSsthresh, v.MinSsthresh,
	)
	clear(dst[84:88])
}

func (EstatsSndCongRod64) get(src []byte) (v EstatsSndCongRod64) {
	getUint32s(src, &v.SndLimTransRwin, &v.SndLimTimeRwin)
	v.SndLimBytesRwin = binary.LittleEndian.Uint64(src[8:])
	getUint32s(src[16:], &v.SndLimTransCwnd, &v.SndLimTimeCwnd)
	v.SndLimBytesCwnd = binary.LittleEndian.Uint64(src[24:])
	getUint32s(src[32:], &v.SndLimTransSnd, &v.SndLimTimeSnd)
	v.SndLimBytesSnd = binary.LittleEndian.Uint64(src[40:])
	getUint32s(src[48:],
		&v.SlowStart, &v.CongAvoid, &v.OtherReductions, &v.CurCwnd, &v.MaxSsCwnd, &v.MaxCaCwnd,
		&v.CurSsthresh, &v.MaxSsthresh, &v.MinSsthresh,
	)
	return v
}

func (v EstatsPathRod) put(dst []byte) {
	putUint32s(dst,
		v.FastRetran, v.Timeouts, v.SubsequentTimeouts, v.CurTimeoutCount, v.AbruptTimeouts,
		v.PktsRetrans, v.BytesRetrans, v.DupAcksIn, v.SacksRcvd, v.SackBlocksRcvd, v.CongSignals,
		v.PreCongSumCwnd, v.PreCongSumRtt, v.PostCongSumRtt, v.PostCongCountRtt, v.EcnSignals, v.EceRcvd,
		v.SendStall, v.QuenchRcvd, v.RetranThresh, v.SndDupAckEpisodes, v.SumBytesReordered,
		v.NonRecovDa, v.NonRecovDaEpisodes, v.AckAfterFr, v.DsackDups, v.SampleRtt, v.SmoothedRtt,
		v.RttVar, v.MaxRtt, v.MinRtt, v.SumRtt, v.CountRtt, v.CurRto, v.MaxRto, v.MinRto, v.CurMss,
		v.MaxMss, v.MinMss, v.SpuriousRtoDetections,
	)
}

func (EstatsPathRod) get(src []byte) (v EstatsPathRod) {
	getUint32s(src,
		&v.FastRetran, &v.Timeouts, &v.SubsequentTimeouts, &v.CurTimeoutCount, &v.AbruptTimeouts,
		&v.PktsRetrans, &v.BytesRetrans, &v.DupAcksIn, &v.SacksRcvd, &v.SackBlocksRcvd, &v.CongSignals,
		&v.PreCongSumCwnd, &v.PreCongSumRtt, &v.PostCongSumRtt, &v.PostCongCountRtt, &v.EcnSignals,
		&v.EceRcvd, &v.SendStall, &v.QuenchRcvd, &v.RetranThresh, &v.SndDupAckEpisodes,
		&v.SumBytesReordered, &v.NonRecovDa, &v.NonRecovDaEpisodes, &v.AckAfterFr, &v.DsackDups,
		&v.SampleRtt, &v.SmoothedRtt, &v.RttVar, &v.MaxRtt, &v.MinRtt, &v.SumRtt, &v.CountRtt, &v.CurRto,
		&v.MaxRto, &v.MinRto, &v.CurMss, &v.MaxMss, &v.MinMss, &v.SpuriousRtoDetections,
	)
	return v
}

func (v EstatsSendBuffRod32) put(dst []byte) {
	putUint32s(dst, v.CurRetxQueue, v.MaxRetxQueue, v.CurAppWQueue, v.MaxAppWQueue)
}

func (EstatsSendBuffRod32) get(src []byte) (v EstatsSendBuffRod32) {
	getUint32s(src, &v.CurRetxQueue, &v.MaxRetxQueue, &v.CurAppWQueue, &v.MaxAppWQueue)
	return v
}

func (v EstatsSendBuffRod64) put(dst []byte) {
	putUint64s(dst, v.CurRetxQueue, v.MaxRetxQueue, v.CurAppWQueue, v.MaxAppWQueue)
}

func (EstatsSendBuffRod64) get(src []byte) (v EstatsSendBuffRod64) {
	getUint64s(src, &v.CurRetxQueue, &v.MaxRetxQueue, &v.CurAppWQueue, &v.MaxAppWQueue)
	return v
}

func (v EstatsRecRod32) put(dst []byte) {
	putUint32s(dst,
		v.CurRwinSent, v.MaxRwinSent, v.MinRwinSent, v.LimRwin, v.DupAckEpisodes, v.DupAcksOut, v.CeRcvd,
		v.EcnSent, v.EcnNoncesRcvd, v.CurReasmQueue, v.MaxReasmQueue, v.CurAppRQueue, v.MaxAppRQueue,
	)
	dst[52] = v.WinScaleSent
	clear(dst[53:56])
}

func (EstatsRecRod32) get(src []byte) (v EstatsRecRod32) {
	getUint32s(src,
		&v.CurRwinSent, &v.MaxRwinSent, &v.MinRwinSent, &v.LimRwin, &v.DupAckEpisodes, &v.DupAcksOut,
		&v.CeRcvd, &v.EcnSent, &v.EcnNoncesRcvd, &v.CurReasmQueue, &v.MaxReasmQueue, &v.CurAppRQueue,
		&v.MaxAppRQueue,
	)
	v.WinScaleSent = src[52]
	return v
}

func (v EstatsRecRod64) put(dst []byte) {
	putUint32s(dst,
		v.CurRwinSent, v.MaxRwinSent, v.MinRwinSent, v.LimRwin, v.DupAckEpisodes, v.DupAcksOut, v.CeRcvd,
		v.EcnSent, v.EcnNoncesRcvd, v.CurReasmQueue, v.MaxReasmQueue,
	)
	clear(dst[44:48])
	putUint64s(dst[48:], v.CurAppRQueue, v.MaxAppRQueue)
	dst[64] = v.WinScaleSent
	clear(dst[65:72])
}

func (EstatsRecRod64) get(src []byte) (v EstatsRecRod64) {
	getUint32s(src,
		&v.CurRwinSent, &v.MaxRwinSent, &v.MinRwinSent, &v.LimRwin, &v.DupAckEpisodes, &v.DupAcksOut,
		&v.CeRcvd, &v.EcnSent, &v.EcnNoncesRcvd, &v.CurReasmQueue, &v.MaxReasmQueue,
	)
	getUint64s(src[48:], &v.CurAppRQueue, &v.MaxAppRQueue)
	v.WinScaleSent = src[64]
	return v
}

func (v EstatsObsRecRod) put(dst []byte) {
	putUint32s(dst, v.CurRwinRcvd, v.MaxRwinRcvd, v.MinRwinRcvd)
	dst[12] = v.WinScaleRcvd
	clear(dst[13:16])
}

func (EstatsObsRecRod) get(src []byte) (v EstatsObsRecRod) {
	getUint32s(src, &v.CurRwinRcvd, &v.MaxRwinRcvd, &v.MinRwinRcvd)
	v.WinScaleRcvd = src[12]
	return v
}

func (v EstatsBandwidthRod) put(dst []byte) {
	putUint64s(dst, v.OutboundBandwidth, v.InboundBandwidth, v.OutboundInstability, v.InboundInstability)
	dst[32] = v.OutboundBandwidthPeaked
	dst[33] = v.InboundBandwidthPeaked
	clear(dst[34:40])
}

func (EstatsBandwidthRod) get(src []byte) (v EstatsBandwidthRod) {
	getUint64s(src,
		&v.OutboundBandwidth, &v.InboundBandwidth, &v.OutboundInstability, &v.InboundInstability,
	)
	v.OutboundBandwidthPeaked = src[32]
	v.InboundBandwidthPeaked = src[33]
	return v
}

func (v EstatsFineRttRod) put(dst []byte) {
	putUint32s(dst, v.RttVar, v.MaxRtt, v.MinRtt, v.SumRtt)
}

func (EstatsFineRttRod) get(src []byte) (v EstatsFineRttRod) {
	getUint32s(src, &v.RttVar, &v.MaxRtt, &v.MinRtt, &v.SumRtt)
	return v
}
