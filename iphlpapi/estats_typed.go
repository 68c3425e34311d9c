package iphlpapi

import (
	"fmt"

	"github.com/tcptable/tcptable/internal/mib"
)

// Tcp6ConnectionEStats returns the extended statistics of an IPv6 connection that the type T
// stands for:
//
//	path, err := iphlpapi.Tcp6ConnectionEStats[iphlpapi.TcpEstatsPathRod](&row)
//
// The row and the errors are those of [GetPerTcp6ConnectionEStats].
func Tcp6ConnectionEStats[T TcpEstats](row *MibTcp6Row) (T, error) {
	return readEstats[T](func(kind TcpEstatsType, ros, rod []byte) error {
		return GetPerTcp6ConnectionEStats(row, kind, nil, 0, ros, 0, rod, 0)
	})
}

// TcpConnectionEStats is [Tcp6ConnectionEStats] for an IPv4 connection, and
// [GetPerTcpConnectionEStats].
func TcpConnectionEStats[T TcpEstats](row *MibTcpRow) (T, error) {
	return readEstats[T](func(kind TcpEstatsType, ros, rod []byte) error {
		return GetPerTcpConnectionEStats(row, kind, nil, 0, ros, 0, rod, 0)
	})
}

// estatsCall is one of the two calls for a connection.
type estatsCall func(kind TcpEstatsType, ros, rod []byte) error

func readEstats[T TcpEstats](call estatsCall) (v T, err error) {
	switch p := any(&v).(type) {
	case *TcpEstatsSynOptsRos:
		*p, err = readRos[TcpEstatsSynOptsRos](call, TcpConnectionEstatsSynOpts)
	case *TcpEstatsDataRod:
		*p, err = readRod[TcpEstatsDataRod](call, TcpConnectionEstatsData)
	case *TcpEstatsSndCongRos:
		*p, err = readRos[TcpEstatsSndCongRos](call, TcpConnectionEstatsSndCong)
	case *TcpEstatsSndCongRod:
		*p, err = readRodOfWord[TcpEstatsSndCongRod, mib.EstatsSndCongRod32](call, TcpConnectionEstatsSndCong)
	case *TcpEstatsPathRod:
		*p, err = readRod[TcpEstatsPathRod](call, TcpConnectionEstatsPath)
	case *TcpEstatsSendBuffRod:
		*p, err = readRodOfWord[TcpEstatsSendBuffRod, mib.EstatsSendBuffRod32](call, TcpConnectionEstatsSendBuff)
	case *TcpEstatsRecRod:
		*p, err = readRodOfWord[TcpEstatsRecRod, mib.EstatsRecRod32](call, TcpConnectionEstatsRec)
	case *TcpEstatsObsRecRod:
		*p, err = readRod[TcpEstatsObsRecRod](call, TcpConnectionEstatsObsRec)
	case *TcpEstatsBandwidthRod:
		*p, err = readRod[TcpEstatsBandwidthRod](call, TcpConnectionEstatsBandwidth)
	case *TcpEstatsFineRttRod:
		*p, err = readRod[TcpEstatsFineRttRod](call, TcpConnectionEstatsFineRtt)
	}
	return v, err
}

func readRos[T mib.Structure[T]](call estatsCall, kind TcpEstatsType) (T, error) {
	return decodeAnswer[T](func(b []byte) error { return call(kind, b, nil) })
}

func readRod[T mib.Structure[T]](call estatsCall, kind TcpEstatsType) (T, error) {
	return decodeAnswer[T](func(b []byte) error { return call(kind, nil, b) })
}

// narrowRod is the form that a structure has where pointers have 32 bits.
type narrowRod[T, Wide any] interface {
	mib.Structure[T]
	Wide() Wide
}

// readRodOfWord reads a structure with fields that are as wide as a pointer.
func readRodOfWord[Wide mib.Structure[Wide], Narrow narrowRod[Narrow, Wide]](call estatsCall, kind TcpEstatsType) (Wide, error) {
	if wordSize == 8 {
		return readRod[Wide](call, kind)
	}
	v, err := readRod[Narrow](call, kind)
	return v.Wide(), err
}

// decodeAnswer reads what fill writes into a buffer of the size of a T.
func decodeAnswer[T mib.Structure[T]](fill func(b []byte) error) (v T, err error) {
	b := make([]byte, mib.Size[T]())
	if err := fill(b); err != nil {
		return v, err
	}
	if v, err = mib.Decode[T](b); err != nil {
		return v, fmt.Errorf("iphlpapi: %w (%w)", ERROR_GEN_FAILURE, err)
	}
	return v, nil
}
