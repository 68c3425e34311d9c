package tcptable

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tcptable/tcptable/internal/procfs"
)

var (
	_ StatisticsReader = (*netlinkSource)(nil)
	_ StatisticsReader = (*procSource)(nil)
	_ StatisticsReader = (*fallbackSource)(nil)
)

// Statistics reads net/snmp of the proc filesystem: netlink does not tell these counters.
func (s *netlinkSource) Statistics(context.Context) (Statistics, error) { return s.place.statistics() }

// Statistics reads net/snmp.
func (s *procSource) Statistics(context.Context) (Statistics, error) { return s.place.statistics() }

// Statistics asks the proc source, which is there whether or not netlink works.
func (s *fallbackSource) Statistics(ctx context.Context) (Statistics, error) {
	reader, ok := s.proc.(StatisticsReader)
	if !ok {
		return Statistics{}, errors.ErrUnsupported
	}
	return reader.Statistics(ctx)
}

func (p place) statistics() (Statistics, error) {
	var f *os.File
	err := p.do(func() (err error) {
		f, err = procfs.OpenSNMP(p.procRoot)
		return err
	})
	if err != nil {
		return Statistics{}, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	stats, err := procfs.ReadTCPStats(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", f.Name(), err)
	}
	return translateStats(&stats), err
}

func translateStats(s *procfs.TCPStats) Statistics {
	return Statistics{
		RtoAlgorithm: uint32(s.RtoAlgorithm),
		RtoMin:       time.Duration(s.RtoMin) * time.Millisecond,
		RtoMax:       time.Duration(s.RtoMax) * time.Millisecond,
		MaxConn:      s.MaxConn,
		ActiveOpens:  s.ActiveOpens,
		PassiveOpens: s.PassiveOpens,
		AttemptFails: s.AttemptFails,
		EstabResets:  s.EstabResets,
		CurrEstab:    s.CurrEstab,
		InSegs:       s.InSegs,
		OutSegs:      s.OutSegs,
		RetransSegs:  s.RetransSegs,
		InErrs:       s.InErrs,
		OutRsts:      s.OutRsts,
		InCsumErrors: s.InCsumErrors,
	}
}
