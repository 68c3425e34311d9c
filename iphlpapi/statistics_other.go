//go:build !windows

package iphlpapi

import (
	"context"
	"math"
	"syscall"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

func getTcpStatistics(stats *MibTcpStats) error { return getTcpStatisticsEx(stats, AF_INET) }

func getTcpStatisticsEx(stats *MibTcpStats, family uint32) error {
	return fillStats(system(), stats, family)
}

func getTcpStatisticsEx2(stats *MibTcpStats2, family uint32) error {
	return fillStats2(system(), stats, family)
}

func fillStats(c caller, stats *MibTcpStats, family uint32) error {
	var wide MibTcpStats2
	if err := fillStats2(c, &wide, family); err != nil {
		return err
	}
	*stats = narrow(&wide)
	return nil
}

func fillStats2(c caller, stats *MibTcpStats2, family uint32) error {
	switch family {
	case AF_INET:
		return readStats(c, tcpTable, stats)
	case AF_INET6, syscall.AF_INET6:
		return readStats(c, tcp6Table, stats)
	}
	return ERROR_INVALID_PARAMETER
}

// readStats counts the connections of the table of the family, and reads the counters.
func readStats[T mib.Row[T]](c caller, k kind[T], stats *MibTcpStats2) error {
	var s tcptable.Statistics
	connections := 0
	err := c.with(func(t *tcptable.Table) (err error) {
		if s, err = t.Statistics(context.Background()); err != nil {
			return err
		}
		connections, err = count(t, k, tcptable.AllStates&^tcptable.States(tcptable.StateListen))
		return err
	})
	if err != nil {
		return withErrno(err)
	}
	*stats = toMib(&s, connections)
	return nil
}

// toMib returns the counters as a MIB has them: counts wrap where there is no room for them.
func toMib(s *tcptable.Statistics, connections int) MibTcpStats2 {
	return MibTcpStats2{
		RtoAlgorithm: rtoAlgorithm(s.RtoAlgorithm),
		RtoMin:       milliseconds(s.RtoMin),
		RtoMax:       milliseconds(s.RtoMax),
		MaxConn:      maxConn(s.MaxConn),
		ActiveOpens:  uint32(s.ActiveOpens),
		PassiveOpens: uint32(s.PassiveOpens),
		AttemptFails: uint32(s.AttemptFails),
		EstabResets:  uint32(s.EstabResets),
		CurrEstab:    uint32(s.CurrEstab),
		InSegs:       s.InSegs,
		OutSegs:      s.OutSegs,
		RetransSegs:  uint32(s.RetransSegs),
		InErrs:       uint32(s.InErrs),
		OutRsts:      uint32(s.OutRsts),
		NumConns:     uint32(connections),
	}
}

// rtoAlgorithm returns the number that TCP_RTO_ALGORITHM has: it knows no later ones than
// RFC 2012.
func rtoAlgorithm(number uint32) uint32 {
	if number < MIB_TCP_RTO_OTHER || number > MIB_TCP_RTO_VANJ {
		return MIB_TCP_RTO_OTHER
	}
	return number
}

func milliseconds(d time.Duration) uint32 {
	return uint32(min(max(d.Milliseconds(), 0), math.MaxUint32))
}

// maxConn returns a limit, which does not wrap.
func maxConn(limit int64) uint32 {
	if limit < 0 {
		return MIB_TCP_MAXCONN_DYNAMIC
	}
	return uint32(min(limit, MIB_TCP_MAXCONN_DYNAMIC-1))
}

func narrow(s *MibTcpStats2) MibTcpStats {
	return MibTcpStats{
		RtoAlgorithm: s.RtoAlgorithm,
		RtoMin:       s.RtoMin,
		RtoMax:       s.RtoMax,
		MaxConn:      s.MaxConn,
		ActiveOpens:  s.ActiveOpens,
		PassiveOpens: s.PassiveOpens,
		AttemptFails: s.AttemptFails,
		EstabResets:  s.EstabResets,
		CurrEstab:    s.CurrEstab,
		InSegs:       uint32(s.InSegs),
		OutSegs:      uint32(s.OutSegs),
		RetransSegs:  s.RetransSegs,
		InErrs:       s.InErrs,
		OutRsts:      s.OutRsts,
		NumConns:     s.NumConns,
	}
}
