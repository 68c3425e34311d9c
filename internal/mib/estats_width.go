package mib

import "math"

// Wide returns r as a 64-bit program has it.
func (r EstatsSndCongRod32) Wide() EstatsSndCongRod64 {
	return EstatsSndCongRod64{
		SndLimTransRwin: r.SndLimTransRwin, SndLimTimeRwin: r.SndLimTimeRwin, SndLimBytesRwin: uint64(r.SndLimBytesRwin),
		SndLimTransCwnd: r.SndLimTransCwnd, SndLimTimeCwnd: r.SndLimTimeCwnd, SndLimBytesCwnd: uint64(r.SndLimBytesCwnd),
		SndLimTransSnd: r.SndLimTransSnd, SndLimTimeSnd: r.SndLimTimeSnd, SndLimBytesSnd: uint64(r.SndLimBytesSnd),
		SlowStart: r.SlowStart, CongAvoid: r.CongAvoid, OtherReductions: r.OtherReductions,
		CurCwnd: r.CurCwnd, MaxSsCwnd: r.MaxSsCwnd, MaxCaCwnd: r.MaxCaCwnd,
		CurSsthresh: r.CurSsthresh, MaxSsthresh: r.MaxSsthresh, MinSsthresh: r.MinSsthresh,
	}
}

// Narrow returns r as a 32-bit program has it. Counts of bytes wrap.
func (r EstatsSndCongRod64) Narrow() EstatsSndCongRod32 {
	return EstatsSndCongRod32{
		SndLimTransRwin: r.SndLimTransRwin, SndLimTimeRwin: r.SndLimTimeRwin, SndLimBytesRwin: uint32(r.SndLimBytesRwin),
		SndLimTransCwnd: r.SndLimTransCwnd, SndLimTimeCwnd: r.SndLimTimeCwnd, SndLimBytesCwnd: uint32(r.SndLimBytesCwnd),
		SndLimTransSnd: r.SndLimTransSnd, SndLimTimeSnd: r.SndLimTimeSnd, SndLimBytesSnd: uint32(r.SndLimBytesSnd),
		SlowStart: r.SlowStart, CongAvoid: r.CongAvoid, OtherReductions: r.OtherReductions,
		CurCwnd: r.CurCwnd, MaxSsCwnd: r.MaxSsCwnd, MaxCaCwnd: r.MaxCaCwnd,
		CurSsthresh: r.CurSsthresh, MaxSsthresh: r.MaxSsthresh, MinSsthresh: r.MinSsthresh,
	}
}

// Wide returns r as a 64-bit program has it.
func (r EstatsSendBuffRod32) Wide() EstatsSendBuffRod64 {
	return EstatsSendBuffRod64{
		CurRetxQueue: uint64(r.CurRetxQueue), MaxRetxQueue: uint64(r.MaxRetxQueue),
		CurAppWQueue: uint64(r.CurAppWQueue), MaxAppWQueue: uint64(r.MaxAppWQueue),
	}
}

// Wide returns r as a 64-bit program has it.
func (r EstatsRecRod32) Wide() EstatsRecRod64 {
	return EstatsRecRod64{
		CurRwinSent: r.CurRwinSent, MaxRwinSent: r.MaxRwinSent, MinRwinSent: r.MinRwinSent, LimRwin: r.LimRwin,
		DupAckEpisodes: r.DupAckEpisodes, DupAcksOut: r.DupAcksOut, CeRcvd: r.CeRcvd,
		EcnSent: r.EcnSent, EcnNoncesRcvd: r.EcnNoncesRcvd,
		CurReasmQueue: r.CurReasmQueue, MaxReasmQueue: r.MaxReasmQueue,
		CurAppRQueue: uint64(r.CurAppRQueue), MaxAppRQueue: uint64(r.MaxAppRQueue), WinScaleSent: r.WinScaleSent,
	}
}

// Narrow returns r as a 32-bit program has it. Queues that are too long are as long as can be.
func (r EstatsRecRod64) Narrow() EstatsRecRod32 {
	return EstatsRecRod32{
		CurRwinSent: r.CurRwinSent, MaxRwinSent: r.MaxRwinSent, MinRwinSent: r.MinRwinSent, LimRwin: r.LimRwin,
		DupAckEpisodes: r.DupAckEpisodes, DupAcksOut: r.DupAcksOut, CeRcvd: r.CeRcvd,
		EcnSent: r.EcnSent, EcnNoncesRcvd: r.EcnNoncesRcvd,
		CurReasmQueue: r.CurReasmQueue, MaxReasmQueue: r.MaxReasmQueue,
		CurAppRQueue: uint32(min(r.CurAppRQueue, math.MaxUint32)), MaxAppRQueue: uint32(min(r.MaxAppRQueue, math.MaxUint32)),
		WinScaleSent: r.WinScaleSent,
	}
}
