package iphlpapi

import "github.com/tcptable/tcptable/internal/mib"

// TcpEstatsSizes returns how many bytes the buffers of [GetPerTcp6ConnectionEStats] need for the
// structures that a type has, version 0. It is 0 for a structure that the type does not have, and
// for a type that there is not.
func TcpEstatsSizes(kind TcpEstatsType) (rw, ros, rod int) {
	rw = mib.Size[TcpEstatsRw]()
	switch kind {
	case TcpConnectionEstatsSynOpts:
		return 0, mib.Size[TcpEstatsSynOptsRos](), 0
	case TcpConnectionEstatsData:
		return rw, 0, mib.Size[TcpEstatsDataRod]()
	case TcpConnectionEstatsSndCong:
		return rw, mib.Size[TcpEstatsSndCongRos](), sizeOfWord[mib.EstatsSndCongRod64, mib.EstatsSndCongRod32]()
	case TcpConnectionEstatsPath:
		return rw, 0, mib.Size[TcpEstatsPathRod]()
	case TcpConnectionEstatsSendBuff:
		return rw, 0, sizeOfWord[mib.EstatsSendBuffRod64, mib.EstatsSendBuffRod32]()
	case TcpConnectionEstatsRec:
		return rw, 0, sizeOfWord[mib.EstatsRecRod64, mib.EstatsRecRod32]()
	case TcpConnectionEstatsObsRec:
		return rw, 0, mib.Size[TcpEstatsObsRecRod]()
	case TcpConnectionEstatsBandwidth:
		return mib.Size[TcpEstatsBandwidthRw](), 0, mib.Size[TcpEstatsBandwidthRod]()
	case TcpConnectionEstatsFineRtt:
		return rw, 0, mib.Size[TcpEstatsFineRttRod]()
	}
	return 0, 0, 0
}

// sizeOfWord returns the size of a structure with fields that are as wide as a pointer.
func sizeOfWord[Wide mib.Structure[Wide], Narrow mib.Structure[Narrow]]() int {
	if wordSize == 8 {
		return mib.Size[Wide]()
	}
	return mib.Size[Narrow]()
}
