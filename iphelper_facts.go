package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"time"

	"github.com/tcptable/tcptable/internal/mib"
)

var (
	_ ProcessReader    = (*ipHelperSource)(nil)
	_ StatisticsReader = (*ipHelperSource)(nil)
)

func (s *ipHelperSource) ProcessFacts(_ context.Context, p Process) (ProcessFacts, error) {
	facts, err := s.windows.process(p.PID)
	if err == nil && p.Start != 0 && p.Start != facts.Start {
		facts, err = ProcessFacts{}, fs.ErrNotExist // the PID has been given to another
	}
	if err != nil {
		err = fmt.Errorf("process %d: %w", p.PID, err)
	}
	return facts, err
}

// Statistics adds up the counters of the two families, which Windows keeps apart.
func (s *ipHelperSource) Statistics(context.Context) (Statistics, error) {
	v4, err4 := s.windows.statistics4()
	if err4 != nil {
		err4 = fmt.Errorf("of IPv4: %w", err4)
	}
	v6, err6 := s.windows.statistics6()
	if err6 != nil {
		err6 = fmt.Errorf("of IPv6: %w", err6)
	}
	sum := fromTcpStats2(&v4)
	add := fromTcpStats2(&v6)
	if err4 != nil {
		return add, errors.Join(err4, err6)
	}
	sum.ActiveOpens += add.ActiveOpens
	sum.PassiveOpens += add.PassiveOpens
	sum.AttemptFails += add.AttemptFails
	sum.EstabResets += add.EstabResets
	sum.CurrEstab += add.CurrEstab
	sum.InSegs += add.InSegs
	sum.OutSegs += add.OutSegs
	sum.RetransSegs += add.RetransSegs
	sum.InErrs += add.InErrs
	sum.OutRsts += add.OutRsts
	return sum, err6
}

func fromTcpStats2(s *mib.TcpStats2) Statistics {
	maxConn := int64(s.MaxConn)
	if s.MaxConn == math.MaxUint32 { // MIB_TCP_MAXCONN_DYNAMIC
		maxConn = -1
	}
	return Statistics{
		RtoAlgorithm: s.RtoAlgorithm,
		RtoMin:       time.Duration(s.RtoMin) * time.Millisecond,
		RtoMax:       time.Duration(s.RtoMax) * time.Millisecond,
		MaxConn:      maxConn,
		ActiveOpens:  uint64(s.ActiveOpens),
		PassiveOpens: uint64(s.PassiveOpens),
		AttemptFails: uint64(s.AttemptFails),
		EstabResets:  uint64(s.EstabResets),
		CurrEstab:    uint64(s.CurrEstab),
		InSegs:       s.InSegs,
		OutSegs:      s.OutSegs,
		RetransSegs:  uint64(s.RetransSegs),
		InErrs:       uint64(s.InErrs),
		OutRsts:      uint64(s.OutRsts),
	}
}
