package mib

import "encoding/binary"

// TcpStats is a MIB_TCPSTATS: 60 bytes. Times are in milliseconds.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcpstats_lh
type TcpStats struct {
	RtoAlgorithm uint32 // a TCP_RTO_ALGORITHM: 1 other, 2 constant, 3 RSRE, 4 Van Jacobson
	RtoMin       uint32
	RtoMax       uint32
	MaxConn      uint32 // 0xFFFFFFFF: no fixed limit
	ActiveOpens  uint32
	PassiveOpens uint32
	AttemptFails uint32
	EstabResets  uint32
	CurrEstab    uint32
	InSegs       uint32
	OutSegs      uint32 // without the retransmitted ones
	RetransSegs  uint32
	InErrs       uint32
	OutRsts      uint32
	NumConns     uint32 // all connections but listeners
}

// TcpStats2 is a MIB_TCPSTATS2: 72 bytes. It is [TcpStats] with wider counts of segments.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcpstats2
type TcpStats2 struct {
	RtoAlgorithm uint32
	RtoMin       uint32
	RtoMax       uint32
	MaxConn      uint32
	ActiveOpens  uint32
	PassiveOpens uint32
	AttemptFails uint32
	EstabResets  uint32
	CurrEstab    uint32
	_            [4]byte
	InSegs       uint64
	OutSegs      uint64
	RetransSegs  uint32
	InErrs       uint32
	OutRsts      uint32
	NumConns     uint32
}

func (s TcpStats) put(dst []byte) {
	for i, number := range [...]uint32{
		s.RtoAlgorithm, s.RtoMin, s.RtoMax, s.MaxConn, s.ActiveOpens, s.PassiveOpens,
		s.AttemptFails, s.EstabResets, s.CurrEstab, s.InSegs, s.OutSegs, s.RetransSegs,
		s.InErrs, s.OutRsts, s.NumConns,
	} {
		binary.LittleEndian.PutUint32(dst[4*i:], number)
	}
}

func (TcpStats) get(src []byte) (s TcpStats) {
	for i, number := range [...]*uint32{
		&s.RtoAlgorithm, &s.RtoMin, &s.RtoMax, &s.MaxConn, &s.ActiveOpens, &s.PassiveOpens,
		&s.AttemptFails, &s.EstabResets, &s.CurrEstab, &s.InSegs, &s.OutSegs, &s.RetransSegs,
		&s.InErrs, &s.OutRsts, &s.NumConns,
	} {
		*number = binary.LittleEndian.Uint32(src[4*i:])
	}
	return s
}

// The offsets of TcpStats2 where its fields change width.
const (
	stats2Pad     = 36
	stats2InSegs  = 40
	stats2OutSegs = 48
	stats2Retrans = 56
)

func (s TcpStats2) put(dst []byte) {
	for i, number := range [...]uint32{
		s.RtoAlgorithm, s.RtoMin, s.RtoMax, s.MaxConn, s.ActiveOpens, s.PassiveOpens,
		s.AttemptFails, s.EstabResets, s.CurrEstab,
	} {
		binary.LittleEndian.PutUint32(dst[4*i:], number)
	}
	clear(dst[stats2Pad:stats2InSegs])
	binary.LittleEndian.PutUint64(dst[stats2InSegs:], s.InSegs)
	binary.LittleEndian.PutUint64(dst[stats2OutSegs:], s.OutSegs)
	for i, number := range [...]uint32{s.RetransSegs, s.InErrs, s.OutRsts, s.NumConns} {
		binary.LittleEndian.PutUint32(dst[stats2Retrans+4*i:], number)
	}
}

func (TcpStats2) get(src []byte) (s TcpStats2) {
	for i, number := range [...]*uint32{
		&s.RtoAlgorithm, &s.RtoMin, &s.RtoMax, &s.MaxConn, &s.ActiveOpens, &s.PassiveOpens,
		&s.AttemptFails, &s.EstabResets, &s.CurrEstab,
	} {
		*number = binary.LittleEndian.Uint32(src[4*i:])
	}
	s.InSegs = binary.LittleEndian.Uint64(src[stats2InSegs:])
	s.OutSegs = binary.LittleEndian.Uint64(src[stats2OutSegs:])
	for i, number := range [...]*uint32{&s.RetransSegs, &s.InErrs, &s.OutRsts, &s.NumConns} {
		*number = binary.LittleEndian.Uint32(src[stats2Retrans+4*i:])
	}
	return s
}
